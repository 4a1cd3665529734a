using Serverless.Results;
using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Archives.Runs;

/// <summary>
/// Applies accepted and edited text to the results of an archive's pictures; of several reviews of a caption the last one counts.
/// </summary>
/// <param name="results">The pictures and their results.</param>
/// <param name="reviews">What was kept for reviews.</param>
/// <param name="plan">What is asked.</param>
public sealed class ReviewPropagator(ResultStore results, ReviewStore reviews, ArchivePlan plan)
{
    /// <summary>Reviews that were applied.</summary>
    public long Applied { get; private set; }

    /// <summary>Damaged reviews and captions: one message each.</summary>
    public List<string> Damaged { get; } = [];

    /// <summary>Applies them.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<StoreFailure?> DoAsync(CancellationToken cancellationToken)
    {
        ReviewDocument? last = null;
        await foreach (var read in reviews.ReviewsAsync(cancellationToken))
        {
            if (!read.TryGet(out var review, out var failure))
            {
                if (failure.Reason != StoreFailureReason.Collision)
                    return failure;
                Damaged.Add(failure.Detail);
                continue;
            }

            if (last is not null && last.CaptionId != review.CaptionId && await ApplyAsync(last, cancellationToken) is { } unkept)
                return unkept;
            last = review;
        }

        return last is null ? null : await ApplyAsync(last, cancellationToken);
    }

    private async Task<StoreFailure?> ApplyAsync(ReviewDocument review, CancellationToken cancellationToken)
    {
        if (review.Decision == "reject")
            return null;
        var found = await reviews.FindAsync(review.CaptionId, cancellationToken);
        if (!found.TryGet(out var kept, out var failure))
        {
            if (failure.Reason == StoreFailureReason.Collision)
                Damaged.Add(failure.Detail);
            return failure.Reason is StoreFailureReason.NotFound or StoreFailureReason.Collision ? null : failure;
        }

        if (kept.Picture is not { } address)
            return null;
        if (address.Below(results.Pictures.Address) is not { Length: > 0 } name || !plan.Shard.Holds(name))
            return null;
        Applied++;
        return await ReviewedText.PublishAsync(results, results.Pictures.Prefix + name, kept, review, cancellationToken);
    }
}
