using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Storage;

namespace Serverless.Results.Reviews;

/// <summary>Keeps, under a caption's id, what a review of it needs.</summary>
/// <param name="folder">The folder of reviews.</param>
/// <param name="keepsFeatures">Whether the quality model's features are kept.</param>
public sealed class ReviewStore(BlobFolder folder, bool keepsFeatures)
{
    private const string CaptionFolder = "captions/",
        ReviewFolder = "reviews/";

    private const int MaxBytes = 1 << 20;

    /// <summary>The folder of reviews.</summary>
    public BlobFolder Folder => folder;

    /// <summary>Keeps a caption.</summary>
    /// <param name="caption">The caption.</param>
    /// <param name="source">The picture's address; null for a picture that was posted.</param>
    /// <param name="document">The result it is part of; null for a picture that was posted.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task<StoreFailure?> KeepAsync(
        Caption caption,
        BlobAddress? source,
        ResultDocument? document,
        CancellationToken cancellationToken
    )
    {
        var kept = KeptCaption.Of(caption, source, document, keepsFeatures);
        var content = BlobContent.Of(JsonSerializer.SerializeToUtf8Bytes(kept, ReviewJson.Default.ReviewableCaption), "application/json");
        var written = await folder.Store.WriteAsync(KeyOf(caption.Id), content, WriteCondition.Absent, cancellationToken);
        return written.Failure is { Reason: StoreFailureReason.AlreadyExists } ? null : written.Failure;
    }

    /// <summary>A caption that was kept.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Result<ReviewableCaption, StoreFailure>> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (id.Length != 26 || !id.All(char.IsAsciiLetterOrDigit))
            return StoreFailures.NotFound; // not a ULID
        if (
            !(await folder.Store.ReadBytesAsync(KeyOf(id), new BlobSelection(MaxBytes: MaxBytes), cancellationToken)).TryGet(
                out var blob,
                out var failure
            )
        )
            return failure;
        return Read(blob.Bytes, ReviewJson.Default.ReviewableCaption) is { Id: not null, Sha256: not null, Model: not null } kept
            ? kept
            : new StoreFailure(StoreFailureReason.Collision, $"What is kept of caption {id} is damaged.");
    }

    /// <summary>
    /// Every review, those of one caption in the order they were made in. A review that cannot be read is given as a failure that names
    /// it (<see cref="StoreFailureReason.Collision"/> where it is damaged), and the
    /// next one follows; one of the listing is the last thing given.
    /// </summary>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async IAsyncEnumerable<Result<ReviewDocument, StoreFailure>> ReviewsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var listed in folder.Store.PagesAsync(folder.Prefix + ReviewFolder, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
            {
                yield return failure;
                yield break;
            }

            foreach (var item in page.Items)
            {
                if (
                    !(await folder.Store.ReadBytesAsync(item.Key, new BlobSelection(MaxBytes: MaxBytes), cancellationToken)).TryGet(
                        out var blob,
                        out failure
                    )
                )
                    yield return failure;
                else if (
                    Read(blob.Bytes, ReviewJson.Default.ReviewDocument) is { Id: not null, CaptionId: not null, Decision: not null } review
                )
                {
                    yield return review;
                }
                else
                    yield return new StoreFailure(StoreFailureReason.Collision, $"The review {item.Key} is damaged.");
            }
        }
    }

    /// <summary>Whether a key in the folder of reviews is one of ours.</summary>
    /// <param name="folder">The folder of reviews.</param>
    /// <param name="key">The key.</param>
    public static bool IsReserved(BlobFolder folder, string key) =>
        key.StartsWith(folder.Prefix + CaptionFolder, StringComparison.Ordinal)
        || key.StartsWith(folder.Prefix + ReviewFolder, StringComparison.Ordinal);

    /// <summary>Key of a review.</summary>
    /// <param name="captionId">The caption's id.</param>
    /// <param name="id">The review's.</param>
    public string ReviewKeyOf(string captionId, string id) => $"{folder.Prefix}{ReviewFolder}{captionId}/{id}.json";

    /// <summary>Removes captions and their reviews; every one that is kept is read.</summary>
    /// <param name="isMeant">Which.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many captions are gone with their reviews, and what could not be read or removed.</returns>
    public async Task<(int Removed, IReadOnlyList<string> Kept)> RemoveAsync(
        Func<ReviewableCaption, bool> isMeant,
        CancellationToken cancellationToken
    )
    {
        var (removed, kept) = (0, new List<string>());
        await foreach (var listed in folder.Store.PagesAsync(folder.Prefix + CaptionFolder, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return (removed, [.. kept, $"{folder.Address}: {failure.Detail}"]);
            foreach (var id in page.Items.Select(item => Path.GetFileNameWithoutExtension(item.Key)))
            {
                var found = await FindAsync(id, cancellationToken);
                if (found.TryGet(out var caption, out failure) && !isMeant(caption))
                    continue;
                failure ??= await RemoveAsync(id, cancellationToken);
                if (failure is null)
                    removed++;
                else if (failure.Reason != StoreFailureReason.NotFound)
                    kept.Add($"caption {id}: {failure.Detail}");
            }
        }

        return (removed, kept);
    }

    /// <summary>Its reviews first: as long as the caption is there, another try finds it.</summary>
    private async Task<StoreFailure?> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await foreach (var reviews in folder.Store.PagesAsync($"{folder.Prefix}{ReviewFolder}{id}/", cancellationToken))
        {
            if (!reviews.TryGet(out var page, out var failure))
                return failure;
            foreach (var review in page.Items)
            {
                if (await folder.Store.DeleteAsync(review.Key, null, cancellationToken) is { } kept)
                    return kept;
            }
        }

        return await folder.Store.DeleteAsync(KeyOf(id), null, cancellationToken);
    }

    private static T? Read<T>(byte[] bytes, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string KeyOf(string id) => $"{folder.Prefix}{CaptionFolder}{id}.json";
}
