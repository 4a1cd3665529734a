using Microsoft.AspNetCore.Http;
using Serverless.Api.Access;
using Serverless.Api.Problems;
using Serverless.Api.Requests;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Events;
using Serverless.Results.Reviews;

namespace Serverless.Api.Endpoints;

/// <summary><c>POST /v1/reviews</c>: a person's decision on a caption we made.</summary>
/// <param name="events">Takes it, where reviews are taken.</param>
/// <param name="bodies">Reads bodies.</param>
/// <param name="service">Knows how long a corrected caption may be.</param>
/// <param name="rates">Bounds one reviewer's flood.</param>
internal sealed class ReviewEndpoint(EventServices events, RequestBodies bodies, CaptionService service, ReviewRates rates)
{
    /// <summary>The answer of a host that takes no reviews.</summary>
    public static CaptionFailure NotSetUp { get; } =
        new(FailureReason.NotFound, "This host takes no reviews: CAPTION_REVIEWS_TO is not set.");

    public async Task<IResult> TakeAsync(HttpContext context, Caller reviewer)
    {
        using var body = await bodies.ReadAsync(context.Request);
        if (!body.Content.TryGet(out var content, out var failure))
            return new Problem(failure);
        if (events.Reviews is not { } reviews)
            return new Problem(NotSetUp);
        if (!ReviewRequestReader.Read(content, service.TextLimit).TryGet(out var reviewRequest, out failure))
            return new Problem(failure);
        if (rates.Refuse(reviewer.Id) is { } busy)
            return new Problem(busy);
        var taken = await reviews.TakeAsync(reviewRequest, new Reviewer(reviewer.Id, reviewer.IsAnonymous), context.RequestAborted);
        return taken.TryGet(out var review, out failure)
            ? new Empty(StatusCodes.Status202Accepted, $"{review.Id} {review.Decision}")
            : new Problem(failure);
    }
}
