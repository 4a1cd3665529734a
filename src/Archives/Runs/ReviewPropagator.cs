using Serverless.Results;
using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Archives.Runs;

/// <summary>Carries what people accepted and edited to the results of an archive's pictures; of several reviews of a caption the last one holds.</summary>
/// <param name="resultStore">The pictures and their results.</param>
/// <param name="reviewStore">What was kept for reviews.</param>
/// <param name="plan">What is asked.</param>
public sealed class ReviewPropagator(ResultStore resultStore, ReviewStore reviewStore, ArchivePlan plan)
{
    /// <summary>Reviews that were carried.</summary>
    public long Carried { get; private set; }

    /// <summary>Reviews, and captions they are about, that cannot be read: each as it is told.</summary>
    public List<string> Damaged { get; } = [];

    /// <summary>Carries them.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<StoreFailure?> DoAsync(CancellationToken cancellationToken)
    {
        ReviewDocument? last = null;
        await foreach (var read in reviewStore.ReviewsAsync(cancellationToken))
        {
            if (!read.TryGet(out var review, out var failure))
            {
                if (failure.Reason != StoreFailureReason.Collision)
                    return failure;
                Damaged.Add(failure.Detail);
                continue;
            }

            if (last is not null && last.CaptionId != review.CaptionId && await CarryAsync(last, cancellationToken) is { } unkept)
                return unkept;
            last = review;
        }

        return last is null ? null : await CarryAsync(last, cancellationToken);
    }

    private async Task<StoreFailure?> CarryAsync(ReviewDocument review, CancellationToken cancellationToken)
    {
        if (review.Decision == "reject")
            return null;
        var found = await reviewStore.FindAsync(review.CaptionId, cancellationToken);
        if (!found.TryGet(out var kept, out var failure))
        {
            if (failure.Reason == StoreFailureReason.Collision)
                Damaged.Add(failure.Detail);
            return failure.Reason is StoreFailureReason.NotFound or StoreFailureReason.Collision ? null : failure;
        }

        if (kept.Picture is not { } address)
            return null;
        if (address.Below(resultStore.Pictures.Address) is not { Length: > 0 } name || !plan.Shard.Holds(name))
            return null;
        Carried++;
        return await ReviewedText.ShelveAsync(resultStore, resultStore.Pictures.Prefix + name, kept, review, cancellationToken);
    }
}
