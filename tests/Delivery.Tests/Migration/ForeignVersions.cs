using Serverless.Core;
using Serverless.Storage;

namespace Serverless.Delivery.Tests.Migration;

/// <summary>A store whose versions no other store has, as a generation is none of an ETag's.</summary>
internal sealed class ForeignVersions(IBlobStore inner) : IBlobStore
{
    private const string Mark = "generation-";

    public async Task<Result<BlobProperties, StoreFailure>> FindAsync(string key, CancellationToken cancellationToken) =>
        Of(await inner.FindAsync(key, cancellationToken));

    public async Task<Result<BlobDownload, StoreFailure>> ReadAsync(
        string key,
        BlobSelection selection,
        CancellationToken cancellationToken
    )
    {
        var read = await inner.ReadAsync(key, selection with { Version = Theirs(selection.Version) }, cancellationToken);
        if (!read.TryGet(out var download, out var failure))
            return failure;
        var bytes = (await download.ToArrayAsync(cancellationToken)).Value!;
        return new BlobDownload(Of(download.Properties), new MemoryStream(bytes), bytes.Length, Timeout.InfiniteTimeSpan);
    }

    public async Task<Result<BlobPage, StoreFailure>> ListAsync(
        string prefix,
        string? cursor,
        int maxItems,
        CancellationToken cancellationToken
    ) =>
        (await inner.ListAsync(prefix, cursor, maxItems, cancellationToken)).TryGet(out var page, out var failure)
            ? page with
            {
                Items = [.. page.Items.Select(Of)],
            }
            : failure;

    public async Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        string key,
        BlobContent content,
        WriteCondition condition,
        CancellationToken cancellationToken
    ) =>
        Of(
            await inner.WriteAsync(
                key,
                content,
                condition.Version is { } version ? WriteCondition.Unchanged(Theirs(version)!) : condition,
                cancellationToken
            )
        );

    public Task<StoreFailure?> DeleteAsync(string key, string? version, CancellationToken cancellationToken) =>
        inner.DeleteAsync(key, Theirs(version), cancellationToken);

    public Task<Result<PresignedUpload, StoreFailure>> PresignUploadAsync(
        string key,
        UploadTerms terms,
        CancellationToken cancellationToken
    ) => inner.PresignUploadAsync(key, terms, cancellationToken);

    private static string? Theirs(string? version)
    {
        if (version is null)
            return null;
        return version.StartsWith(Mark, StringComparison.Ordinal) ? version[Mark.Length..] : "none of this store's";
    }

    private static BlobProperties Of(BlobProperties properties) => properties with { Version = Mark + properties.Version };

    private static Result<BlobProperties, StoreFailure> Of(Result<BlobProperties, StoreFailure> result) =>
        result.TryGet(out var properties, out var failure) ? Of(properties) : failure;
}
