using Serverless.Core;
using Serverless.Core.Storage;
using Serverless.Hosting.Reviews;

namespace Serverless.Hosting.Results;

/// <summary>What was forgotten of a picture.</summary>
/// <param name="Pictures">Addresses whose results were removed.</param>
/// <param name="Captions">Captions, with their features and reviews, that were removed.</param>
public sealed record Forgotten(IReadOnlyList<BlobAddress> Pictures, int Captions);

/// <summary>Removes results, features and reviews of a picture, and leaves a tombstone so that no late event captions that version again.</summary>
/// <param name="shelves">Folders with results.</param>
/// <param name="keeper">What was kept for reviews; null where nothing is.</param>
/// <param name="clock">Gives the time.</param>
public sealed class Forgetting(IReadOnlyList<ResultShelf> shelves, CaptionKeeper? keeper, TimeProvider clock)
{
    /// <summary>Forgets a picture by its address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Result<Forgotten, StoreFailure>> ForgetAsync(BlobAddress address, CancellationToken cancellationToken)
    {
        var shelf = shelves.FirstOrDefault(one => address.Below(one.Pictures.Address) is { Length: > 0 });
        if (shelf is not null && await RemoveAsync(shelf, shelf.Pictures.Prefix + address.Below(shelf.Pictures.Address), cancellationToken) is { } failure) return failure;
        var captions = await ForgetCaptionsAsync(kept => kept.Picture == address, cancellationToken);
        return new Forgotten(shelf is null ? [] : [address], captions);
    }

    /// <summary>Forgets a picture wherever it stands. Every result is read.</summary>
    /// <param name="sha256">The digest of its bytes, 64 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Result<Forgotten, StoreFailure>> ForgetAsync(string sha256, CancellationToken cancellationToken)
    {
        var found = new List<BlobAddress>();
        foreach (var shelf in shelves)
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            await foreach (var listed in shelf.WalkAsync(cancellationToken))
            {
                if (!listed.TryGet(out var page, out var failure)) return failure;
                names.UnionWith(page.Items.Select(item => shelf.PictureOf(item.Key)).OfType<string>());
            }

            foreach (var picture in names)
            {
                var latest = await shelf.LatestAsync(shelf.NamesOf(picture), cancellationToken);
                if (latest.Value?.Latest.Caption?.Image.Sha256 != sha256) continue;
                if (await RemoveAsync(shelf, picture, cancellationToken) is { } failure) return failure;
                found.Add(shelf.Pictures.AddressOf(picture));
            }
        }

        return new Forgotten(found, await ForgetCaptionsAsync(kept => kept.Sha256 == sha256, cancellationToken));
    }

    private async Task<StoreFailure?> RemoveAsync(ResultShelf shelf, string key, CancellationToken cancellationToken)
    {
        var facts = await shelf.Pictures.Store.FindAsync(key, cancellationToken);
        return await shelf.RemoveAsync(shelf.NamesOf(key), new TombstoneDocument(clock.GetUtcNow(), facts.Value?.Version), cancellationToken);
    }

    private async Task<int> ForgetCaptionsAsync(Func<KeptCaption, bool> isMeant, CancellationToken cancellationToken) => keeper is null ? 0 : await keeper.RemoveAsync(isMeant, cancellationToken);
}
