using Microsoft.AspNetCore.Http;
using Serverless.Api.Access;
using Serverless.Api.Peers;
using Serverless.Api.Pictures;
using Serverless.Api.Problems;
using Serverless.Api.Requests;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Events;
using Serverless.Results.Documents;

namespace Serverless.Api.Endpoints;

/// <summary><c>POST /v1/captions</c> and <c>POST /v1/scores</c>.</summary>
/// <param name="service">The pipeline.</param>
/// <param name="bodies">Reads bodies.</param>
/// <param name="pictures">Fetches pictures that are only named.</param>
/// <param name="events">Keeps what reviews need.</param>
/// <param name="fallback">Is handed what this host cannot do.</param>
internal sealed class CaptionEndpoints(
    CaptionService service,
    RequestBodies bodies,
    PictureFetcher pictures,
    EventServices events,
    Fallback fallback
)
{
    public async Task<IResult> DescribeAsync(HttpContext context, Caller caller)
    {
        // 1. The request.
        var cancellationToken = context.RequestAborted;
        if (service.RefuseIfFull() is { } busy)
            return new Problem(busy);
        using var body = await bodies.ReadAsync(context.Request);
        if (!body.Content.TryGet(out var content, out var failure))
            return new Problem(failure);
        if (!(await PictureRequestReader.ReadAsync(content, service.TextLimit)).TryGet(out var pictureRequest, out failure))
            return new Problem(failure);
        if (pictureRequest.Text is not null)
            return new Problem(UnexpectedCaption);

        // 2. The picture.
        if (!(await pictures.FetchAsync(pictureRequest.Image, caller, cancellationToken)).TryGet(out var picture, out failure))
            return new Problem(failure);

        // 3. Its caption, when its turn comes.
        var request = new CaptionRequest(picture.Bytes, pictureRequest.Context, pictureRequest.Options);
        if (fallback.EveryCaption is not null && await fallback.AskAsync(context, request) is { Document: not null } elsewhere)
            return new HandedOnDocument(elsewhere);
        var result = await service.DescribeAsync(request, cancellationToken);
        if (!result.TryGet(out var caption, out failure))
            return fallback.Takes(failure, request.Options) ? await HandOnAsync(context, request, failure) : new Problem(failure);

        // 4. What its review needs, where reviews are taken.
        if (await ReviewKeeping.KeepAsync(events, service, caption, picture.Bytes, cancellationToken) is { } unkept)
            return new Problem(unkept);
        var verdict = DocumentWriter.NameOf(caption.Verdict);
        return new Document<CaptionDocument>(DocumentWriter.Of(caption), DocumentJson.Writer.CaptionDocument)
        {
            Note = $"{caption.Id} {verdict} {caption.Timings.Total:F0} ms {caption.Model.Name} {caption.Model.Version}",
            Verdict = verdict,
        };
    }

    /// <summary>Another host's document, or the failure of this one with what became of it there.</summary>
    private async Task<IResult> HandOnAsync(HttpContext context, CaptionRequest request, CaptionFailure failure)
    {
        var answer = await fallback.AskAsync(context, request);
        return answer.Document is null ? new Problem(answer.Added(failure)) : new HandedOnDocument(answer);
    }

    public async Task<IResult> ScoreAsync(HttpContext context, Caller caller)
    {
        // 1. The request, and the text to be scored.
        var cancellationToken = context.RequestAborted;
        if (service.RefuseIfFull() is { } busy)
            return new Problem(busy);
        using var body = await bodies.ReadAsync(context.Request);
        if (!body.Content.TryGet(out var content, out var failure))
            return new Problem(failure);
        if (MatchEndpoint.IsAsked(context.Request))
            return await MatchEndpoint.AnswerAsync(service, content, cancellationToken);
        if (!(await PictureRequestReader.ReadAsync(content, service.TextLimit)).TryGet(out var pictureRequest, out failure))
            return new Problem(failure);
        if (pictureRequest.Text is not { } text)
            return new Problem(CaptionMissing);

        // 2. The picture.
        if (!(await pictures.FetchAsync(pictureRequest.Image, caller, cancellationToken)).TryGet(out var picture, out failure))
            return new Problem(failure);

        // 3. The score, when its turn comes.
        var request = new CaptionRequest(picture.Bytes, pictureRequest.Context, pictureRequest.Options);
        var result = await service.RunAsync((pipeline, token) => pipeline.Score(request, text, token), cancellationToken);
        if (!result.TryGet(out var score, out failure))
            return new Problem(failure);
        var verdict = DocumentWriter.NameOf(score.Verdict);
        return new Document<ScoreDocument>(DocumentWriter.Of(score), DocumentJson.Writer.ScoreDocument)
        {
            Note = $"{verdict} {score.Model.Name} {score.Model.Version}",
            Verdict = verdict,
        };
    }

    private static readonly CaptionFailure UnexpectedCaption = new(
        FailureReason.UnknownOption,
        "caption is not asked for here; POST /v1/scores judges given words.",
        "caption"
    );

    private static readonly CaptionFailure CaptionMissing = new(
        FailureReason.MalformedRequest,
        "caption is missing: the words to be judged, as a multipart or JSON field.",
        "caption"
    );
}
