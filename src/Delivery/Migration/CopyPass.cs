using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Serverless.Core;
using Serverless.Results;
using Serverless.Results.Listing;
using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>
/// Goes once over the source and copies what is new or changed since; what went at the source goes at the destination. Results come before
/// pictures, so that an event about a copied picture finds its result.
/// </summary>
/// <param name="parts">What is copied, in this order.</param>
/// <param name="copier">Copies an object.</param>
/// <param name="journal">What is done.</param>
/// <param name="maxConcurrency">Objects at a time, 1 to 64.</param>
internal sealed class CopyPass(IReadOnlyList<Part> parts, Copier copier, Journal journal, int maxConcurrency)
{
    /// <summary>Runs it.</summary>
    /// <param name="removes">Whether what went at the source goes at the destination; after the switch nothing does.</param>
    /// <param name="progress">Hears of each object.</param>
    /// <param name="cancellationToken">Ends it; what was done is kept.</param>
    /// <returns>The counts; a failure where the source cannot be listed or the journal not be written.</returns>
    public async Task<Result<Tally, StoreFailure>> RunAsync(bool removes, IMigrationProgress progress, CancellationToken cancellationToken)
    {
        var tally = new Tally();
        var seen = new HashSet<(int, string)>();
        try
        {
            await foreach (var listed in PagesAsync(parts, cancellationToken))
            {
                if (!listed.TryGet(out var page, out var failure))
                    return failure;
                seen.UnionWith(page.Select(item => (item.PartNumber, item.Target)));
                var parallel = new ParallelOptions { MaxDegreeOfParallelism = maxConcurrency, CancellationToken = cancellationToken };
                await Parallel.ForEachAsync(
                    page,
                    parallel,
                    async (item, token) =>
                    {
                        tally.Add(item.Kind, await TakeAsync(item, token));
                        progress.Step(item.Kind);
                    }
                );
                if (await journal.FlushAsync(cancellationToken) is { } unwritten)
                    return unwritten;
            }

            if (removes)
                await RemoveAsync(seen, tally, cancellationToken);
            return await journal.FlushAsync(cancellationToken) is { } last ? last : tally;
        }
        catch (OperationCanceledException)
        {
            await journal.FlushAsync(CancellationToken.None); // what is done need not be done again
            throw;
        }
    }

    /// <summary>The objects of the source by pages.</summary>
    /// <param name="parts">Where.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>A failure is the last thing given.</returns>
    public static async IAsyncEnumerable<Result<IReadOnlyList<SourceObject>, StoreFailure>> PagesAsync(
        IReadOnlyList<Part> parts,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            await foreach (var listed in part.From.Store.PagesAsync(part.From.Prefix, cancellationToken))
            {
                if (!listed.TryGet(out var page, out var failure))
                {
                    yield return failure with
                    {
                        Detail = $"{part.From.Address}: {failure.Detail}",
                    };
                    yield break;
                }

                var items = page
                    .Items.Select(item => (item, Kind: part.KindOf(item.Key)))
                    .Where(pair => pair.Kind is not null)
                    .Select(pair => new SourceObject(
                        i,
                        part,
                        pair.Kind!.Value,
                        pair.item.Key,
                        pair.item.Version,
                        part.TargetOf(pair.item.Key)
                    ))
                    .ToList();
                yield return items;
            }
        }
    }

    private async Task<CopyResult> TakeAsync(SourceObject item, CancellationToken cancellationToken)
    {
        if (item.Part is PicturePart pictures && pictures.IsUncertain(item.Key) && journal.Find(item.PartNumber, item.Target) is null)
        {
            var store = item.Part.From.Store;
            var (isPicture, failure) = await PictureProbe.IsPictureAsync(store, item.Key, item.Version, cancellationToken);
            if (!isPicture && (failure is null || !failure.IsRetryable))
                return new CopyResult(CopyOutcome.Unchanged);
        }

        var result = await copier.CopyAsync(item, cancellationToken);
        if (item.Kind == ObjectKind.Tombstone && result.Outcome is CopyOutcome.Copied or CopyOutcome.Forwarded)
            await EraseAsync((ResultPart)item.Part, item, cancellationToken);
        return result;
    }

    /// <summary>What was erased at the source is erased at the destination, results that its own hosts made of the copies among
    /// it.</summary>
    private static async Task EraseAsync(ResultPart part, SourceObject tombstone, CancellationToken cancellationToken)
    {
        var store = part.To.Store;
        var selection = new BlobSelection(MaxBytes: Copier.MaxDocumentBytes);
        var read = await store.ReadBytesAsync(tombstone.Target, selection, cancellationToken);
        if (!read.TryGet(out var blob, out _) || Documents.TextOf(Documents.Read(blob.Bytes), "version") is not { } version)
            return;
        var names = part.Destination.NamesOf(part.PictureThere(part.Source.PictureOf(tombstone.Key)!));
        if (!(await part.Destination.KeysAsync(names, cancellationToken)).TryGet(out var keys, out _))
            return;
        foreach (var key in keys.Where(key => key != names.Tombstone).Append(names.Latest))
        {
            var found = await store.ReadBytesAsync(key, selection, cancellationToken);
            if (!found.TryGet(out var result, out _) || Documents.Read(result.Bytes) is not { } document)
                continue;
            var about = document["latest"] as JsonObject ?? document;
            if (Documents.TextOf(about, "caption", "image", "sha256") is { } sha256 && ContentVersion.Of(sha256) == version)
                await store.DeleteAsync(key, result.Properties.Version, cancellationToken);
        }
    }

    /// <summary>Copies of what is no longer at the source go, as far as nobody changed them.</summary>
    private async Task RemoveAsync(HashSet<(int, string)> seen, Tally tally, CancellationToken cancellationToken)
    {
        foreach (var entry in journal.Entries.Where(entry => !entry.IsRemoved && !seen.Contains((entry.Part, entry.Key))).ToList())
        {
            if (!entry.IsCreated)
                continue;
            var part = parts[entry.Part];
            var removed = await OwnObjects.RemoveAsync(part.To.Store, entry, cancellationToken);
            if (removed is { IsRetryable: true })
                tally.Add(entry.Kind, new CopyResult(CopyOutcome.Failed, $"{entry.Key}: {removed.Detail}") { IsRetryable = true });
            if (removed is not null)
                continue;
            journal.Add(entry with { IsRemoved = true });
            tally.Add(entry.Kind, new CopyResult(CopyOutcome.Removed));
        }
    }
}
