using Serverless.Api.Access;
using Serverless.Api.Requests;
using Serverless.Api.Wire;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Results.Reviews;

namespace Serverless.Api.Endpoints;

/// <summary><c>POST /v1/reviews</c>: a person's decision on a caption we made.</summary>
/// <param name="desk">Takes it; null where no reviews are taken.</param>
/// <param name="limit">How long a corrected caption may be.</param>
internal sealed class ReviewEndpoint(ReviewService? desk, TextLimit limit)
{
    public async Task<Result<WireAnswer, CaptionFailure>> TakeAsync(
        WireRequest request,
        Caller reviewer,
        CancellationToken cancellationToken
    )
    {
        if (desk is null)
            return new CaptionFailure(FailureReason.NotFound, "This host takes no reviews: CAPTION_REVIEWS_TO is not set.");
        if (!ReviewRequestReader.Read(request, limit).TryGet(out var asked, out var failure))
            return failure;
        var taken = await desk.TakeAsync(asked, reviewer.Id, cancellationToken);
        return taken.TryGet(out var review, out failure)
            ? new WireAnswer(202, null, ReadOnlyMemory<byte>.Empty, [], $"{review.Id} {review.Decision}")
            : failure;
    }
}
