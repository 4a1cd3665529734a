using System.Globalization;
using Serverless.Core;

namespace Serverless.Storage;

/// <summary>Objects in memory: the plain reference for every adapter, and a store for tests. Lost with the process.</summary>
/// <param name="clock">Gives the times of writing.</param>
public sealed class MemoryBlobStore(TimeProvider clock) : IBlobStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Entry> _objects = new(Utf8Order.Instance);
    private long _writes;

    /// <inheritdoc/>
    public Task<Result<BlobProperties, StoreFailure>> FindAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<Result<BlobProperties, StoreFailure>>(
            Find(key).TryGet(out var found, out var failure) ? found.Properties : failure
        );
    }

    /// <inheritdoc/>
    public Task<Result<BlobDownload, StoreFailure>> ReadAsync(string key, BlobSelection selection, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Read(key, selection));
    }

    /// <inheritdoc/>
    public Task<Result<BlobPage, StoreFailure>> ListAsync(string prefix, string? cursor, int maxItems, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var rest = _objects
                .Where(pair =>
                    pair.Key.StartsWith(prefix, StringComparison.Ordinal)
                    && (cursor is null || Utf8Order.Instance.Compare(pair.Key, cursor) > 0)
                )
                .Take(maxItems + 1)
                .Select(pair => pair.Value.Properties)
                .ToList();
            var page = rest.Count > maxItems ? new BlobPage(rest[..maxItems], rest[maxItems - 1].Key) : new BlobPage(rest, null);
            return Task.FromResult<Result<BlobPage, StoreFailure>>(page);
        }
    }

    /// <inheritdoc/>
    public async Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        string key,
        BlobContent content,
        WriteCondition condition,
        CancellationToken cancellationToken
    )
    {
        content.Validate();
        if (BlobKey.Validate(key) is { } failure)
            return failure;
        using var kept = new MemoryStream();
        await using (var source = content.Open())
            await source.CopyToAsync(kept, cancellationToken);
        lock (_lock)
        {
            if (Refusal(key, condition.MustBeAbsent, condition.Version) is { } refusal)
                return refusal;
            var properties = new BlobProperties(
                key,
                (++_writes).ToString(CultureInfo.InvariantCulture),
                kept.Length,
                content.MediaType,
                clock.GetUtcNow(),
                content.Metadata
            );
            _objects[key] = new Entry(properties, kept.ToArray());
            return properties;
        }
    }

    /// <inheritdoc/>
    public Task<StoreFailure?> DeleteAsync(string key, string? version, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (BlobKey.Validate(key) is { } failure)
            return Task.FromResult<StoreFailure?>(failure);
        lock (_lock)
        {
            var refusal = Refusal(key, mustBeAbsent: false, version);
            if (refusal is null)
                _objects.Remove(key);
            return Task.FromResult(refusal);
        }
    }

    /// <inheritdoc/>
    public Task<Result<PresignedUpload, StoreFailure>> PresignUploadAsync(
        string key,
        UploadTerms terms,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<Result<PresignedUpload, StoreFailure>>(
            new StoreFailure(StoreFailureReason.NotSupported, "Memory has no addresses to upload to.")
        );

    private Result<BlobDownload, StoreFailure> Read(string key, BlobSelection selection)
    {
        if (!Find(key).TryGet(out var found, out var failure))
            return failure;
        var (properties, bytes) = (found.Properties, found.Bytes);
        if (selection.Version is { } version && version != properties.Version)
            return StoreFailures.Changed;
        if (!StoreFailures.Bound(selection, properties.Length).TryGet(out var range, out failure))
            return failure;
        return new BlobDownload(
            properties,
            new MemoryStream(bytes, (int)range.Offset, (int)range.Length, writable: false),
            range.Length,
            Timeout.InfiniteTimeSpan
        );
    }

    private Result<Entry, StoreFailure> Find(string key)
    {
        if (BlobKey.Validate(key) is { } failure)
            return failure;
        lock (_lock)
            return _objects.TryGetValue(key, out var found) ? found : StoreFailures.NotFound;
    }

    private StoreFailure? Refusal(string key, bool mustBeAbsent, string? version)
    {
        var exists = _objects.TryGetValue(key, out var found);
        if (mustBeAbsent && exists)
            return StoreFailures.AlreadyExists;
        return version is not null && found?.Properties.Version != version ? StoreFailures.Changed : null;
    }

    private sealed record Entry(BlobProperties Properties, byte[] Bytes);
}
