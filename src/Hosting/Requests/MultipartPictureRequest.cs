using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Serverless.Core;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;

namespace Serverless.Hosting.Requests;

/// <summary>The multipart form (RFC 7578): a file <c>image</c>, a text <c>caption</c> where asked for, JSON texts <c>context</c> and <c>options</c>.</summary>
internal static class MultipartPictureRequest
{
    private static readonly string[] Fields = ["image", "caption", "context", "options"];

    public static async Task<Result<PictureRequest, CaptionFailure>> ReadAsync(ReadOnlyMemory<byte> body, MediaTypeHeaderValue type)
    {
        var boundary = type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"');
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 100) return Malformed("multipart/form-data without a boundary that can be used.");
        try
        {
            var parts = await PartsAsync(body, boundary);
            return parts.TryGet(out var found, out var failure) ? Assemble(found) : failure;
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            return Malformed("The multipart body is damaged or ends too early.");
        }
    }

    private static async Task<Result<Dictionary<string, byte[]>, CaptionFailure>> PartsAsync(ReadOnlyMemory<byte> body, string boundary)
    {
        var parts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var stream = new MemoryStream(body.ToArray(), writable: false);
        var reader = new MultipartReader(boundary, stream);
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            var isNamed = ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition);
            var name = isNamed ? disposition!.Name?.Trim('"') : null;
            if (string.IsNullOrEmpty(name)) return Malformed("A part of the multipart body has no name.");
            if (!Fields.Contains(name)) return OptionNames.Unknown(name, Fields);
            using var content = new MemoryStream();
            await section.Body.CopyToAsync(content);
            if (!parts.TryAdd(name, content.ToArray())) return new CaptionFailure(FailureReason.MalformedRequest, $"{name} is given twice.", name);
        }

        return parts;
    }

    private static Result<PictureRequest, CaptionFailure> Assemble(Dictionary<string, byte[]> parts)
    {
        var (context, options) = (CaptionContext.None, CaptionOptions.Default);
        try
        {
            if (parts.TryGetValue("context", out var contextBytes))
            {
                using var json = JsonDocument.Parse(contextBytes);
                if (!JsonFields.ReadContext(json.RootElement).TryGet(out context!, out var failure)) return failure;
            }

            if (parts.TryGetValue("options", out var optionBytes))
            {
                using var json = JsonDocument.Parse(optionBytes);
                if (!JsonFields.ReadOptions(json.RootElement).TryGet(out options!, out var failure)) return failure;
            }
        }
        catch (JsonException)
        {
            return Malformed("context and options must be JSON objects.");
        }

        if (!parts.TryGetValue("image", out var image)) return new CaptionFailure(FailureReason.MalformedRequest, "The file field image is missing.", "image");
        if (image.Length == 0) return new CaptionFailure(FailureReason.EmptyBody, "The file field image is empty.", "image");
        return new PictureRequest(new ImageReference.Sent(image), parts.TryGetValue("caption", out var words) ? Encoding.UTF8.GetString(words) : null, context, options);
    }

    private static CaptionFailure Malformed(string detail) => new(FailureReason.MalformedRequest, detail);
}
