using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Fetching;
using Serverless.Results.Documents;
using Serverless.Results.Listing;
using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Results.Processing;

/// <summary>
/// The write protocol, the same for upload events, sweeps and archives: find what is done, read at the version, describe, create the
/// result only if it is absent, point forward. Every step can be repeated, so the work on a picture may be begun twice, late, out of
/// order, or in the middle of a crash; nothing is remembered between pictures.
/// </summary>
/// <param name="reviews">Stores what reviews need; null for no reviews.</param>
/// <param name="clock">Gives the times.</param>
public sealed class PictureProcessor(ReviewStore? reviews, TimeProvider clock)
{
    private const string UnreadablePointer =
        "Where its result would be named stands a document that is none of ours, or a damaged one: "
        + "it counts as a person's and is left alone. "
        + "Delete it, or let --replace-human take its place.";

    /// <summary>Finds out whether a picture has the result that is wanted; what an interrupted writer left is finished.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="model">Who describes it.</param>
    /// <param name="policy">What is asked, and what counts as done.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The work there is to do; or how the picture ended without any.</returns>
    public async Task<Result<PictureWork, PictureOutcome>> FindAsync(
        StoredPicture picture,
        ModelIdentity model,
        ProcessingPolicy policy,
        CancellationToken cancellationToken
    )
    {
        // 1. A name that takes no result loses the picture, whatever it shows.
        var names = picture.Results.NamesOf(picture.Key);
        string KeyOf(string version, string? retry = null) => names.ResultOf(picture.Address, version, model, policy.Options, retry);
        if (ResultNames.ErrorOf(picture.Key, KeyOf("")) is { } fault)
            return new PictureOutcome(PictureOutcomeKind.Lost, fault.Code, fault.Detail);

        // 2. Where nobody named the version, it is the one that is there.
        var version = picture.Version;
        if (version is null)
        {
            var found = await picture.Results.Pictures.Store.FindAsync(picture.Key, cancellationToken);
            if (!found.TryGet(out var properties, out var missing))
                return missing.Reason == StoreFailureReason.NotFound
                    ? new PictureOutcome(PictureOutcomeKind.Gone)
                    : PictureOutcome.Of(missing);
            version = properties.Version;
        }

        // 3. Where the name does not tell what it is, the first bytes do.
        var work = new PictureWork(picture, version, names, KeyOf(version), policy);
        if (picture.IsUncertain && await ProbeAsync(work, cancellationToken) is { } other)
            return other;

        // 4. The result of this very work, or any result that the pointer names.
        return policy.TakesAnyResult
            ? await FindAnyAsync(work, pointer => KeyOf(version, policy.RetryOf(pointer)), cancellationToken)
            : await FindOwnAsync(work, cancellationToken);
    }

    /// <summary>Reads a picture, has it described, and publishes what came of it.</summary>
    /// <param name="work">The work.</param>
    /// <param name="describer">Describes it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>How it ended; null where the describer defers it.</returns>
    public async Task<PictureOutcome?> DescribeAsync(PictureWork work, IPictureDescriber describer, CancellationToken cancellationToken)
    {
        // 1. The bytes of exactly this version.
        var selection = new BlobSelection(work.Version, MaxBytes: work.Policy.MaxBytes);
        var read = await work.Picture.Results.Pictures.Store.ReadBytesAsync(work.Picture.Key, selection, cancellationToken);
        if (!read.TryGet(out var blob, out var unread))
            return await UnreadAsync(work, unread, cancellationToken);

        // 2. An object that only stands for a folder is no picture, and an empty one none that can be read.
        if (FolderMarkers.IsMarker(blob.Properties))
            return new PictureOutcome(PictureOutcomeKind.NotPicture);
        if (blob.Bytes.Length == 0)
            return await RefuseAsync(work, new CaptionFailure(FailureReason.EmptyBody, "The object is empty."), cancellationToken);

        // 3. Stores keep what a sender compressed.
        if (!ContentCoding.OfStored(blob.Bytes, work.Policy.MaxBytes).TryGet(out var bytes, out var undecoded))
            return await RefuseAsync(work, undecoded, cancellationToken);

        // 4. Bytes whose result, or erasure, came from another store are known by their digest.
        if (await KnownAsync(work, bytes, cancellationToken) is { } known)
            return known;

        // 5. What came of it is published.
        return await describer.DescribeAsync(work, bytes, cancellationToken) switch
        {
            PictureDescription.Captioned captioned => await PublishAsync(work, captioned.Caption, cancellationToken),
            PictureDescription.Refused refused => await RefuseAsync(work, refused.Failure, cancellationToken),
            PictureDescription.Settled settled => settled.Outcome,
            _ => null,
        };
    }

    /// <summary>Publishes a caption, or an honest refusal.</summary>
    /// <param name="work">The work.</param>
    /// <param name="caption">The caption.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task<PictureOutcome> PublishAsync(PictureWork work, Caption caption, CancellationToken cancellationToken)
    {
        // 1. What a review needs comes first: a result that can be seen can be reviewed.
        var result = work.ResultOf(DocumentWriter.Of(caption), null, clock.GetUtcNow());
        if (reviews is not null && await reviews.KeepAsync(caption, work.Picture.Address, result, cancellationToken) is { } unkept)
            return PictureOutcome.Of(unkept);

        // 2. The result, and the pointer to it.
        return await PublishAsync(work, PictureOutcomeKind.Described, result, cancellationToken);
    }

    /// <summary>Publishes a failure that trying again would not mend.</summary>
    /// <param name="work">The work.</param>
    /// <param name="failure">The failure.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public Task<PictureOutcome> RecordAsync(PictureWork work, CaptionFailure failure, CancellationToken cancellationToken) =>
        PublishAsync(
            work,
            PictureOutcomeKind.Recorded,
            work.ResultOf(null, work.Policy.ErrorOf(failure), clock.GetUtcNow()),
            cancellationToken
        );

    /// <summary>
    /// Publishes a result: creates it if absent, then moves the pointer to it unless the pointer's own result is later or a person's.
    /// </summary>
    /// <param name="work">The work.</param>
    /// <param name="kind">How the picture came to the result.</param>
    /// <param name="result">The result.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task<PictureOutcome> PublishAsync(
        PictureWork work,
        PictureOutcomeKind kind,
        ResultDocument result,
        CancellationToken cancellationToken
    )
    {
        var unpublished = await work.Picture.Results.PublishAsync(
            work.Picture.Key,
            work.ResultKey,
            result,
            work.IsFirst,
            cancellationToken,
            work.Policy.ReplacesPerson
        );
        return unpublished is null ? PictureOutcome.Of(kind, result) : PictureOutcome.Of(unpublished);
    }

    /// <summary>Removes the results of a picture that is gone; one that came back has results again.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<PictureOutcome> RemoveAsync(StoredPicture picture, CancellationToken cancellationToken)
    {
        var found = await picture.Results.Pictures.Store.FindAsync(picture.Key, cancellationToken);
        if (found.Value is not null)
            return new PictureOutcome(PictureOutcomeKind.Superseded);
        if (found.Failure is { Reason: not StoreFailureReason.NotFound } failure)
            return PictureOutcome.Of(failure);
        return await picture.Results.RemoveAsync(picture.Results.NamesOf(picture.Key), null, cancellationToken) is { } kept
            ? PictureOutcome.Of(kept)
            : new PictureOutcome(PictureOutcomeKind.Removed);
    }

    /// <summary>One small read of the first bytes.</summary>
    /// <returns>Null where it is a picture.</returns>
    private async Task<PictureOutcome?> ProbeAsync(PictureWork work, CancellationToken cancellationToken)
    {
        var (picture, store) = (work.Picture, work.Picture.Results.Pictures.Store);
        var (isPicture, failure) = await PictureProbe.IsPictureAsync(store, picture.Key, work.Version, cancellationToken);
        if (failure is not null)
            return await UnreadAsync(work, failure, cancellationToken);
        return isPicture ? null : new PictureOutcome(PictureOutcomeKind.NotPicture);
    }

    /// <summary>By the name of this very work: one listing tells what there is.</summary>
    private static async Task<Result<PictureWork, PictureOutcome>> FindOwnAsync(PictureWork work, CancellationToken cancellationToken)
    {
        var listed = await work.Picture.Results.KeysAsync(work.Names, cancellationToken);
        if (!listed.TryGet(out var keys, out var failure))
            return PictureOutcome.Of(failure);
        var (isErased, isThere) = (keys.Contains(work.Names.Tombstone), keys.Contains(work.ResultKey));
        var concluded = await ConcludeAsync(work with { IsFirst = keys.Count == 0 }, isErased, isThere, cancellationToken);
        return keys.Count > 0 && concluded.TryGet(out var open, out _) ? await WithLatestAsync(open, cancellationToken) : concluded;
    }

    /// <summary>Work on a picture that has results about something else, perhaps about the same bytes in another store.</summary>
    private static async Task<Result<PictureWork, PictureOutcome>> WithLatestAsync(PictureWork work, CancellationToken cancellationToken)
    {
        var latest = await work.Picture.Results.LatestAsync(work.Names, cancellationToken);
        if (latest.TryGet(out var pointer, out var failure))
            return work with { Latest = pointer };
        return failure.Reason is StoreFailureReason.NotFound or StoreFailureReason.Collision ? work : PictureOutcome.Of(failure);
    }

    /// <summary>
    /// The outcome of bytes that had their result in another store: it becomes the result of this work, with this store's version,
    /// whatever model made it. Bytes that were erased there stay so.
    /// </summary>
    /// <returns>Null where nothing is known of these bytes, or the run wants them described once more.</returns>
    private static async Task<PictureOutcome?> KnownAsync(PictureWork work, byte[] bytes, CancellationToken cancellationToken)
    {
        if (ContentVersion.Names(work.ErasedContent, bytes))
            return new PictureOutcome(PictureOutcomeKind.Erased);
        if (work.Latest is not { } moved || !ContentVersion.Names(moved.Latest.Version, bytes))
            return null;
        if (work.Policy.TakesAnyResult && work.Policy.Wants(moved))
            return null;
        var (picture, found) = (work.Picture, moved.At(work.Version));
        var result = found with { Source = picture.Address.ToString(), Order = picture.Order };
        var published = await PublishAsync(work, PictureOutcomeKind.Existed, result, cancellationToken);
        return published.StoreFailure is null ? PictureOutcome.Existing(result) : published;
    }

    /// <summary>By the pointer: of a picture that is done, one read tells it.</summary>
    private static async Task<Result<PictureWork, PictureOutcome>> FindAnyAsync(
        PictureWork work,
        Func<PointerDocument, string> retryKeyOf,
        CancellationToken cancellationToken
    )
    {
        var (results, policy) = (work.Picture.Results, work.Policy);
        var latest = await results.LatestAsync(work.Names, cancellationToken);

        // 1. The pointer names a result: about another version, wanted once more, or all there is to do.
        if (latest.TryGet(out var pointer, out var failure))
        {
            if (pointer.Latest.Version != work.Version)
                return work with { Latest = pointer };
            if (policy.Wants(pointer))
                return work with { Latest = pointer, ResultKey = retryKeyOf(pointer) };
            return PictureOutcome.Existing(pointer.At(work.Version));
        }

        // 2. A pointer that cannot be read may hold a person's text, unless it is empty, as a killed writer leaves it.
        var isDamaged = failure.Reason == StoreFailureReason.Collision;
        if (isDamaged && !policy.ReplacesPerson && !await results.IsEmptyAsync(work.Names, cancellationToken))
            return new PictureOutcome(PictureOutcomeKind.KeptPerson, "sidecar_unreadable", UnreadablePointer);
        if (!isDamaged && failure.Reason != StoreFailureReason.NotFound)
            return PictureOutcome.Of(failure);

        // 3. There is no pointer: two look-ups tell whether there is a result all the same, and cost less than one listing.
        var store = results.Folder.Store;
        var (result, tombstone) = (
            store.FindAsync(work.ResultKey, cancellationToken),
            store.FindAsync(work.Names.Tombstone, cancellationToken)
        );
        foreach (var lookup in (Task<Result<BlobProperties, StoreFailure>>[])[result, tombstone])
        {
            if ((await lookup).Failure is { Reason: not StoreFailureReason.NotFound } unknown)
                return PictureOutcome.Of(unknown);
        }

        var (isErased, isThere) = ((await tombstone).Value is not null, (await result).Value is not null);
        return await ConcludeAsync(work with { IsFirst = !isDamaged }, isErased, isThere, cancellationToken);
    }

    /// <summary>What a tombstone and the result of this very work say, where there are any.</summary>
    private static async Task<Result<PictureWork, PictureOutcome>> ConcludeAsync(
        PictureWork work,
        bool isErased,
        bool isThere,
        CancellationToken cancellationToken
    )
    {
        // 1. What was erased stays so.
        var results = work.Picture.Results;
        if (isErased && await results.IsErasedAsync(work.Names, work.Version, cancellationToken))
            return new PictureOutcome(PictureOutcomeKind.Erased);
        if (isErased)
            work = work with { ErasedContent = await results.ErasedContentAsync(work.Names, cancellationToken) };
        if (!isThere)
            return work;

        // 2. The work is done; whoever did it may have been interrupted before the pointer.
        var read = await results.ReadAsync(work.ResultKey, cancellationToken);
        if (read.TryGet(out var result, out var failure))
        {
            var unpointed = await results.PointAsync(work.Picture.Key, work.ResultKey, result, work.IsFirst, cancellationToken);
            return unpointed is null ? PictureOutcome.Existing(result) : PictureOutcome.Of(unpointed);
        }

        // 3. A damaged result goes, and the work is done anew.
        if (failure.Reason != StoreFailureReason.Collision)
            return PictureOutcome.Of(failure);
        return await results.DiscardUnreadableAsync(work.ResultKey, cancellationToken) is { } kept ? PictureOutcome.Of(kept) : work;
    }

    /// <summary>The store did not give the picture.</summary>
    private async Task<PictureOutcome> UnreadAsync(PictureWork work, StoreFailure failure, CancellationToken cancellationToken)
    {
        // 1. It is another one by now, or none.
        if (failure.Reason == StoreFailureReason.NotFound)
            return new PictureOutcome(PictureOutcomeKind.Gone);
        if (failure.Reason == StoreFailureReason.Changed)
            return new PictureOutcome(PictureOutcomeKind.Superseded);

        // 2. It is larger than any that is taken.
        if (failure.Reason == StoreFailureReason.TooLarge)
            return await RecordAsync(work, work.Policy.TooLarge(failure), cancellationToken);

        // 3. It was listed: its name is no file's, or another try may have more luck.
        if (work.Policy.IsListed)
            return failure.Reason == StoreFailureReason.Collision
                ? new PictureOutcome(PictureOutcomeKind.Lost, "name_taken", failure.Detail)
                : PictureOutcome.Unread(failure);

        // 4. It is only said to be there.
        var reason = StoreFailureTable.ReasonOf(failure);
        return reason == FailureReason.BlobNotFound
            ? new PictureOutcome(PictureOutcomeKind.Gone)
            : await RefuseAsync(work, new CaptionFailure(reason, failure.Detail), cancellationToken);
    }

    /// <summary>A failure that may pass is left for another try, as long as there is one; rights may be granted.</summary>
    private async Task<PictureOutcome> RefuseAsync(PictureWork work, CaptionFailure failure, CancellationToken cancellationToken)
    {
        var meaning = FailureTable.Of(failure.Reason);
        var mayPass = meaning.IsRetryable || failure.Reason == FailureReason.BlobNotAllowed;
        return mayPass && !work.Policy.IsLastAttempt
            ? new PictureOutcome(PictureOutcomeKind.Retry, meaning.Code, failure.Detail)
            : await RecordAsync(work, failure, cancellationToken);
    }
}
