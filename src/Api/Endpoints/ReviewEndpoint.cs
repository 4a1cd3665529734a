using Microsoft.AspNetCore.Http;
using Serverless.Api.Access;
using Serverless.Api.Problems;
using Serverless.Api.Requests;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Events;

namespace Serverless.Api.Endpoints;

/// <summary><c>POST /v1/reviews</c>: a person's decision on a caption we made.</summary>
/// <param name="events">Takes it, where reviews are taken.</param>
/// <param name="bodies">Reads bodies.</param>
/// <param name="service">Knows how long a corrected caption may be.</param>
internal sealed class ReviewEndpoint(EventServices events, RequestBodies bodies, CaptionService service)
{
    private static readonly CaptionFailure NotSetUp = new(
        FailureReason.NotFound,
        "This host takes no reviews: CAPTION_REVIEWS_TO is not set."
    );

    public async Task<IResult> TakeAsync(HttpContext context, Caller reviewer)
    {
        using var body = await bodies.ReadAsync(context.Request);
        if (!body.Content.TryGet(out var content, out var failure))
            return new Problem(failure);
        if (events.Reviews is not { } reviews)
            return new Problem(NotSetUp);
        if (!ReviewRequestReader.Read(content, service.TextLimit).TryGet(out var reviewRequest, out failure))
            return new Problem(failure);
        var taken = await reviews.TakeAsync(reviewRequest, reviewer.Id, context.RequestAborted);
        return taken.TryGet(out var review, out failure)
            ? new Empty(StatusCodes.Status202Accepted, $"{review.Id} {review.Decision}")
            : new Problem(failure);
    }
}
