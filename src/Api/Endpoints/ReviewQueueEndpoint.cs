using System.Globalization;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Access;
using Serverless.Api.Problems;
using Serverless.Api.Requests;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Events;
using Serverless.Fetching;
using Serverless.Results.Documents;
using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Api.Endpoints;

/// <summary><c>GET /v1/reviews</c> and <c>GET /v1/reviews/{id}</c>: what waits for people, and one of it with its picture.</summary>
/// <param name="events">Has the queue, where reviews are taken.</param>
/// <param name="service">Makes previews of pictures.</param>
internal sealed class ReviewQueueEndpoint(EventServices events, CaptionService service)
{
    /// <summary>Entries of a page where the caller does not say.</summary>
    public const int DefaultLimit = 20;

    private const string After = "after",
        Limit = "limit";

    private static readonly string[] Fields = [After, Limit];

    private static readonly CaptionFailure Unknown = new(FailureReason.NotFound, "No caption of this id is kept.", "id");

    public async Task<IResult> ListAsync(HttpContext context, Caller caller)
    {
        if (events.Queue is not { } queue)
            return new Problem(ReviewEndpoint.NotSetUp);
        if (!Read(context.Request.Query).TryGet(out var asked, out var error))
            return new Problem(error);
        var reviewer = new Reviewer(caller.Id, caller.IsAnonymous);
        var listed = await queue.PageAsync(reviewer, asked.After, asked.Limit, context.RequestAborted);
        return listed.TryGet(out var page, out var failure)
            ? new Document<ReviewQueueDocument>(ReviewQueueDocument.Of(page), DocumentJson.Writer.ReviewQueueDocument)
            {
                Note = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{page.Items.Count} of {page.Total} to review, {page.Damaged.Count} damaged"
                ),
            }
            : new Problem(FailureOf(failure));
    }

    public async Task<IResult> GetAsync(HttpContext context, string id)
    {
        var cancellationToken = context.RequestAborted;
        if (events.ReviewStore is not { } reviews || events.Pictures is not { } pictures)
            return new Problem(ReviewEndpoint.NotSetUp);
        if (context.Request.Query.Count > 0)
            return new Problem(OptionNames.Unknown(context.Request.Query.First().Key, []));
        if (!(await reviews.FindAsync(id, cancellationToken)).TryGet(out var kept, out var failure))
            return new Problem(failure.Reason == StoreFailureReason.NotFound ? Unknown : ReviewService.Unfound(failure));
        if (!(await reviews.ReviewsOfAsync(kept, cancellationToken)).TryGet(out var decisions, out failure))
            return new Problem(FailureOf(failure));
        CaptionFailure? refused = null;
        var found = await pictures.FindAsync(kept, PreviewAsync, cancellationToken);
        if (refused is not null)
            return new Problem(refused);
        if (!found.TryGet(out var picture, out failure))
            return new Problem(FailureOf(failure));
        return new Document<ReviewEntryDocument>(ReviewEntryDocument.Of(kept, decisions, picture), DocumentJson.Writer.ReviewEntryDocument)
        {
            Note = kept.Id,
        };

        async Task<byte[]?> PreviewAsync(byte[] bytes)
        {
            var made = await service.RunAsync(
                (pipeline, token) => pipeline.Preview(bytes, PicturePreview.MaxSide, token),
                cancellationToken
            );
            refused = made.Failure is { Reason: FailureReason.Busy or FailureReason.NotReady or FailureReason.DeadlineExceeded } wait
                ? wait
                : null;
            return made.Value;
        }
    }

    private static Result<Asked, CaptionFailure> Read(IQueryCollection query)
    {
        if (query.Keys.FirstOrDefault(name => !Fields.Contains(name, StringComparer.Ordinal)) is { } unknown)
            return OptionNames.Unknown(unknown, Fields);
        var (after, limit) = (query[After], query[Limit]);
        var cursor = after.Count == 1 ? QueueCursor.Parse(after.ToString()) : null;
        if (after.Count > 0 && cursor is null)
            return new CaptionFailure(FailureReason.MalformedRequest, "after must be the next of a page of this queue.", After);
        var count = DefaultLimit;
        if (
            limit.Count > 0
            && (
                limit.Count > 1
                || !int.TryParse(limit.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out count)
                || count is < 1 or > ReviewQueue.MaxPage
            )
        )
            return new CaptionFailure(FailureReason.MalformedRequest, $"limit must be 1 to {ReviewQueue.MaxPage}.", Limit);
        return new Asked(cursor, count);
    }

    private sealed record Asked(QueueCursor? After, int Limit);

    private static CaptionFailure FailureOf(StoreFailure failure) =>
        new(StoreFailureTable.ReasonOf(failure), "What is kept for reviews cannot be read at the moment.");
}
