using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serverless.Core;
using Serverless.Storage;

namespace Serverless.Results;

/// <summary>
/// The results of a folder of pictures: each is created once, a pointer that only moves forward names the latest, and all are removed
/// with their picture.
/// </summary>
/// <param name="pictures">The pictures.</param>
/// <param name="results">The folder of results; null for next to the pictures.</param>
public sealed class ResultStore(BlobFolder pictures, BlobFolder? results)
{
    private const string MediaType = "application/json";

    private const string NotOurs = "What stands there is no document of ours, or a damaged one.";

    private const int MaxBytes = 1 << 20,
        MaxTries = 20;

    private readonly ConcurrentDictionary<string, byte> _damaged = new(StringComparer.Ordinal);

    private readonly BlobFolder _results = results ?? pictures with { Prefix = "" };

    /// <summary>The store that holds the pictures.</summary>
    public BlobFolder Pictures => pictures;

    /// <summary>
    /// The kinds of documents that were found damaged: result, pointer, tombstone. A damaged document counts as missing and is rewritten.
    /// </summary>
    public IEnumerable<string> Damaged => _damaged.Keys.Order(StringComparer.Ordinal);

    /// <summary>Names of a picture's results.</summary>
    /// <param name="key">The picture's key.</param>
    public ResultNames NamesOf(string key) => ResultNames.Of(_results.Prefix, key);

    /// <summary>Whether a key of the pictures' store is reserved for results.</summary>
    /// <param name="key">The key.</param>
    public bool IsReserved(string key) =>
        ResultNames.IsReserved(key) || (results is not null && pictures.AddressOf(key).Below(results.Address) is not null);

    /// <summary>The key of the picture whose sidecar a key is.</summary>
    /// <param name="key">A key of the pictures' store.</param>
    /// <returns>Null where it is none, or results have a folder of their own.</returns>
    public string? PictureOfSidecar(string key) => results is null ? ResultNames.PointedBy(key) : null;

    /// <summary>The keys of the results there are about a picture, its tombstone among them.</summary>
    /// <param name="names">The picture's names.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async Task<Result<HashSet<string>, StoreFailure>> KeysAsync(ResultNames names, CancellationToken cancellationToken)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var listed in _results.Store.PagesAsync(names.Folder, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return failure;
            keys.UnionWith(page.Items.Select(item => item.Key));
        }

        return keys;
    }

    /// <summary>Creates a result; an existing one stays.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="document">The result.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>Null when it exists now, whatever wrote it.</returns>
    public async Task<StoreFailure?> KeepAsync(string key, ResultDocument document, CancellationToken cancellationToken)
    {
        var written = await WriteAsync(key, document, ResultJson.Writer.ResultDocument, WriteCondition.Absent, cancellationToken);
        return written.Failure is { Reason: StoreFailureReason.AlreadyExists } ? null : written.Failure;
    }

    /// <summary>Reads a result.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Result<ResultDocument, StoreFailure>> ReadAsync(string key, CancellationToken cancellationToken) =>
        DocumentOf(await ReadAsync(key, ResultJson.Writer.ResultDocument, cancellationToken));

    /// <summary>The latest result about a picture.</summary>
    /// <param name="names">The picture's names.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Result<PointerDocument, StoreFailure>> LatestAsync(ResultNames names, CancellationToken cancellationToken) =>
        DocumentOf(await PointerAsync(names, cancellationToken));

    /// <summary>
    /// Removes a result that cannot be read: a store that keeps a killed writer's partial object (no cloud's does) left it.
    /// </summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<StoreFailure?> DiscardUnreadableAsync(string key, CancellationToken cancellationToken) =>
        (await ReadAsync(key, ResultJson.Writer.ResultDocument, cancellationToken)).Value is { Document: null } damaged
            ? await _results.Store.DeleteAsync(key, damaged.Version, cancellationToken)
            : null;

    /// <summary>
    /// Whether the pointer exists and is empty, as a store leaves it that keeps a killed writer's partial object (no cloud's does).
    /// </summary>
    /// <param name="names">The picture's names.</param>
    /// <param name="cancellationToken">Cancels the probe.</param>
    public async Task<bool> IsEmptyAsync(ResultNames names, CancellationToken cancellationToken) =>
        (await _results.Store.FindAsync(names.Latest, cancellationToken)).Value is { Length: 0 };

    /// <summary>Points at a result, unless the pointer's own result is later, or a person's about the same version.</summary>
    /// <param name="picture">The picture's key.</param>
    /// <param name="key">The result's key.</param>
    /// <param name="document">The result.</param>
    /// <param name="isFirst">There were no results before: most likely there is no pointer, so the read is skipped.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="replacesPerson">Whether a person's text about the same version is replaced.</param>
    /// <returns>Null when the pointer is correct now.</returns>
    public async Task<StoreFailure?> PointAsync(
        string picture,
        string key,
        ResultDocument document,
        bool isFirst,
        CancellationToken cancellationToken,
        bool replacesPerson = false
    )
    {
        var names = NamesOf(picture);
        for (var i = 0; i < MaxTries; i++)
        {
            var read = isFirst && i == 0 ? StoreFailures.NotFound : await PointerAsync(names, cancellationToken);
            if (read.Failure is { Reason: not StoreFailureReason.NotFound } failure)
                return failure;
            if (read.Value?.Document is { } now)
            {
                var (isForward, unknown) = await IsForwardAsync(picture, now, key, document, replacesPerson, cancellationToken);
                if (unknown is not null)
                    return unknown;
                if (!isForward)
                    return null;
            }

            var condition = read.Value is { } old ? WriteCondition.Unchanged(old.Version) : WriteCondition.Absent;
            var written = await WriteAsync(
                names.Latest,
                PointerTo(key, document),
                ResultJson.Writer.PointerDocument,
                condition,
                cancellationToken
            );
            if (written.Failure is not { Reason: StoreFailureReason.AlreadyExists or StoreFailureReason.Changed })
                return written.Failure;
        }

        return new StoreFailure(StoreFailureReason.Throttled, "Too many writers move the same pointer.");
    }

    /// <summary>Creates a result, and points at it.</summary>
    /// <param name="picture">The picture's key.</param>
    /// <param name="key">The result's key.</param>
    /// <param name="document">The result.</param>
    /// <param name="isFirst">As of <see cref="PointAsync"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="replacesPerson">As of <see cref="PointAsync"/>.</param>
    /// <returns>Null when the result exists and the pointer is correct now.</returns>
    public async Task<StoreFailure?> PublishAsync(
        string picture,
        string key,
        ResultDocument document,
        bool isFirst,
        CancellationToken cancellationToken,
        bool replacesPerson = false
    ) =>
        await KeepAsync(key, document, cancellationToken)
        ?? await PointAsync(picture, key, document, isFirst, cancellationToken, replacesPerson);

    /// <summary>Points back: at a result that is not the latest, or at nothing.</summary>
    /// <param name="names">The picture's names.</param>
    /// <param name="key">The result's key; null for no pointer.</param>
    /// <param name="document">The result; null for no pointer.</param>
    /// <param name="run">Only a pointer to this run's result is moved.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<StoreFailure?> PointBackAsync(
        ResultNames names,
        string? key,
        ResultDocument? document,
        string run,
        CancellationToken cancellationToken
    )
    {
        var read = await PointerAsync(names, cancellationToken);
        if (read.Failure is { } failure)
            return failure.Reason == StoreFailureReason.NotFound ? null : failure;
        if (read.Value!.Document is not { } now || now.Latest.Run != run || now.IsByPerson)
            return null;
        if (key is null || document is null)
            return await _results.Store.DeleteAsync(names.Latest, read.Value.Version, cancellationToken);
        return (
            await WriteAsync(
                names.Latest,
                PointerTo(key, document),
                ResultJson.Writer.PointerDocument,
                WriteCondition.Unchanged(read.Value.Version),
                cancellationToken
            )
        ).Failure;
    }

    /// <summary>Deletes a result.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<StoreFailure?> DropAsync(string key, CancellationToken cancellationToken) =>
        _results.Store.DeleteAsync(key, null, cancellationToken);

    /// <summary>
    /// Whether a version of a picture is erased. A tombstone that cannot be read stands for the version that is asked
    /// about, and is rewritten for it: what was erased
    /// stays so, and a picture that replaces it is captioned.
    /// </summary>
    /// <param name="names">The picture's names.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<bool> IsErasedAsync(ResultNames names, string version, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(names.Tombstone, ResultJson.Writer.TombstoneDocument, cancellationToken);
        if (!found.TryGet(out var read, out var failure))
            return failure.Reason != StoreFailureReason.NotFound;
        if (read.Document is { } tombstone)
            return tombstone.Version == version;
        await WriteAsync(
            names.Tombstone,
            new TombstoneDocument(read.ModifiedAt, version),
            ResultJson.Writer.TombstoneDocument,
            WriteCondition.Unchanged(read.Version),
            cancellationToken
        );
        return true;
    }

    /// <summary>What a tombstone that came from another store says is erased.</summary>
    /// <param name="names">The picture's names.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>A <see cref="ContentVersion"/>; null where the tombstone names no bytes, or there is none.</returns>
    public async Task<string?> ErasedContentAsync(ResultNames names, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(names.Tombstone, ResultJson.Writer.TombstoneDocument, cancellationToken);
        return found.Value?.Document?.Version is { } version && ContentVersion.IsOne(version) ? version : null;
    }

    /// <summary>Removes everything about a picture but a tombstone.</summary>
    /// <param name="names">The picture's names.</param>
    /// <param name="tombstone">One to leave; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why something is still there; null when all is gone.</returns>
    public async Task<StoreFailure?> RemoveAsync(ResultNames names, TombstoneDocument? tombstone, CancellationToken cancellationToken)
    {
        if (
            tombstone is not null
            && (
                await WriteAsync(names.Tombstone, tombstone, ResultJson.Writer.TombstoneDocument, WriteCondition.None, cancellationToken)
            ).Failure
                is { } unwritten
        )
            return unwritten;
        if (!(await KeysAsync(names, cancellationToken)).TryGet(out var keys, out var failure))
            return failure;
        foreach (var key in keys.Where(key => key != names.Tombstone).Prepend(names.Latest))
        {
            // the others can go all the same
            if (await _results.Store.DeleteAsync(key, null, cancellationToken) is { } kept)
                failure ??= kept;
        }

        return failure;
    }

    /// <summary>The folder of results, which also holds a run's own notes.</summary>
    public BlobFolder Folder => _results with { Prefix = results?.Prefix ?? pictures.Prefix };

    /// <summary>Pages of all keys where results are.</summary>
    /// <param name="cancellationToken">Ends the walk.</param>
    public IAsyncEnumerable<Result<BlobPage, StoreFailure>> WalkAsync(CancellationToken cancellationToken) =>
        _results.Store.PagesAsync(results?.Prefix ?? pictures.Prefix, cancellationToken);

    /// <summary>Pages of the keys where the results of a part of the pictures are.</summary>
    /// <param name="below">What keys of the pictures below their folder start with; "" for all of them.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public IAsyncEnumerable<Result<BlobPage, StoreFailure>> WalkAsync(string below, CancellationToken cancellationToken) =>
        below.Length == 0
            ? WalkAsync(cancellationToken)
            : _results.Store.PagesAsync(_results.Prefix + pictures.Prefix + below, cancellationToken);

    /// <summary>The picture a result belongs to; null where a key is no result.</summary>
    /// <param name="key">A key of the results' store.</param>
    public string? PictureOf(string key) => ResultNames.PictureOf(_results.Prefix, key);

    /// <summary>
    /// Compares by the store's own order where both have one. Where one has none (a sweep sees a listing), the result must be about
    /// what is stored now: the pointer's version is read before that check, so the write's condition stops an older result from
    /// replacing a later one. A pointer from another store names the picture by its bytes, and so may be about the same one.
    /// </summary>
    private async Task<(bool IsForward, StoreFailure? Unknown)> IsForwardAsync(
        string picture,
        PointerDocument now,
        string key,
        ResultDocument next,
        bool replacesPerson,
        CancellationToken cancellationToken
    )
    {
        var latest = now.Latest;
        if (now.Result == key)
            return (false, null);
        if (next.Caption is { } caption && latest.Version == ContentVersion.Of(caption.Image.Sha256))
            return (next.Generator == ResultDocument.Human || (!now.IsByPerson && next.CreatedAt >= latest.CreatedAt), null);
        if (latest.Version == next.Version)
            return (
                next.Generator == ResultDocument.Human || ((replacesPerson || !now.IsByPerson) && next.CreatedAt > latest.CreatedAt),
                null
            );
        if (latest.Order is { } one && next.Order is { } other && one.Length == other.Length)
            return (string.CompareOrdinal(other, one) > 0, null);
        var found = await pictures.Store.FindAsync(picture, cancellationToken);
        return found.Failure is { IsRetryable: true } unknown ? (false, unknown) : (found.Value?.Version == next.Version, null);
    }

    private static PointerDocument PointerTo(string key, ResultDocument document) =>
        new(key, document) { Checksum = TextChecksum.Of(document.Caption) };

    private async Task<Result<BlobProperties, StoreFailure>> WriteAsync<T>(
        string key,
        T document,
        JsonTypeInfo<T> type,
        WriteCondition condition,
        CancellationToken cancellationToken
    ) =>
        await _results.Store.WriteAsync(
            key,
            BlobContent.Of(JsonSerializer.SerializeToUtf8Bytes(document, type), MediaType),
            condition,
            cancellationToken
        );

    private Task<Result<Read<PointerDocument>, StoreFailure>> PointerAsync(ResultNames names, CancellationToken cancellationToken) =>
        ReadAsync(names.Latest, ResultJson.Writer.PointerDocument, cancellationToken);

    /// <summary>
    /// What is not JSON, incomplete, or larger than any document of ours is damaged; its version is still returned.
    /// </summary>
    private async Task<Result<Read<T>, StoreFailure>> ReadAsync<T>(string key, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var found = await _results.Store.ReadBytesAsync(key, new BlobSelection(MaxBytes: MaxBytes), cancellationToken);
        if (!found.TryGet(out var blob, out var failure))
        {
            return failure.Reason == StoreFailureReason.TooLarge ? await UnreadAsync<T>(key, cancellationToken) : failure;
        }

        try
        {
            return Of(JsonSerializer.Deserialize(blob.Bytes, type), blob.Properties);
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException or NotSupportedException)
        {
            return Of<T>(null, blob.Properties);
        }
    }

    /// <summary>An object above the limit is none of ours.</summary>
    private async Task<Result<Read<T>, StoreFailure>> UnreadAsync<T>(string key, CancellationToken cancellationToken)
        where T : class =>
        (await _results.Store.FindAsync(key, cancellationToken)).TryGet(out var properties, out var failure)
            ? Of<T>(null, properties)
            : failure;

    private Read<T> Of<T>(T? document, BlobProperties properties)
        where T : class
    {
        var isWhole =
            document is PointerDocument { IsWhole: true } or ResultDocument { IsWhole: true } or TombstoneDocument { IsWhole: true };
        if (!isWhole)
            _damaged.TryAdd(typeof(T).Name.Replace("Document", "", StringComparison.Ordinal).ToLowerInvariant(), 0);
        return new Read<T>(isWhole ? document : null, properties.Version, properties.ModifiedAt);
    }

    private static Result<T, StoreFailure> DocumentOf<T>(Result<Read<T>, StoreFailure> result)
        where T : class
    {
        if (!result.TryGet(out var read, out var failure))
            return failure;
        return read.Document is { } document ? document : new StoreFailure(StoreFailureReason.Collision, NotOurs);
    }

    /// <summary>What was read; no document where the bytes are none of ours.</summary>
    private sealed record Read<T>(T? Document, string Version, DateTimeOffset ModifiedAt)
        where T : class;
}
