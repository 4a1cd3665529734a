using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serverless.Api.Access;
using Serverless.Api.Pictures;
using Serverless.Api.Requests;
using Serverless.Api.Wire;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Fetching;
using Serverless.Results.Documents;
using Serverless.Results.Reviews;

namespace Serverless.Api.Endpoints;

/// <summary><c>POST /v1/captions</c> and <c>POST /v1/scores</c>.</summary>
/// <param name="service">The pipeline.</param>
/// <param name="pictures">Fetches pictures that are only named.</param>
/// <param name="reviewStore">Keeps what reviews need; null for no reviews.</param>
internal sealed class CaptionEndpoint(CaptionService service, PictureFetcher pictures, ReviewStore? reviewStore)
{
    public async Task<Result<WireAnswer, CaptionFailure>> DescribeAsync(
        WireRequest request,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (!(await PictureRequestReader.ReadAsync(request, service.TextLimit)).TryGet(out var asked, out var failure))
            return failure;
        if (asked.Words is not null)
            return new CaptionFailure(
                FailureReason.UnknownOption,
                "caption is not asked for here; POST /v1/scores judges given words.",
                "caption"
            );
        if (!(await pictures.FetchAsync(asked.Image, caller, cancellationToken)).TryGet(out var picture, out failure))
            return failure;
        var result = await service.RunAsync(
            (pipeline, token) => pipeline.Describe(new CaptionRequest(picture.Bytes, asked.Context, asked.Options), token),
            cancellationToken
        );
        if (!result.TryGet(out var caption, out failure))
            return failure;
        if (reviewStore is not null && await reviewStore.KeepAsync(caption, null, null, cancellationToken) is { } unkept)
            return new CaptionFailure(StoreFailureTable.ReasonOf(unkept), "The caption could not be kept for its review.");
        var verdict = DocumentWriter.NameOf(caption.Verdict);
        return Answer(
            DocumentWriter.Of(caption),
            DocumentJson.Writer.CaptionDocument,
            $"{caption.Id} {verdict} {caption.Timings.Total:F0} ms {caption.Model.Name} {caption.Model.Version}",
            verdict
        );
    }

    public async Task<Result<WireAnswer, CaptionFailure>> ScoreAsync(
        WireRequest request,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (!(await PictureRequestReader.ReadAsync(request, service.TextLimit)).TryGet(out var asked, out var failure))
            return failure;
        if (asked.Words is not { } words)
            return new CaptionFailure(
                FailureReason.MalformedRequest,
                "caption is missing: the words to be judged, as a multipart or JSON field.",
                "caption"
            );
        if (!(await pictures.FetchAsync(asked.Image, caller, cancellationToken)).TryGet(out var picture, out failure))
            return failure;
        var result = await service.RunAsync(
            (pipeline, token) => pipeline.Score(new CaptionRequest(picture.Bytes, asked.Context, asked.Options), words, token),
            cancellationToken
        );
        if (!result.TryGet(out var score, out failure))
            return failure;
        var verdict = DocumentWriter.NameOf(score.Verdict);
        return Answer(
            DocumentWriter.Of(score),
            DocumentJson.Writer.ScoreDocument,
            $"{verdict} {score.Model.Name} {score.Model.Version}",
            verdict
        );
    }

    private static WireAnswer Answer<T>(T document, JsonTypeInfo<T> type, string note, string verdict) =>
        new(200, "application/json", JsonSerializer.SerializeToUtf8Bytes(document, type), [], note, verdict);
}
