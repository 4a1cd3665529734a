using System.Net.Http.Headers;
using Serverless.Core;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Requests;

/// <summary>Reads the format that the media type names: raw bytes, multipart, JSON.</summary>
public static class PictureRequestReader
{
    /// <summary>Reads.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">How long each text in it may be.</param>
    /// <returns>The request, or its first error.</returns>
    public static async Task<Result<PictureRequest, CaptionFailure>> ReadAsync(RequestContent request, TextLimit limit)
    {
        var read = await ReadAsync(request);
        return read.TryGet(out var picture, out _) && TooLong(picture, limit) is { } error ? error : read;
    }

    private static CaptionFailure? TooLong(PictureRequest picture, TextLimit limit) =>
        limit.Validate(picture.Text, "caption")
        ?? limit.Validate(picture.Context.ExistingAlt, "context.existingAlt")
        ?? limit.Validate(picture.Context.NearbyText, "context.nearbyText")
        ?? limit.Validate(picture.Context.LinkTarget, "context.linkTarget")
        ?? limit.Validate(picture.Context.FileName, "context.fileName");

    private static async Task<Result<PictureRequest, CaptionFailure>> ReadAsync(RequestContent request)
    {
        if (TextInQuery(request) is { } misplaced)
            return misplaced;
        if (request.Body.IsEmpty)
            return new CaptionFailure(FailureReason.EmptyBody, "The body is empty; it must hold a picture.");
        var header = request.ContentType;
        var type = MediaTypeHeaderValue.TryParse(header, out var parsed) ? parsed : null;
        var media = string.IsNullOrWhiteSpace(header) ? "application/octet-stream" : type?.MediaType?.ToLowerInvariant();
        if (media == "application/octet-stream" || media?.StartsWith("image/", StringComparison.Ordinal) == true)
            return ReadRaw(request);
        if (type is null || media is not ("multipart/form-data" or "application/json"))
        {
            return ContentTypes.Refuse(header ?? "", media, request.Body.Span);
        }
        if (request.Query.Count > 0)
            return new CaptionFailure(
                FailureReason.UnknownOption,
                $"With {media} options travel in the body, not in the query.",
                request.Query[0].Key
            );
        if (ContentTypes.CharsetError(type) is { } charset)
            return charset;
        return media == "application/json"
            ? JsonPictureRequest.Read(request.Body)
            : await MultipartPictureRequest.ReadAsync(request.Body, type);
    }

    /// <summary>Queries end up in logs and histories: texts are refused there.</summary>
    private static CaptionFailure? TextInQuery(RequestContent request)
    {
        var field = request.Query.Select(pair => pair.Key).FirstOrDefault(key => key is "context" or "caption");
        return field is null
            ? null
            : new CaptionFailure(
                FailureReason.MalformedRequest,
                $"{field} may not travel in the query; send it in the body as multipart/form-data or JSON.",
                field
            );
    }

    private static Result<PictureRequest, CaptionFailure> ReadRaw(RequestContent request)
    {
        if (!QueryOptions.Read(request.Query).TryGet(out var options, out var failure))
            return failure;
        if (BodyFormat.ErrorOf(request.Body.Span) is { } error)
        {
            return new CaptionFailure(FailureReason.UnsupportedMediaType, $"The body {error}.");
        }

        return new PictureRequest(new ImageReference.Sent(request.Body), null, CaptionContext.None, options);
    }
}
