using System.Collections.Concurrent;
using Serverless.Core;

namespace Serverless.Storage;

/// <summary>The stores this program can reach: folders always, clouds as their adapters were handed in.</summary>
/// <param name="providers">One for each scheme besides file.</param>
/// <param name="folders">Serves files.</param>
public sealed class BlobStores(IReadOnlyList<IBlobStoreProvider> providers, IBlobStoreProvider folders)
{
    private readonly ConcurrentDictionary<BlobAddress, Result<BlobFolder, StoreFailure>> _opened = new();

    /// <summary>Opens a folder; once opened it is kept, with its connections and credentials.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The place, or <see cref="StoreFailureReason.InvalidAddress"/> where no adapter of this program serves the
    /// scheme.</returns>
    public Result<BlobFolder, StoreFailure> Open(BlobAddress folder)
    {
        var whole = folder.IsFolder ? folder : folder.With(folder.Key + "/");
        return _opened.GetOrAdd(whole, OpenNew);
    }

    /// <summary>Opens the store that holds one object.</summary>
    /// <param name="address">The object's address.</param>
    /// <param name="key">Its key in that store.</param>
    public Result<BlobFolder, StoreFailure> Locate(BlobAddress address, out string key)
    {
        var folder = address.With(address.Key[..(address.Key.LastIndexOf('/') + 1)]);
        var opened = Open(folder);
        key = opened.TryGet(out var store, out _) ? store.Prefix + address.Key[folder.Key.Length..] : "";
        return opened;
    }

    private Result<BlobFolder, StoreFailure> OpenNew(BlobAddress folder)
    {
        var provider = folder.Scheme == folders.Scheme ? folders : providers.FirstOrDefault(one => one.Scheme == folder.Scheme);
        return provider is null
            ? new StoreFailure(
                StoreFailureReason.InvalidAddress,
                $"This program reads no {folder.Scheme}:// addresses; it knows "
                    + $"{string.Join(", ", providers.Select(one => one.Scheme).Append(folders.Scheme))}."
            )
            : provider.Open(folder);
    }
}
