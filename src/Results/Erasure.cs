using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Results;

/// <summary>What was erased of a picture.</summary>
/// <param name="Pictures">Addresses whose results were removed.</param>
/// <param name="Captions">Captions, with their features and reviews, that were removed.</param>
public sealed record ErasureReport(IReadOnlyList<BlobAddress> Pictures, int Captions)
{
    /// <summary>What could not be read or removed and may still be there; empty when all is gone.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];
}

/// <summary>
/// Removes results, features and reviews of a picture, and leaves a tombstone so that no late event captions that version once more. What
/// cannot be removed is reported and does not stop the rest.
/// </summary>
/// <param name="stores">Folders with results.</param>
/// <param name="reviews">Captions kept for reviews; null for none.</param>
/// <param name="clock">Gives the time.</param>
public sealed class Erasure(IReadOnlyList<ResultStore> stores, ReviewStore? reviews, TimeProvider clock)
{
    /// <summary>Erases a picture by its address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ErasureReport> EraseAsync(BlobAddress address, CancellationToken cancellationToken)
    {
        var store = stores.FirstOrDefault(one => address.Below(one.Pictures.Address) is { Length: > 0 });
        var kept = new List<string>();
        if (
            store is not null
            && await RemoveAsync(store, store.Pictures.Prefix + address.Below(store.Pictures.Address), cancellationToken) is { } failure
        )
        {
            kept.Add($"{address}: {failure.Detail}");
        }

        return await WithCaptionsAsync(
            store is null || kept.Count > 0 ? [] : [address],
            caption => caption.Picture == address,
            kept,
            cancellationToken
        );
    }

    /// <summary>
    /// Erases a picture in every folder. Every result is read; a folder that cannot be read does not stop the search of the others,
    /// and is reported at the end.
    /// </summary>
    /// <param name="sha256">The digest of its bytes, 64 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was erased, and what could not be read or removed.</returns>
    public async Task<ErasureReport> EraseAsync(string sha256, CancellationToken cancellationToken)
    {
        var (found, kept) = (new List<BlobAddress>(), new List<string>());
        foreach (var store in stores)
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            await foreach (var listed in store.WalkAsync(cancellationToken))
            {
                if (listed.TryGet(out var page, out var unlisted))
                {
                    names.UnionWith(page.Items.Select(item => store.PictureOf(item.Key)).OfType<string>());
                }
                else
                {
                    kept.Add($"{store.Pictures.Address}: {unlisted.Detail}");
                }
            }

            foreach (var picture in names)
            {
                var address = store.Pictures.AddressOf(picture);
                var (isFound, failure) = await RemoveAsync(store, picture, sha256, cancellationToken);
                if (failure is not null)
                    kept.Add($"{address}: {failure.Detail}");
                else if (isFound)
                    found.Add(address);
            }
        }

        return await WithCaptionsAsync(found, caption => caption.Sha256 == sha256, kept, cancellationToken);
    }

    /// <summary>
    /// Removes what is about the bytes of a digest: everything where the latest result is about them, else only the results that are
    /// about them.
    /// </summary>
    private async Task<(bool IsFound, StoreFailure? Failure)> RemoveAsync(
        ResultStore store,
        string picture,
        string sha256,
        CancellationToken cancellationToken
    )
    {
        var names = store.NamesOf(picture);
        var latest = await store.LatestAsync(names, cancellationToken);
        if (latest.Value?.Latest.Caption?.Image.Sha256 == sha256)
            return (true, await RemoveAsync(store, picture, cancellationToken));
        if (!(await store.KeysAsync(names, cancellationToken)).TryGet(out var keys, out var failure))
            return (false, failure);
        var isFound = false;
        foreach (var key in keys.Where(key => key != names.Tombstone))
        {
            if (!(await store.ReadAsync(key, cancellationToken)).TryGet(out var result, out failure))
                return (isFound, failure);
            if (result.Caption?.Image.Sha256 != sha256)
                continue;
            if (await store.DropAsync(key, cancellationToken) is { } undropped)
                return (true, undropped);
            isFound = true;
        }

        return (isFound, latest.Failure is { Reason: not StoreFailureReason.NotFound } unread ? unread : null);
    }

    /// <summary>
    /// A tombstone names the version that is not captioned once more. A picture that is gone gets none; one whose version cannot be
    /// asked for is left for another try.
    /// </summary>
    private async Task<StoreFailure?> RemoveAsync(ResultStore store, string key, CancellationToken cancellationToken)
    {
        var properties = await store.Pictures.Store.FindAsync(key, cancellationToken);
        if (properties.Failure is { Reason: not StoreFailureReason.NotFound } unknown)
            return unknown;
        return await store.RemoveAsync(
            store.NamesOf(key),
            properties.Value is { } there ? new TombstoneDocument(clock.GetUtcNow(), there.Version) : null,
            cancellationToken
        );
    }

    private async Task<ErasureReport> WithCaptionsAsync(
        IReadOnlyList<BlobAddress> pictures,
        Func<ReviewableCaption, bool> isMeant,
        List<string> kept,
        CancellationToken cancellationToken
    )
    {
        if (reviews is null)
            return new ErasureReport(pictures, 0) { Kept = kept };
        var (removed, unremoved) = await reviews.RemoveAsync(isMeant, cancellationToken);
        return new ErasureReport(pictures, removed) { Kept = [.. kept, .. unremoved] };
    }
}
