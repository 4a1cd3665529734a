using Serverless.Settings;
using Serverless.Storage;
using Serverless.Storage.Aws;
using Serverless.Storage.Azure;
using Serverless.Storage.Files;
using Serverless.Storage.Gcp;

namespace Serverless.Delivery;

/// <summary>Every store of the product, with each vendor's own credentials.</summary>
internal static class Clouds
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public static StoreProviders Providers { get; } =
        (clock, timeout, environment) =>
            [
                new S3Stores(clock, timeout, environment),
                new AzureStores(clock, timeout, environment),
                new GoogleStores(clock, timeout, environment),
            ];

    /// <summary>Opens stores by address, folders among them.</summary>
    /// <param name="clock">Gives the times of signatures.</param>
    public static BlobStores Open(TimeProvider clock) =>
        new(Providers(clock, Timeout, Environment.GetEnvironmentVariable), new FolderStores(clock));
}
