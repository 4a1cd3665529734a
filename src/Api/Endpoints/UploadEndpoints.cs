using Microsoft.AspNetCore.Http;
using Serverless.Api.Access;
using Serverless.Api.Pictures;
using Serverless.Api.Problems;
using Serverless.Api.Requests;
using Serverless.Api.Uploads;
using Serverless.Core.Pipeline;
using Serverless.Results.Documents;

namespace Serverless.Api.Endpoints;

/// <summary><c>POST /v1/uploads</c>, and the PUT of a picture where this host takes it itself.</summary>
/// <param name="sources">The ways in.</param>
/// <param name="bodies">Reads bodies.</param>
internal sealed class UploadEndpoints(ImageSources sources, RequestBodies bodies)
{
    public async Task<IResult> IssueAsync(HttpContext context, Caller caller)
    {
        using var body = await bodies.ReadAsync(context.Request);
        if (!body.Content.TryGet(out var content, out var failure))
            return new Problem(failure);
        if (sources.Uploads is not { } uploads)
            return new Problem(NotSetUp);
        if (content.Query.Count > 0)
            return new Problem(new CaptionFailure(FailureReason.UnknownOption, NoQuery, content.Query[0].Key));
        if (!UploadRequest.Read(content).TryGet(out var uploadRequest, out failure))
            return new Problem(failure);
        var issued = await uploads.IssueAsync(uploadRequest, caller, OriginOf(context.Request), context.RequestAborted);
        return issued.TryGet(out var document, out failure)
            ? new Document<UploadDocument>(document, DocumentJson.Writer.UploadDocument, StatusCodes.Status201Created)
            {
                Note = "upload opened",
            }
            : new Problem(failure);
    }

    /// <summary>The body is streamed to the store; the token, not the caller, says what may be put.</summary>
    public async Task<IResult> TakeAsync(HttpContext context)
    {
        var request = context.Request;
        var failure = await sources.Local.TakeAsync(
            request.Path.Value![Routes.UploadStart.Length..],
            request.Headers.ContentType.Count == 0 ? null : request.Headers.ContentType.ToString(),
            request.ContentLength,
            request.Body,
            context.RequestAborted
        );
        return failure is null ? new Empty(StatusCodes.Status201Created, "upload taken") : new Problem(failure);
    }

    private const string NoQuery = "What is asked travels in the body, not in the query.";

    private static readonly CaptionFailure NotSetUp = new(
        FailureReason.NotFound,
        "This host takes no uploads: CAPTION_UPLOADS_TO is not set."
    );

    /// <summary>Where the caller reached this host; a proxy in front says whether by https.</summary>
    private static string OriginOf(HttpRequest request)
    {
        var scheme = request.Headers["X-Forwarded-Proto"] == "https" ? "https" : "http";
        return $"{scheme}://{(request.Headers.Host.Count > 0 ? request.Headers.Host.ToString() : "localhost")}";
    }
}
