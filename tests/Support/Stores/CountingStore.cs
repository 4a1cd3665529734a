using Serverless.Core;
using Serverless.Storage;

namespace Serverless.Testing;

/// <summary>A store that counts what is asked of it.</summary>
internal sealed class CountingStore(IBlobStore inner) : IBlobStore
{
    /// <summary>Pages that were listed.</summary>
    public int Listings { get; private set; }

    /// <summary>Objects that were read or looked up.</summary>
    public int Reads { get; private set; }

    public Task<Result<BlobProperties, StoreFailure>> FindAsync(string key, CancellationToken cancellationToken)
    {
        Reads++;
        return inner.FindAsync(key, cancellationToken);
    }

    public Task<Result<BlobDownload, StoreFailure>> ReadAsync(string key, BlobSelection selection, CancellationToken cancellationToken)
    {
        Reads++;
        return inner.ReadAsync(key, selection, cancellationToken);
    }

    public Task<Result<BlobPage, StoreFailure>> ListAsync(string prefix, string? cursor, int maxItems, CancellationToken cancellationToken)
    {
        Listings++;
        return inner.ListAsync(prefix, cursor, maxItems, cancellationToken);
    }

    public Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        string key,
        BlobContent content,
        WriteCondition condition,
        CancellationToken cancellationToken
    ) => inner.WriteAsync(key, content, condition, cancellationToken);

    public Task<StoreFailure?> DeleteAsync(string key, string? version, CancellationToken cancellationToken) =>
        inner.DeleteAsync(key, version, cancellationToken);

    public Task<Result<PresignedUpload, StoreFailure>> PresignUploadAsync(
        string key,
        UploadTerms terms,
        CancellationToken cancellationToken
    ) => inner.PresignUploadAsync(key, terms, cancellationToken);
}
