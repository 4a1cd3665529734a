using Serverless.Results;
using Serverless.Results.Listing;
using Serverless.Results.Processing;
using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Events;

/// <summary>
/// Finds what events missed: pictures without a result, results without a picture, and what is past its retention. Pictures are
/// recognised by the ending of their names, or by their first bytes where the name says nothing. Each picture costs a listing, each
/// that is done two reads more; a file that is probed and is none, one small read.
/// </summary>
/// <param name="dispatcher">Processes what is found like an event.</param>
/// <param name="maxConcurrency">Maximum number of pictures per hand-over.</param>
public sealed class Sweep(EventDispatcher dispatcher, int maxConcurrency)
{
    private const int MaxKnown = 1 << 16;

    /// <summary>
    /// Versions of objects that were probed and are no pictures, so that the next sweep of this process does not probe them once more.
    /// </summary>
    private readonly Dictionary<string, string> _others = new(StringComparer.Ordinal);

    /// <summary>Sweeps a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="onOutcome">Receives the outcome of each picture.</param>
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
    /// <param name="onOutcome">Receives the outcome of each picture.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    internal async Task<StoreFailure?> DescribeAsync(
        BlobAddress folder,
        string below,
        Action<BlobAddress, EventOutcome> onOutcome,
        CancellationToken cancellationToken
    )
    {
        if (!dispatcher.Processor.Results.Of(folder).TryGet(out var results, out var failure))
            return failure;
        var waiting = new List<ObjectEvent>();
        await foreach (var listed in results.Pictures.Store.PagesAsync(results.Pictures.Prefix + below, cancellationToken))
        {
            if (!listed.TryGet(out var page, out failure))
                return failure;
            foreach (var shown in page.UnmappedNames.Where(shown => shown.EndsWith('/') || PictureNames.KindOf(shown) != NameKind.Other))
            {
                onOutcome(results.Pictures.AddressOf(shown), new EventOutcome(PictureOutcomeKind.Lost, ResultNames.NotAllowed));
            }

            foreach (var item in page.Items.Where(item => IsCandidate(results, item.Key)))
            {
                if (!await IsPictureAsync(results, item, cancellationToken))
                    continue;
                waiting.Add(
                    new ObjectEvent(
                        "sweep",
                        ObjectChange.Created,
                        results.Pictures.AddressOf(item.Key),
                        item.Version,
                        null,
                        item.Length,
                        item.MediaType
                    )
                );
                if (waiting.Count == maxConcurrency)
                    await TakeAsync(waiting, onOutcome, cancellationToken);
            }
        }

        await TakeAsync(waiting, onOutcome, cancellationToken);
        return null;
    }

    /// <summary>Deletes what is older than it may be kept.</summary>
    /// <param name="folder">The folder of reviews.</param>
    /// <param name="before">What was written before this goes.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>How many objects were deleted, and why others are still there; null when none is.</returns>
    public static async Task<(int Deleted, StoreFailure? Failure)> RetainAsync(
        BlobFolder folder,
        DateTimeOffset before,
        CancellationToken cancellationToken
    )
    {
        var (deleted, unremoved) = (0, (StoreFailure?)null);
        await foreach (var listed in folder.Store.PagesAsync(folder.Prefix, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return (deleted, failure);
            foreach (var item in page.Items.Where(item => item.ModifiedAt < before && ReviewStore.IsReserved(folder, item.Key)))
            {
                var kept = await folder.Store.DeleteAsync(item.Key, item.Version, cancellationToken);
                if (kept is null)
                    deleted++;
                else if (kept.Reason != StoreFailureReason.Changed)
                    unremoved ??= kept; // what was written since is not too old
            }
        }

        return (deleted, unremoved);
    }

    /// <summary>
    /// Where the name does not decide, the first bytes do. An object that cannot be probed is handed on, to fail properly.
    /// </summary>
    private async Task<bool> IsPictureAsync(ResultStore results, BlobProperties item, CancellationToken cancellationToken)
    {
        var kind = PictureNames.KindOf(item.Key[results.Pictures.Prefix.Length..]);
        if (kind != NameKind.Unknown)
            return kind == NameKind.Picture;
        var name = results.Pictures.AddressOf(item.Key).ToString();
        if (_others.GetValueOrDefault(name) == item.Version)
            return false;
        var (isPicture, failure) = await PictureProbe.IsPictureAsync(results.Pictures.Store, item.Key, item.Version, cancellationToken);
        if (isPicture || failure is not null)
        {
            return isPicture || failure!.Reason is not (StoreFailureReason.NotFound or StoreFailureReason.Changed);
        }

        if (_others.Count == MaxKnown)
            _others.Clear();
        _others[name] = item.Version;
        return false;
    }

    private static bool IsCandidate(ResultStore results, string key) => !FolderMarkers.IsMarker(key) && !results.IsReserved(key);

    private async Task TakeAsync(
        List<ObjectEvent> waiting,
        Action<BlobAddress, EventOutcome> onOutcome,
        CancellationToken cancellationToken
    )
    {
        var outcomes = await dispatcher.TakeAsync(waiting, cancellationToken);
        foreach (var (received, outcome) in waiting.Zip(outcomes))
            onOutcome(received.Address, outcome);
        waiting.Clear();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Removes results whose pictures are gone; those of one picture stand together in the listing, or nearly.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="below">What keys of pictures below the folder start with; "" for all of them.</param>
    /// <param name="onOutcome">Receives the outcome of each picture.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    internal async Task<StoreFailure?> RemoveOrphansAsync(
        BlobAddress folder,
        string below,
        Action<BlobAddress, EventOutcome> onOutcome,
        CancellationToken cancellationToken
    )
    {
        if (!dispatcher.Processor.Results.Of(folder).TryGet(out var results, out var unopened))
            return unopened;
        var (looked, gone) = ("", new HashSet<string>(StringComparer.Ordinal));
        await foreach (var listed in results.WalkAsync(below, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return failure;
            foreach (var empty in page.Items.Where(item => item.Length == 0 && results.PictureOf(item.Key) is not null))
                await results.DiscardUnreadableAsync(empty.Key, cancellationToken);
            foreach (
                var picture in page
                    .Items.Where(item => !item.Key.EndsWith("/forgotten.json", StringComparison.Ordinal))
                    .Select(item => results.PictureOf(item.Key))
                    .OfType<string>()
            )
            {
                if (
                    picture == looked
                    || gone.Contains(picture)
                    || !picture.StartsWith(results.Pictures.Prefix + below, StringComparison.Ordinal)
                )
                {
                    continue;
                }

                looked = picture;
                var found = await results.Pictures.Store.FindAsync(picture, cancellationToken);
                if (found.Failure is not { Reason: StoreFailureReason.NotFound })
                    continue;
                gone.Add(picture);
                var address = results.Pictures.AddressOf(picture);
                onOutcome(
                    address,
                    (await dispatcher.TakeAsync([new ObjectEvent("sweep", ObjectChange.Deleted, address, null, null)], cancellationToken))[
                        0
                    ]
                );
            }
        }

        return null;
    }
}
