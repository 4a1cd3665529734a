using System.Runtime.CompilerServices;
using Serverless.Core;

namespace Serverless.Storage;

/// <summary>Walks a listing page by page.</summary>
public static class BlobListing
{
    private const int PageSize = 1_000;

    /// <summary>Every page; a failure is the last thing given.</summary>
    /// <param name="store">The store.</param>
    /// <param name="prefix">What keys start with.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static async IAsyncEnumerable<Result<BlobPage, StoreFailure>> PagesAsync(
        this IBlobStore store,
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        string? cursor = null;
        do
        {
            var listed = await store.ListAsync(prefix, cursor, PageSize, cancellationToken);
            yield return listed;
            cursor = listed.TryGet(out var page, out _) ? page.Next : null;
        } while (cursor is not null);
    }
}
