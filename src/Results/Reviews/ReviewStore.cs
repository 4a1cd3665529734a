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
        ReviewFolder = "reviews/",
        PictureFolder = "pictures/";

    private const int MaxBytes = 1 << 20;

    private static readonly BlobContent Nothing = BlobContent.Of([], "text/plain");

    /// <summary>Most decisions on one text about one picture that are read.</summary>
    public const int MaxDecisions = 200;

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
        var entry = WriteAsync(KeyOf(caption.Id), Json(kept, ReviewJson.Default.ReviewableCaption), cancellationToken);
        var failure = QueueNames.OfView(kept) is { } name ? await WriteAsync(folder.Prefix + name, Nothing, cancellationToken) : null;
        return await entry ?? failure;
    }

    /// <summary>Keeps a small picture beside a caption, for who reviews it.</summary>
    /// <param name="id">The caption's id.</param>
    /// <param name="jpeg">The picture.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public Task<StoreFailure?> KeepPictureAsync(string id, byte[] jpeg, CancellationToken cancellationToken) =>
        WriteAsync(PictureKeyOf(id), BlobContent.Of(jpeg, "image/jpeg"), cancellationToken);

    /// <summary>The small picture that was kept beside a caption.</summary>
    /// <param name="id">The caption's id.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Result<byte[], StoreFailure>> FindPictureAsync(string id, CancellationToken cancellationToken)
    {
        var read = await folder.Store.ReadBytesAsync(PictureKeyOf(id), new BlobSelection(MaxBytes: MaxBytes), cancellationToken);
        return read.TryGet(out var blob, out var failure) ? blob.Bytes : failure;
    }

    /// <summary>Adds a decision; what was decided before stays.</summary>
    /// <param name="kept">The caption.</param>
    /// <param name="review">The decision.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task<StoreFailure?> AddAsync(ReviewableCaption kept, ReviewDocument review, CancellationToken cancellationToken) =>
        await WriteAsync(ReviewKeyOf(kept.Id, review.Id), Json(review, ReviewJson.Default.ReviewDocument), cancellationToken)
        ?? await WriteAsync(folder.Prefix + QueueNames.OfReview(kept, review), Nothing, cancellationToken);

    /// <summary>The decisions on a caption, and on the same text about the same picture under other ids.</summary>
    /// <param name="kept">The caption.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>In the order they were made in, at most <see cref="MaxDecisions"/>; damaged ones are left out.</returns>
    public async Task<Result<IReadOnlyList<ReviewDocument>, StoreFailure>> ReviewsOfAsync(
        ReviewableCaption kept,
        CancellationToken cancellationToken
    )
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var prefix in (string[])[$"{ReviewFolder}{kept.Id}/", QueueNames.PrefixOf(kept) + "r."])
        {
            await foreach (var listed in folder.Store.PagesAsync(folder.Prefix + prefix, cancellationToken))
            {
                if (!listed.TryGet(out var page, out var failure))
                    return failure;
                foreach (var key in page.Items.Select(item => item.Key))
                {
                    if (!key.StartsWith(folder.Prefix + QueueNames.Folder, StringComparison.Ordinal))
                        keys.Add(key);
                    else if (QueueNames.Read(key[folder.Prefix.Length..]) is QueueName.Decided { Review: var review })
                        keys.Add(ReviewKeyOf(review.CaptionId, review.Id));
                }

                if (keys.Count >= MaxDecisions)
                    break;
            }
        }

        var reviews = new List<ReviewDocument>();
        foreach (var key in keys.Take(MaxDecisions))
        {
            if ((await ReadReviewAsync(key, cancellationToken)).TryGet(out var review, out var failure))
                reviews.Add(review);
            else if (failure.Reason is not (StoreFailureReason.NotFound or StoreFailureReason.Collision))
                return failure;
        }

        return reviews.OrderBy(review => review.CreatedAt).ThenBy(review => review.Id, StringComparer.Ordinal).ToArray();
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
                yield return await ReadReviewAsync(item.Key, cancellationToken);
        }
    }

    /// <summary>Captions that people decided on since a moment, by the times of the listing alone.</summary>
    /// <param name="since">The moment; null for ever.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>Their ids; none where the folder is not there yet.</returns>
    public async Task<Result<HashSet<string>, StoreFailure>> DecidedAsync(DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var captions = new HashSet<string>(StringComparer.Ordinal);
        var prefix = folder.Prefix + ReviewFolder;
        await foreach (var listed in folder.Store.PagesAsync(prefix, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return failure.Reason == StoreFailureReason.ContainerNotFound ? captions : failure;
            captions.UnionWith(
                page.Items.Where(item => since is null || item.ModifiedAt > since).Select(item => item.Key[prefix.Length..].Split('/')[0])
            );
        }

        return captions;
    }

    /// <summary>Whether a key in the folder of reviews is one of ours.</summary>
    /// <param name="folder">The folder of reviews.</param>
    /// <param name="key">The key.</param>
    public static bool IsReserved(BlobFolder folder, string key) =>
        Array.Exists(
            [CaptionFolder, ReviewFolder, QueueNames.Folder, PictureFolder],
            one => key.StartsWith(folder.Prefix + one, StringComparison.Ordinal)
        );

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
                failure ??= await RemoveAsync(caption!, cancellationToken);
                if (failure is null)
                    removed++;
                else if (failure.Reason != StoreFailureReason.NotFound)
                    kept.Add($"caption {id}: {failure.Detail}");
            }
        }

        return (removed, kept);
    }

    /// <summary>All else first: as long as the caption is there, another try finds it.</summary>
    private async Task<StoreFailure?> RemoveAsync(ReviewableCaption kept, CancellationToken cancellationToken)
    {
        var names = new List<string> { PictureKeyOf(kept.Id) };
        foreach (var prefix in (string[])[$"{ReviewFolder}{kept.Id}/", QueueNames.PrefixOf(kept)])
        {
            await foreach (var listed in folder.Store.PagesAsync(folder.Prefix + prefix, cancellationToken))
            {
                if (!listed.TryGet(out var page, out var failure))
                    return failure;
                names.AddRange(page.Items.Select(item => item.Key).Where(key => key.Contains(kept.Id, StringComparison.Ordinal)));
            }
        }

        foreach (var name in names)
        {
            if (await folder.Store.DeleteAsync(name, null, cancellationToken) is { } unremoved)
                return unremoved;
        }

        return await folder.Store.DeleteAsync(KeyOf(kept.Id), null, cancellationToken);
    }

    private async Task<Result<ReviewDocument, StoreFailure>> ReadReviewAsync(string key, CancellationToken cancellationToken)
    {
        var read = await folder.Store.ReadBytesAsync(key, new BlobSelection(MaxBytes: MaxBytes), cancellationToken);
        if (!read.TryGet(out var blob, out var failure))
            return failure;
        return Read(blob.Bytes, ReviewJson.Default.ReviewDocument) is { Id: not null, CaptionId: not null, Decision: not null } review
            ? review
            : new StoreFailure(StoreFailureReason.Collision, $"The review {key} is damaged.");
    }

    /// <summary>What is there already is what another try wrote.</summary>
    private async Task<StoreFailure?> WriteAsync(string key, BlobContent content, CancellationToken cancellationToken)
    {
        var written = await folder.Store.WriteAsync(key, content, WriteCondition.Absent, cancellationToken);
        return written.Failure is { Reason: StoreFailureReason.AlreadyExists } ? null : written.Failure;
    }

    private static BlobContent Json<T>(T document, JsonTypeInfo<T> type) =>
        BlobContent.Of(JsonSerializer.SerializeToUtf8Bytes(document, type), "application/json");

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

    private string PictureKeyOf(string id) => $"{folder.Prefix}{PictureFolder}{id}.jpg";

    private string KeyOf(string id) => $"{folder.Prefix}{CaptionFolder}{id}.json";
}
