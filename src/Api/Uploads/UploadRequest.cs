using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Serverless.Api.Requests;
using Serverless.Core;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Uploads;

/// <summary>What is to be put: <c>{ mediaType, bytes }</c>.</summary>
/// <param name="MediaType">The picture's media type.</param>
/// <param name="Bytes">The picture's length in bytes, exactly.</param>
public sealed record UploadRequest(
    [property: UploadMediaTypes] string MediaType,
    [property: Range(1.0, double.PositiveInfinity)] long Bytes
)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly string[] Fields = ["mediaType", "bytes"];

    /// <summary>Reads one.</summary>
    /// <param name="request">The request.</param>
    public static Result<UploadRequest, CaptionFailure> Read(RequestContent request)
    {
        if (request.Body.IsEmpty)
            return new CaptionFailure(FailureReason.EmptyBody, "The body is empty; it must be { mediaType, bytes }.");
        if (!JsonText.Parse(request.Body, Strict).TryGet(out var parsed, out var error))
        {
            return Malformed(error, null);
        }

        using var document = parsed;
        try
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return Malformed("The body must be a JSON object.", null);
            if (
                root.EnumerateObject().FirstOrDefault(property => !Fields.Contains(property.Name)) is
                { Value.ValueKind: not JsonValueKind.Undefined } stranger
            )
                return OptionNames.Unknown(stranger.Name, Fields);
            if (!root.TryGetProperty("mediaType", out var type) || type.ValueKind != JsonValueKind.String)
                return Malformed("mediaType must be a text.", "mediaType");
            return
                root.TryGetProperty("bytes", out var bytes)
                && bytes.ValueKind == JsonValueKind.Number
                && bytes.TryGetInt64(out var length)
                && length > 0
                ? new UploadRequest(type.GetString()!.ToLowerInvariant(), length)
                : Malformed("bytes must be a whole number above 0.", "bytes");
        }
        catch (InvalidOperationException)
        {
            return Malformed(JsonText.NotUnicode, null);
        }
    }

    private static CaptionFailure Malformed(string detail, string? field) => new(FailureReason.MalformedRequest, detail, field);
}

/// <summary>A text that is one of the media types that uploads may have.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class UploadMediaTypesAttribute() : AllowedValuesAttribute([.. UploadService.MediaTypes]);
