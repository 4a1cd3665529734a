using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Peers;
using Serverless.Api.Problems;
using Serverless.Api.Requests;
using Serverless.Core;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;

namespace Serverless.Api.Endpoints;

/// <summary>
/// <c>POST /v1/scores</c> as another host of this product asks it: what the quality model alone says of texts, with no rule applied.
/// </summary>
internal static class MatchEndpoint
{
    /// <summary>Whether a request is such a question.</summary>
    public static bool IsAsked(HttpRequest request) =>
        request.ContentType is { } type && type.Split(';')[0].Trim().Equals(MatchRequest.MediaType, StringComparison.OrdinalIgnoreCase);

    /// <summary>Answers it.</summary>
    /// <param name="service">The pipeline.</param>
    /// <param name="content">The request.</param>
    /// <param name="cancellationToken">The caller went away, or the platform's deadline.</param>
    public static async Task<IResult> AnswerAsync(CaptionService service, RequestContent content, CancellationToken cancellationToken)
    {
        if (!Read(content, service.TextLimit).TryGet(out var request, out var failure))
            return new Problem(failure);
        var result = await service.RunWithAsync(
            request.Model,
            (pipeline, token) =>
                pipeline.Match(
                    [.. request.Pictures.Select(one => new ReadOnlyMemory<byte>(one.Image))],
                    [.. request.Pictures.Select(one => one.Texts)],
                    token
                ),
            cancellationToken
        );
        if (!result.TryGet(out var matches, out failure))
            return new Problem(failure);
        var answer = new MatchAnswer(request.Model, [.. matches.Select(Of)]);
        return new Document<MatchAnswer>(answer, MatchJson.Default.MatchAnswer) { Note = $"{matches.Count} texts" };
    }

    private static MatchOfText Of(Match match) => new(match.Logit, match.Fit, match.Features);

    private static Result<MatchRequest, CaptionFailure> Read(RequestContent content, TextLimit limit)
    {
        MatchRequest? request;
        try
        {
            request = JsonSerializer.Deserialize(content.Body.Span, MatchJson.Default.MatchRequest);
        }
        catch (JsonException)
        {
            request = null;
        }

        if (request is not { Pictures.Count: > 0 and <= MatchRequest.MaxPictures })
            return Malformed($"The body must name a model and 1 to {MatchRequest.MaxPictures} pictures with texts.");
        foreach (var picture in request.Pictures)
        {
            if (picture is not { Image.Length: > 0, Texts.Count: > 0 and <= MatchRequest.MaxTexts })
                return Malformed($"Every picture has an image and 1 to {MatchRequest.MaxTexts} texts.");
            if (picture.Texts.Select(text => limit.Validate(text, "texts")).FirstOrDefault(error => error is not null) is { } tooLong)
                return tooLong;
        }

        return request;
    }

    private static CaptionFailure Malformed(string detail) => new(FailureReason.MalformedRequest, detail);
}
