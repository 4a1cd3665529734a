using Google.Apis.Auth.OAuth2;
using Serverless.Core;

namespace Serverless.Storage.Gcp;

/// <summary>
/// Opens buckets of Cloud Storage: <c>gs://bucket/prefix/</c>. Credentials are the application default ones. <c>STORAGE_EMULATOR_HOST</c>
/// names an emulator, which gets no token; on Cloud Run it is refused, for there it could only be a mistake.
/// </summary>
/// <param name="clock">Gives the times of signatures.</param>
/// <param name="timeout">How long the store may take to send the next bytes.</param>
/// <param name="environment">Reads environment variables.</param>
public sealed class GoogleStores(TimeProvider clock, TimeSpan timeout, Func<string, string?> environment) : IBlobStoreProvider
{
    private const string Service = "https://storage.googleapis.com",
        Scope = "https://www.googleapis.com/auth/devstorage.read_write";

    private readonly Lock _lock = new();
    private GoogleAccount? _account;

    /// <inheritdoc/>
    public string Scheme => "gs";

    /// <inheritdoc/>
    public Result<BlobFolder, StoreFailure> Open(BlobAddress folder)
    {
        var emulator = environment("STORAGE_EMULATOR_HOST") is { Length: > 0 } host ? host : null;
        if (emulator is not null && environment("K_SERVICE") is { Length: > 0 })
        {
            return new StoreFailure(StoreFailureReason.NotSupported, "STORAGE_EMULATOR_HOST is set on Cloud Run; take it away.");
        }

        var address = emulator is null
            ? Service
            : (emulator.Contains("://", StringComparison.Ordinal) ? emulator : "http://" + emulator).TrimEnd('/');
        if (!Uri.TryCreate(address, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            return new StoreFailure(StoreFailureReason.NotSupported, "STORAGE_EMULATOR_HOST is no address.");
        }

        lock (_lock)
            _account ??= new GoogleAccount(address, emulator is not null, timeout, FindAsync);
        return new BlobFolder(folder, new GoogleBlobStore(_account, folder.Container, clock, timeout), folder.Key);
    }

    private static async Task<GoogleCredential> FindAsync() => (await GoogleCredential.GetApplicationDefaultAsync()).CreateScoped(Scope);
}
