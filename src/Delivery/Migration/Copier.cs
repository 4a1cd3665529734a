using Serverless.Core;
using Serverless.Results;
using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>
/// Copies one object at a time, by digest. What is not there is created, and only so; what is there stays, unless it is an earlier
/// copy that
/// nobody changed, or a pointer that the source has moved on from.
/// </summary>
/// <param name="id">The migration's id.</param>
/// <param name="documents">Rewrites documents.</param>
/// <param name="journal">What is done.</param>
/// <param name="records">Keeps what is replaced.</param>
internal sealed class Copier(string id, Documents documents, Journal journal, MigrationRecords records)
{
    /// <summary>Largest document in bytes; what is larger is none of ours.</summary>
    public const int MaxDocumentBytes = 1 << 20;

    /// <summary>Copies an object.</summary>
    /// <param name="item">The object.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<CopyResult> CopyAsync(SourceObject item, CancellationToken cancellationToken)
    {
        // 1. What the journal knows is done.
        if (journal.Find(item.PartNumber, item.Target) is { IsRemoved: false } known && known.Version == item.Version)
            return new CopyResult(CopyOutcome.Unchanged);

        // 2. What a killed run had written is noted, and not read once more.
        var found = await item.Part.To.Store.FindAsync(item.Target, cancellationToken);
        if (found.Failure is { Reason: not StoreFailureReason.NotFound } unknown)
            return Failed(item, item.Part.To, unknown);
        var marks = found.Value is { } there ? Marks.On(there) : null;
        if (marks?.Migration == id && marks.Origin == Marks.OriginOf(item.Version))
        {
            journal.Add(item.EntryOf(found.Value!.Length, marks.Content, isCreated: true) with { Replaced = marks.Replaced });
            return new CopyResult(CopyOutcome.Copied);
        }

        // 3. The bytes, as they are to stand at the destination.
        if (!(await PrepareAsync(item, cancellationToken)).TryGet(out var prepared, out var unread))
            return unread.Reason is StoreFailureReason.NotFound or StoreFailureReason.Changed
                ? new CopyResult(CopyOutcome.Vanished)
                : Failed(item, item.Part.From, unread);
        using (prepared)
        {
            // 4. Created if there is nothing, else held against what there is.
            var result = found.Value is null
                ? await CreateAsync(item, prepared, cancellationToken)
                : await MeetAsync(item, prepared, found.Value, cancellationToken);
            return result;
        }
    }

    /// <summary>The bytes an object is to have at the destination.</summary>
    /// <param name="item">The object.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Result<PreparedObject, StoreFailure>> PrepareAsync(SourceObject item, CancellationToken cancellationToken)
    {
        var store = item.Part.From.Store;
        if (item.Kind == ObjectKind.Picture)
        {
            var spooled = await SpooledObject.ReadAsync(store, item.Key, item.Version, cancellationToken);
            return spooled.TryGet(out var picture, out var cut) ? PreparedObject.Of(picture) : cut;
        }

        var selection = new BlobSelection(item.Version, MaxBytes: MaxDocumentBytes);
        if (!(await store.ReadBytesAsync(item.Key, selection, cancellationToken)).TryGet(out var blob, out var failure))
            return failure;
        if (item.Kind == ObjectKind.Review || Documents.Read(blob.Bytes) is not { } document)
            return PreparedObject.Of(blob.Bytes, blob.Properties); // a damaged one goes as it is: it may hold a person's words
        var (content, pointed) = ((string?)null, (string?)null);
        if (item.Part is ResultPart results)
        {
            var about = Documents.ResultIn(item.Kind, document) ?? document;
            var picture = results.Source.PictureOf(item.Key)!;
            var digest = await ContentDigests.OfAsync(results.Source.Pictures.Store, picture, about, cancellationToken);
            if (!digest.TryGet(out content, out failure))
                return failure;
            pointed = Documents.TextOf(document, "result") is { } key && results.KindOf(key) is not null ? results.TargetOf(key) : null;
        }
        else if (Documents.TextOf(document, "source") is not null && Documents.TextOf(document, "sha256") is { } sha256)
        {
            content = ContentVersion.Of(sha256);
        }

        var bytes = documents.Rewrite(item.Kind, document, content is "" ? null : content, pointed);
        return PreparedObject.Of(bytes, blob.Properties);
    }

    private async Task<CopyResult> CreateAsync(SourceObject item, PreparedObject prepared, CancellationToken cancellationToken)
    {
        var written = await WriteAsync(item, prepared, WriteCondition.Absent, null, cancellationToken);
        if (written.Failure is { Reason: StoreFailureReason.AlreadyExists })
        {
            var found = await item.Part.To.Store.FindAsync(item.Target, cancellationToken);
            return found.TryGet(out var there, out var lost)
                ? await MeetAsync(item, prepared, there, cancellationToken)
                : Failed(item, item.Part.To, lost);
        }

        if (written.Failure is { } failure)
            return Failed(item, item.Part.To, failure);
        journal.Add(item.EntryOf(prepared.Length, prepared.Sha256, isCreated: true));
        return new CopyResult(CopyOutcome.Copied);
    }

    /// <summary>There is something in its place.</summary>
    private async Task<CopyResult> MeetAsync(
        SourceObject item,
        PreparedObject prepared,
        BlobProperties there,
        CancellationToken cancellationToken
    )
    {
        var read = await SpooledObject.ReadAsync(item.Part.To.Store, item.Target, there.Version, cancellationToken);
        if (!read.TryGet(out var standing, out var failure))
            return failure.Reason is StoreFailureReason.NotFound or StoreFailureReason.Changed
                ? new CopyResult(CopyOutcome.Vanished)
                : Failed(item, item.Part.To, failure);
        using (standing)
        {
            var (earlier, marks) = (journal.Find(item.PartNumber, item.Target), Marks.On(there));
            var isUnchangedCopy = marks is not null && marks.Content == standing.Sha256;
            var isMine = isUnchangedCopy && marks!.Migration == id;

            // 1. The same bytes, or the same words: done.
            if (standing.Sha256 == prepared.Sha256 || (standing.IsDocument && prepared.SaysSame(item.Kind, standing.Read())))
            {
                journal.Add(
                    item.EntryOf(there.Length, standing.Sha256, isMine) with
                    {
                        Replaced = earlier?.Replaced ?? (isMine ? marks!.Replaced : null),
                    }
                );
                return new CopyResult(CopyOutcome.Present);
            }

            // 2. An earlier copy that nobody changed, or a pointer that the source knows and has moved on from: forward.
            var isForward =
                isUnchangedCopy
                || (
                    item.Kind == ObjectKind.Pointer
                    && standing.IsDocument
                    && await History.HoldsAsync((ResultPart)item.Part, item.Key, standing.Read(), cancellationToken)
                );
            if (!isForward)
            {
                return new CopyResult(
                    CopyOutcome.Conflict,
                    $"{item.Address} is something else at the destination: {item.TargetAddress} stays as it is. "
                        + "Move or delete the one that is wrong, and run this again."
                );
            }

            // 3. What was there before this migration is kept, so that it can be put back.
            var replaced = earlier?.Replaced ?? (isMine ? marks!.Replaced : null);
            if (!isMine && replaced is null)
            {
                if (!(await records.KeepReplacedAsync(standing.Read(), cancellationToken)).TryGet(out replaced, out failure))
                    return Failed(item, item.Part.To, failure);
            }

            var written = await WriteAsync(item, prepared, WriteCondition.Unchanged(there.Version), replaced, cancellationToken);
            if (written.Failure is { Reason: StoreFailureReason.Changed or StoreFailureReason.NotFound })
                return new CopyResult(CopyOutcome.Vanished);
            if (written.Failure is { } unwritten)
                return Failed(item, item.Part.To, unwritten);
            journal.Add(item.EntryOf(prepared.Length, prepared.Sha256, isCreated: true) with { Replaced = replaced });
            return new CopyResult(CopyOutcome.Forwarded);
        }
    }

    private Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        SourceObject item,
        PreparedObject prepared,
        WriteCondition condition,
        string? replaced,
        CancellationToken cancellationToken
    )
    {
        var marks = new Marks(id, Marks.OriginOf(item.Version), prepared.Sha256, replaced);
        var content = new BlobContent(prepared.Open, prepared.Length, prepared.MediaType, marks.With(prepared.Metadata));
        return item.Part.To.Store.WriteAsync(item.Target, content, condition, cancellationToken);
    }

    private static CopyResult Failed(SourceObject item, BlobFolder folder, StoreFailure failure) =>
        new(CopyOutcome.Failed, $"{item.Address}: {folder.Address} says: {failure.Detail}") { IsRetryable = failure.IsRetryable };
}
