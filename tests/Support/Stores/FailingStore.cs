using Serverless.Core;
using Serverless.Storage;

namespace Serverless.Testing;

/// <summary>A store that fails when told to.</summary>
internal sealed class FailingStore(IBlobStore inner) : IBlobStore
{
    /// <summary>Asked before each call with its name and key; what it gives is the failure.</summary>
    public Func<string, string, StoreFailure?> Fault { get; set; } = (_, _) => null;

    public async Task<Result<BlobProperties, StoreFailure>> FindAsync(string key, CancellationToken cancellationToken) =>
        Fault("find", key) is { } failure ? failure : await inner.FindAsync(key, cancellationToken);

    public async Task<Result<BlobDownload, StoreFailure>> ReadAsync(
        string key,
        BlobSelection selection,
        CancellationToken cancellationToken
    ) => Fault("read", key) is { } failure ? failure : await inner.ReadAsync(key, selection, cancellationToken);

    public async Task<Result<BlobPage, StoreFailure>> ListAsync(
        string prefix,
        string? cursor,
        int maxItems,
        CancellationToken cancellationToken
    ) => Fault("list", prefix) is { } failure ? failure : await inner.ListAsync(prefix, cursor, maxItems, cancellationToken);

    public async Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        string key,
        BlobContent content,
        WriteCondition condition,
        CancellationToken cancellationToken
    ) => Fault("write", key) is { } failure ? failure : await inner.WriteAsync(key, content, condition, cancellationToken);

    public async Task<StoreFailure?> DeleteAsync(string key, string? version, CancellationToken cancellationToken) =>
        Fault("delete", key) ?? await inner.DeleteAsync(key, version, cancellationToken);

    public Task<Result<PresignedUpload, StoreFailure>> PresignUploadAsync(
        string key,
        UploadTerms terms,
        CancellationToken cancellationToken
    ) => inner.PresignUploadAsync(key, terms, cancellationToken);
}
