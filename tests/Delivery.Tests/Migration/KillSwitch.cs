using Serverless.Core;
using Serverless.Storage;

namespace Serverless.Delivery.Tests.Migration;

/// <summary>Ends a run at one call of a store, before the call or after it, as a kill does: nothing of ours gets to tidy up.</summary>
internal sealed class KillSwitch
{
    private int _calls;

    /// <summary>Calls so far.</summary>
    public int Calls => _calls;

    /// <summary>The call, from 1, that is the last; 0 for none.</summary>
    public int At { get; set; }

    /// <summary>Whether that call still reaches the store.</summary>
    public bool IsAfter { get; set; }

    public void Reset(int at, bool isAfter) => (_calls, At, IsAfter) = (0, at, isAfter);

    public async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        var isLast = Interlocked.Increment(ref _calls) == At;
        if (isLast && !IsAfter)
            throw new KilledException();
        var result = await call();
        return isLast ? throw new KilledException() : result;
    }
}

/// <summary>The process is gone.</summary>
internal sealed class KilledException : Exception;

/// <summary>A store behind the switch that counts what is written.</summary>
internal sealed class WatchedStore(IBlobStore inner, KillSwitch kill) : IBlobStore
{
    private int _writes;

    /// <summary>Objects that were written, those that were only tried among them.</summary>
    public int Writes => _writes;

    /// <summary>Asked before each call with its name and key; what it gives is the failure.</summary>
    public Func<string, string, StoreFailure?> Fault { get; set; } = (_, _) => null;

    public Task<Result<BlobProperties, StoreFailure>> FindAsync(string key, CancellationToken cancellationToken) =>
        kill.CallAsync(async () => Fault("find", key) is { } failure ? failure : await inner.FindAsync(key, cancellationToken));

    public Task<Result<BlobDownload, StoreFailure>> ReadAsync(string key, BlobSelection selection, CancellationToken cancellationToken) =>
        kill.CallAsync(async () => Fault("read", key) is { } failure ? failure : await inner.ReadAsync(key, selection, cancellationToken));

    public Task<Result<BlobPage, StoreFailure>> ListAsync(
        string prefix,
        string? cursor,
        int maxItems,
        CancellationToken cancellationToken
    ) =>
        kill.CallAsync(async () =>
            Fault("list", prefix) is { } failure ? failure : await inner.ListAsync(prefix, cursor, maxItems, cancellationToken)
        );

    public Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        string key,
        BlobContent content,
        WriteCondition condition,
        CancellationToken cancellationToken
    )
    {
        Interlocked.Increment(ref _writes);
        return kill.CallAsync(async () =>
            Fault("write", key) is { } failure ? failure : await inner.WriteAsync(key, content, condition, cancellationToken)
        );
    }

    public async Task<StoreFailure?> DeleteAsync(string key, string? version, CancellationToken cancellationToken)
    {
        var deleted = await kill.CallAsync(async () =>
            (Fault("delete", key) ?? await inner.DeleteAsync(key, version, cancellationToken), 0)
        );
        return deleted.Item1;
    }

    public Task<Result<PresignedUpload, StoreFailure>> PresignUploadAsync(
        string key,
        UploadTerms terms,
        CancellationToken cancellationToken
    ) => inner.PresignUploadAsync(key, terms, cancellationToken);
}
