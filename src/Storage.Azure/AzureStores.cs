using System.Collections.Concurrent;
using Azure.Core;
using Azure.Identity;
using Serverless.Core;

namespace Serverless.Storage.Azure;

/// <summary>
/// Opens blob containers: <c>az://account/container/prefix/</c>. The identity comes from Azure.Identity's chain (managed and workload
/// identities first among them); <c>AZURE_STORAGE_CONNECTION_STRING</c> serves its own account instead, for emulators.
/// </summary>
/// <param name="clock">Gives the times of signatures.</param>
/// <param name="timeout">How long the store may take to send the next bytes.</param>
/// <param name="environment">Reads environment variables.</param>
public sealed class AzureStores(TimeProvider clock, TimeSpan timeout, Func<string, string?> environment) : IBlobStoreProvider
{
    private readonly ConcurrentDictionary<string, AzureAccount> _accounts = new(StringComparer.Ordinal);
    private readonly Lazy<TokenCredential> _identity = new(() => new DefaultAzureCredential());

    /// <inheritdoc/>
    public string Scheme => "az";

    /// <inheritdoc/>
    public Result<BlobFolder, StoreFailure> Open(BlobAddress folder)
    {
        var (name, container) = folder.Container.Split('/') is [var account, var rest] ? (account, rest) : ("", "");
        AzureAccount? connected = null;
        if (environment("AZURE_STORAGE_CONNECTION_STRING") is { Length: > 0 } text && !_accounts.TryGetValue(name, out connected))
        {
            if (!AzureAccount.Of(text, AzureAccount.Options(timeout)).TryGet(out connected, out var failure))
                return failure;
        }

        var opened = _accounts.GetOrAdd(
            name,
            _ =>
                connected?.Name == name
                    ? connected
                    : AzureAccount.Of(name, EndpointOf(name), _identity, AzureAccount.Options(timeout), clock)
        );
        return new BlobFolder(folder, new AzureBlobStore(opened, container, clock, timeout), folder.Key);
    }

    private static Uri EndpointOf(string account) => new($"https://{account}.blob.core.windows.net");
}
