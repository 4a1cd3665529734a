using Serverless.Core;
using Serverless.Storage;

namespace Serverless.Loop.Tests;

/// <summary>
/// A store whose process dies at one of its calls that change something, before it is done or after: from then on every call throws.
/// </summary>
/// <param name="inner">What is left of it.</param>
/// <param name="countsReads">Whether calls that read count too.</param>
internal sealed class MortalStore(IBlobStore inner, bool countsReads = false) : IBlobStore
{
    private int _calls;

    /// <summary>The call that is the last one; from 1, 0 for none.</summary>
    public int DiesAt { get; set; }

    /// <summary>Whether that call is still done.</summary>
    public bool DiesAfter { get; set; }

    public bool IsDead => DiesAt > 0 && _calls >= DiesAt;

    public Task<Result<BlobProperties, StoreFailure>> FindAsync(string key, CancellationToken cancellationToken) =>
        CallAsync(() => inner.FindAsync(key, cancellationToken), isRead: true);

    public Task<Result<BlobDownload, StoreFailure>> ReadAsync(string key, BlobSelection selection, CancellationToken cancellationToken) =>
        CallAsync(() => inner.ReadAsync(key, selection, cancellationToken), isRead: true);

    public Task<Result<BlobPage, StoreFailure>> ListAsync(
        string prefix,
        string? cursor,
        int maxItems,
        CancellationToken cancellationToken
    ) => CallAsync(() => inner.ListAsync(prefix, cursor, maxItems, cancellationToken), isRead: true);

    public Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        string key,
        BlobContent content,
        WriteCondition condition,
        CancellationToken cancellationToken
    ) => CallAsync(() => inner.WriteAsync(key, content, condition, cancellationToken));

    public Task<StoreFailure?> DeleteAsync(string key, string? version, CancellationToken cancellationToken) =>
        CallAsync(() => inner.DeleteAsync(key, version, cancellationToken));

    public Task<Result<PresignedUpload, StoreFailure>> PresignUploadAsync(
        string key,
        UploadTerms terms,
        CancellationToken cancellationToken
    ) => inner.PresignUploadAsync(key, terms, cancellationToken);

    private async Task<T> CallAsync<T>(Func<Task<T>> call, bool isRead = false)
    {
        if (IsDead)
            throw new KilledException();
        if (isRead && !countsReads)
            return await call();
        var isLast = Interlocked.Increment(ref _calls) == DiesAt;
        if (isLast && !DiesAfter)
            throw new KilledException();
        var answer = await call();
        return isLast ? throw new KilledException() : answer;
    }
}

internal sealed class KilledException : Exception;
