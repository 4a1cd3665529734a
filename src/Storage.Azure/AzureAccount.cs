using Azure.Core;
using Azure.Storage.Blobs;
using Serverless.Core;

namespace Serverless.Storage.Azure;

/// <summary>A storage account: its client, made when it is first asked, and what signs uploads where that has no key.</summary>
internal sealed class AzureAccount
{
    /// <summary>Not the newest: emulators and clouds of their own lag behind it.</summary>
    private const BlobClientOptions.ServiceVersion ServiceVersion = BlobClientOptions.ServiceVersion.V2023_11_03;

    /// <summary>The platform above tries again as well.</summary>
    private const int MaxRetries = 2;

    private readonly Lazy<BlobServiceClient> _client;
    private readonly Lazy<DelegationKeys>? _delegationKeys;

    private AzureAccount(string name, Lazy<BlobServiceClient> client, TimeProvider? clock)
    {
        (Name, _client) = (name, client);
        _delegationKeys = clock is null ? null : new Lazy<DelegationKeys>(() => new DelegationKeys(Client, clock));
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The client of the account; it opens no connection by itself.</summary>
    public BlobServiceClient Client => _client.Value;

    /// <summary>Keys that stand for the identity; null where there is none.</summary>
    public DelegationKeys? DelegationKeys => _delegationKeys?.Value;

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
                ? new AzureAccount(NameOf(connectionString, client), new Lazy<BlobServiceClient>(client), null)
                : Invalid("has an endpoint with a path, which names an account only behind an IP address or the emulator's port 10000");
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            return Invalid(
                "is not NAME=VALUE;… with an AccountName or a BlobEndpoint, and an AccountKey in Base64 or a SharedAccessSignature"
            );
        }
    }

    /// <summary>By an identity.</summary>
    /// <param name="name">The account's name.</param>
    /// <param name="endpoint">Its blob endpoint.</param>
    /// <param name="identity">The identity; resolved with the first request.</param>
    /// <param name="options">How the client behaves.</param>
    /// <param name="clock">Gives the times of keys.</param>
    public static AzureAccount Of(
        string name,
        Uri endpoint,
        Lazy<TokenCredential> identity,
        BlobClientOptions options,
        TimeProvider clock
    ) => new(name, new Lazy<BlobServiceClient>(() => new BlobServiceClient(endpoint, identity.Value, options)), clock);

    /// <summary>At most two quick tries more.</summary>
    /// <param name="timeout">How long the service may keep silent.</param>
    public static BlobClientOptions Options(TimeSpan timeout)
    {
        var options = new BlobClientOptions(ServiceVersion)
        {
            TrimBlobNameSlashes = false, // a key may start with one
            Retry =
            {
                MaxRetries = MaxRetries,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(2),
                NetworkTimeout = timeout,
            },
        };
        options.AddPolicy(new EmptyErrorResponses(), HttpPipelinePosition.PerCall);
        return options;
    }

    /// <summary>A domain of one's own does not tell the account; the text does then, or the first label stands for it.</summary>
    private static string NameOf(string connectionString, BlobServiceClient client)
    {
        var settings = connectionString.Split(';', StringSplitOptions.TrimEntries).Select(setting => setting.Split('=', 2));
        var named = settings.FirstOrDefault(setting => setting[0].Equals("AccountName", StringComparison.OrdinalIgnoreCase))?[^1];
        return named ?? (client.AccountName is { Length: > 0 } known ? known : client.Uri.Host.Split('.')[0]);
    }

    private static StoreFailure Invalid(string why) => new(StoreFailureReason.NotSupported, $"AZURE_STORAGE_CONNECTION_STRING {why}.");
}
