using System.Globalization;
using System.Text.Json;
using Serverless.Api.Access;
using Serverless.Api.Pictures;
using Serverless.Api.Uploads;
using Serverless.Api.Wire;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Results.Documents;

namespace Serverless.Api.Endpoints;

/// <summary><c>POST /v1/uploads</c>, and the PUT of a picture where this host takes it itself.</summary>
/// <param name="intake">The ways in.</param>
internal sealed class UploadEndpoint(ImageSources intake)
{
    public async Task<Result<WireAnswer, CaptionFailure>> IssueAsync(
        WireRequest request,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (intake.Desk is not { } desk)
            return new CaptionFailure(FailureReason.NotFound, "This host takes no uploads: CAPTION_UPLOADS_TO is not set.");
        if (request.Query.Count > 0)
            return new CaptionFailure(
                FailureReason.UnknownOption,
                "What is asked travels in the body, not in the query.",
                request.Query[0].Key
            );
        if (!UploadRequest.Read(request).TryGet(out var asked, out var failure))
            return failure;
        var issued = await desk.IssueAsync(asked, caller, OriginOf(request), cancellationToken);
        return issued.TryGet(out var document, out failure)
            ? new WireAnswer(
                201,
                "application/json",
                JsonSerializer.SerializeToUtf8Bytes(document, DocumentJson.Writer.UploadDocument),
                [],
                "upload opened"
            )
            : failure;
    }

    public async Task<Result<WireAnswer, CaptionFailure>> TakeAsync(WireRequest request, Stream body, CancellationToken cancellationToken)
    {
        long? announced = long.TryParse(request.Header("Content-Length"), CultureInfo.InvariantCulture, out var length) ? length : null;
        var failure = await intake.Local.TakeAsync(
            Routes.TokenOf(request.Path),
            request.Header("Content-Type"),
            announced,
            body,
            cancellationToken
        );
        return failure is null ? new WireAnswer(201, null, ReadOnlyMemory<byte>.Empty, [], "upload taken") : failure;
    }

    /// <summary>Where the caller reached this host; a proxy in front says whether by https.</summary>
    private static string OriginOf(WireRequest request) =>
        $"{(request.Header("X-Forwarded-Proto") == "https" ? "https" : "http")}://{request.Header("Host") ?? "localhost"}";
}
