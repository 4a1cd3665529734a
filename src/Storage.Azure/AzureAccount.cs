using Azure.Core;
using Azure.Storage.Blobs;
using Serverless.Core;
using Serverless.Core.Storage;

namespace Serverless.Storage.Azure;

/// <summary>
/// A storage account: its client, which opens no connection until it is asked, and what signs uploads where that has no key.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Client">The client of the account.</param>
/// <param name="DelegationKeys">Keys that stand for the identity; null where there is none.</param>
internal sealed record AzureAccount(string Name, BlobServiceClient Client, DelegationKeys? DelegationKeys)
{
    /// <summary>Not the newest: emulators and clouds of their own lag behind it.</summary>
    private const BlobClientOptions.ServiceVersion ServiceVersion = BlobClientOptions.ServiceVersion.V2023_11_03;

    /// <summary>The platform above tries again as well.</summary>
    private const int QuickTries = 2;

    /// <summary>By an account's key or a shared access signature. The failure never holds a part of the text.</summary>
    /// <param name="connectionString">As learn.microsoft.com/azure/storage/common/storage-configure-connection-string has it.</param>
    /// <param name="options">How the client behaves.</param>
    public static Result<AzureAccount, StoreFailure> Of(string connectionString, BlobClientOptions options)
    {
        try
        {
            var client = new BlobServiceClient(connectionString, options);
            var address = new BlobUriBuilder(client.Uri);
            return address.BlobContainerName.Length == 0
                ? new AzureAccount(client.AccountName, client, null)
                : Refuse("has an endpoint with a path, which names an account only behind an IP address or the emulator's port 10000");
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            return Refuse(
                "is not NAME=VALUE;… with an AccountName or a BlobEndpoint, and an AccountKey in Base64 or a SharedAccessSignature");
        }
    }

    /// <summary>By an identity.</summary>
    /// <param name="name">The account's name.</param>
    /// <param name="endpoint">Its blob endpoint.</param>
    /// <param name="credential">The identity.</param>
    /// <param name="options">How the client behaves.</param>
    /// <param name="clock">Gives the times of keys.</param>
    public static AzureAccount Of(string name, Uri endpoint, TokenCredential credential, BlobClientOptions options, TimeProvider clock)
    {
        var client = new BlobServiceClient(endpoint, credential, options);
        return new AzureAccount(name, client, new DelegationKeys(client, clock));
    }

    /// <summary>At most two quick tries more.</summary>
    /// <param name="patience">How long the service may keep silent.</param>
    public static BlobClientOptions Options(TimeSpan patience)
    {
        var options = new BlobClientOptions(ServiceVersion)
        {
            TrimBlobNameSlashes = false, // a key may start with one
            Retry =
            {
                MaxRetries = QuickTries,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(2),
                NetworkTimeout = patience,
            },
        };
        options.AddPolicy(new BareRefusals(), HttpPipelinePosition.PerCall);
        return options;
    }

    private static StoreFailure Refuse(string why) => new(StoreFailureReason.NotSupported, $"AZURE_STORAGE_CONNECTION_STRING {why}.");
}
