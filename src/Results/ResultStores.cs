using Serverless.Core;
using Serverless.Storage;

namespace Serverless.Results;

/// <summary>Opens the results of folders of pictures.</summary>
/// <param name="stores">The stores.</param>
/// <param name="resultsTo">Folder of results; null, or the folder of the pictures itself, for next to them.</param>
public sealed class ResultStores(BlobStores stores, BlobAddress? resultsTo)
{
    /// <summary>The results of a folder of pictures.</summary>
    /// <param name="folder">The folder.</param>
    public Result<ResultStore, StoreFailure> Of(BlobAddress folder)
    {
        if (!stores.Open(folder).TryGet(out var pictures, out var failure))
            return failure;
        if (resultsTo is null || resultsTo == folder)
            return new ResultStore(pictures, null);
        return stores.Open(resultsTo).TryGet(out var results, out failure) ? new ResultStore(pictures, results) : failure;
    }
}
