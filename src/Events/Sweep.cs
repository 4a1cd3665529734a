using Serverless.Results;
using Serverless.Results.Listing;
using Serverless.Results.Processing;
using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Events;

/// <summary>
/// Finds what events missed: pictures without a result, results without a picture, and what is older than it may be. Pictures are told by
/// the ending of their names, or by their
/// first bytes where it says nothing. Each picture costs a listing, each that is done two reads more; a file that is looked at and is
/// none, one small read.
/// </summary>
/// <param name="desk">Takes what is found as if it were an event.</param>
/// <param name="atATime">Pictures handed over at a time.</param>
public sealed class Sweep(EventDispatcher desk, int atATime)
{
    private const int MostKnown = 1 << 16;

    /// <summary>
    /// Versions of objects that were looked at and are no pictures, so that the next sweep of this process does not look again.
    /// </summary>
    private readonly Dictionary<string, string> _others = new(StringComparer.Ordinal);

    /// <summary>Looks over a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="onOutcome">Takes how each picture ended.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>Why it could not be walked to its end; null when it was.</returns>
    public async Task<StoreFailure?> RunAsync(
        BlobAddress folder,
        Action<BlobAddress, EventOutcome> onOutcome,
        CancellationToken cancellationToken
    )
    {
        return await DescribeAsync(folder, "", onOutcome, cancellationToken)
            ?? await RemoveOrphansAsync(folder, "", onOutcome, cancellationToken);
    }

    /// <summary>Captions the pictures of a part of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="below">What keys below the folder start with; "" for all of them.</param>
    /// <param name="onOutcome">Takes how each picture ended.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    internal async Task<StoreFailure?> DescribeAsync(
        BlobAddress folder,
        string below,
        Action<BlobAddress, EventOutcome> onOutcome,
        CancellationToken cancellationToken
    )
    {
        if (!desk.Processor.Results.Of(folder).TryGet(out var shelf, out var failure))
            return failure;
        var waiting = new List<ObjectEvent>();
        await foreach (var listed in shelf.Pictures.Store.PagesAsync(shelf.Pictures.Prefix + below, cancellationToken))
        {
            if (!listed.TryGet(out var page, out failure))
                return failure;
            foreach (var shown in page.Unkeyed.Where(shown => shown.EndsWith('/') || PictureNames.KindOf(shown) != NameKind.Other))
            {
                onOutcome(shelf.Pictures.AddressOf(shown), new EventOutcome(PictureOutcomeKind.Lost, ResultNames.NotAllowed));
            }

            foreach (var item in page.Items.Where(item => IsCandidate(shelf, item.Key)))
            {
                if (!await IsPictureAsync(shelf, item, cancellationToken))
                    continue;
                waiting.Add(
                    new ObjectEvent(
                        "sweep",
                        ObjectChange.Created,
                        shelf.Pictures.AddressOf(item.Key),
                        item.Version,
                        null,
                        item.Length,
                        item.MediaType
                    )
                );
                if (waiting.Count == atATime)
                    await TakeAsync(waiting, onOutcome, cancellationToken);
            }
        }

        await TakeAsync(waiting, onOutcome, cancellationToken);
        return null;
    }

    /// <summary>Deletes what is older than it may be kept.</summary>
    /// <param name="place">The folder of reviews.</param>
    /// <param name="before">What was written before this goes.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>How many objects were deleted, and why others are still there; null when none is.</returns>
    public static async Task<(int Deleted, StoreFailure? Failure)> RetainAsync(
        BlobFolder place,
        DateTimeOffset before,
        CancellationToken cancellationToken
    )
    {
        var (deleted, unremoved) = (0, (StoreFailure?)null);
        await foreach (var listed in place.Store.PagesAsync(place.Prefix, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return (deleted, failure);
            foreach (var item in page.Items.Where(item => item.ModifiedAt < before && ReviewStore.IsOwn(place, item.Key)))
            {
                var kept = await place.Store.DeleteAsync(item.Key, item.Version, cancellationToken);
                if (kept is null)
                    deleted++;
                else if (kept.Reason != StoreFailureReason.Changed)
                    unremoved ??= kept; // what was written since is not too old
            }
        }

        return (deleted, unremoved);
    }

    /// <summary>
    /// Where neither its name nor a result tells, the first bytes do. One that cannot be looked at is handed on, to fail as it must.
    /// </summary>
    private async Task<bool> IsPictureAsync(ResultStore shelf, BlobProperties item, CancellationToken cancellationToken)
    {
        var kind = PictureNames.KindOf(item.Key[shelf.Pictures.Prefix.Length..]);
        if (kind != NameKind.Unknown)
            return kind == NameKind.Picture;
        var name = shelf.Pictures.AddressOf(item.Key).ToString();
        if (_others.GetValueOrDefault(name) == item.Version)
            return false;
        var (isPicture, failure) = await PictureProbe.IsPictureAsync(shelf.Pictures.Store, item.Key, item.Version, cancellationToken);
        if (isPicture || failure is not null)
        {
            return isPicture || failure!.Reason is not (StoreFailureReason.NotFound or StoreFailureReason.Changed);
        }

        if (_others.Count == MostKnown)
            _others.Clear();
        _others[name] = item.Version;
        return false;
    }

    private static bool IsCandidate(ResultStore shelf, string key) => !FolderMarkers.IsMarker(key) && !shelf.IsOwn(key);

    private async Task TakeAsync(
        List<ObjectEvent> waiting,
        Action<BlobAddress, EventOutcome> onOutcome,
        CancellationToken cancellationToken
    )
    {
        var outcomes = await desk.TakeAsync(waiting, cancellationToken);
        foreach (var (told, outcome) in waiting.Zip(outcomes))
            onOutcome(told.Address, outcome);
        waiting.Clear();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Removes results whose pictures are gone; those of one picture stand together in the listing, or nearly.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="below">What keys of pictures below the folder start with; "" for all of them.</param>
    /// <param name="onOutcome">Takes how each picture ended.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    internal async Task<StoreFailure?> RemoveOrphansAsync(
        BlobAddress folder,
        string below,
        Action<BlobAddress, EventOutcome> onOutcome,
        CancellationToken cancellationToken
    )
    {
        if (!desk.Processor.Results.Of(folder).TryGet(out var shelf, out var unopened))
            return unopened;
        var (looked, gone) = ("", new HashSet<string>(StringComparer.Ordinal));
        await foreach (var listed in shelf.WalkAsync(below, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return failure;
            foreach (var empty in page.Items.Where(item => item.Length == 0 && shelf.PictureOf(item.Key) is not null))
                await shelf.DiscardUnreadableAsync(empty.Key, cancellationToken);
            foreach (
                var picture in page
                    .Items.Where(item => !item.Key.EndsWith("/forgotten.json", StringComparison.Ordinal))
                    .Select(item => shelf.PictureOf(item.Key))
                    .OfType<string>()
            )
            {
                if (
                    picture == looked
                    || gone.Contains(picture)
                    || !picture.StartsWith(shelf.Pictures.Prefix + below, StringComparison.Ordinal)
                )
                {
                    continue;
                }

                looked = picture;
                var found = await shelf.Pictures.Store.FindAsync(picture, cancellationToken);
                if (found.Failure is not { Reason: StoreFailureReason.NotFound })
                    continue;
                gone.Add(picture);
                var address = shelf.Pictures.AddressOf(picture);
                onOutcome(
                    address,
                    (await desk.TakeAsync([new ObjectEvent("sweep", ObjectChange.Deleted, address, null, null)], cancellationToken))[0]
                );
            }
        }

        return null;
    }
}
