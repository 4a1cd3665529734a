using Serverless.Core;
using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Monitoring.Reports;

/// <summary>Holds scores against what people said of the same captions.</summary>
internal static class ReviewAgreement
{
    /// <summary>Reads the reviews of captions of a time.</summary>
    /// <param name="reviews">Where they are.</param>
    /// <param name="digest">The model; captions that were kept without its digest are passed over.</param>
    /// <param name="since">Captions from this time on.</param>
    /// <param name="until">To this time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was said; or why the reviews cannot be read.</returns>
    public static async Task<Result<ReviewsRead, StoreFailure>> ReadAsync(
        ReviewStore reviews,
        string digest,
        DateTimeOffset since,
        DateTimeOffset until,
        CancellationToken cancellationToken
    )
    {
        var (byCaption, problems) = (new Dictionary<string, List<ReviewDocument>>(StringComparer.Ordinal), new List<string>());
        await foreach (var read in reviews.ReviewsAsync(cancellationToken))
        {
            if (read.TryGet(out var review, out var failure))
            {
                if (review.CreatedAt >= since)
                    (byCaption.TryGetValue(review.CaptionId, out var list) ? list : byCaption[review.CaptionId] = []).Add(review);
            }
            else if (failure.Reason == StoreFailureReason.Collision)
                problems.Add(failure.Detail);
            else
                return failure;
        }

        var (right, count, scores) = (0L, 0, new List<double>());
        foreach (var (id, decisions) in byCaption)
        {
            var found = await reviews.FindAsync(id, cancellationToken);
            if (!found.TryGet(out var caption, out _) || caption.ModelDigest != digest)
                continue;
            if (caption.CreatedAt < since || caption.CreatedAt >= until || Agreement.Of(decisions).IsRight is not { } isRight)
                continue;
            count++;
            right += isRight ? 1 : 0;
            if (caption.Score is { } score)
                scores.Add(score);
        }

        return new ReviewsRead(count == 0 ? null : SectionOf(right, count, scores), problems);
    }

    private static ReviewSection SectionOf(long right, int count, List<double> scores)
    {
        var (low, high) = Interval.OfShare(right, count);
        double? expected = scores.Count == count ? Math.Round(scores.Average(), 4) : null;
        bool? isWithin = expected is { } mean ? mean >= low && mean <= high : null;
        return new ReviewSection(count, Math.Round((double)right / count, 4), Math.Round(low, 4), Math.Round(high, 4), expected, isWithin);
    }
}

/// <summary>What was read.</summary>
/// <param name="Section">Null without reviews.</param>
/// <param name="Problems">What is damaged.</param>
internal sealed record ReviewsRead(ReviewSection? Section, IReadOnlyList<string> Problems);
