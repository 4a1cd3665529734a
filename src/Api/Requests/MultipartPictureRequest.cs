using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Serverless.Core;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Requests;

/// <summary>
/// The multipart format (RFC 7578): a file <c>image</c>, a text <c>caption</c> for scores, JSON texts <c>context</c> and <c>options</c>.
/// </summary>
internal static class MultipartPictureRequest
{
    private const string Header = "Content-Type";

    private static readonly string[] Fields = ["image", "caption", "context", "options"];

    public static async Task<Result<PictureRequest, CaptionFailure>> ReadAsync(ReadOnlyMemory<byte> body, MediaTypeHeaderValue type)
    {
        var boundary = type
            .Parameters.FirstOrDefault(parameter => parameter.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))
            ?.Value?.Trim('"');
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 100)
        {
            return Malformed(
                "The Content-Type header says multipart/form-data without a boundary that can be used. "
                    + "Leave the header to the client that makes the form (curl -F sets it).",
                Header
            );
        }

        if (body.Span.IndexOf(Encoding.UTF8.GetBytes("--" + boundary)) < 0)
        {
            return BodyFormat.PictureOf(body.Span) is { } picture
                ? new CaptionFailure(
                    FailureReason.UnsupportedMediaType,
                    $"The Content-Type header says multipart/form-data, and the body is a picture: "
                        + $"send Content-Type: {picture}, or the picture as the file field image.",
                    Header
                )
                : Malformed(
                    "The boundary that the Content-Type header names does not stand in the body. "
                        + "Leave the header to the client that makes the form (curl -F sets it).",
                    Header
                );
        }

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
            if (string.IsNullOrEmpty(name))
                return Malformed("A part of the multipart body has no name.");
            if (!Fields.Contains(name))
                return OptionNames.Unknown(name, Fields);
            using var content = new MemoryStream();
            await section.Body.CopyToAsync(content);
            if (!Decoded(section, name, content.ToArray()).TryGet(out var bytes, out var failure))
                return failure;
            if (!parts.TryAdd(name, bytes))
                return new CaptionFailure(FailureReason.MalformedRequest, $"{name} is given twice.", name);
        }

        return parts;
    }

    /// <summary>
    /// The part as it was before Content-Transfer-Encoding, which mail programs' libraries write (RFC 7578, section 4.7, takes it back).
    /// </summary>
    private static Result<byte[], CaptionFailure> Decoded(MultipartSection section, string name, byte[] bytes)
    {
        var encoding =
            section.Headers is { } headers && headers.TryGetValue("Content-Transfer-Encoding", out var value)
                ? value.ToString().Trim().ToLowerInvariant()
                : "binary";
        return encoding switch
        {
            "binary" or "8bit" or "7bit" or "" => bytes,
            "base64" => Base64Text.Decode(Encoding.ASCII.GetString(bytes), name),
            _ => new CaptionFailure(
                FailureReason.UnsupportedMediaType,
                $"The part {name} has a Content-Transfer-Encoding that is not undone here; base64 and binary are.",
                name
            ),
        };
    }

    private static Result<PictureRequest, CaptionFailure> Assemble(Dictionary<string, byte[]> parts)
    {
        var (context, options) = (CaptionContext.None, CaptionOptions.Default);
        if (parts.TryGetValue("context", out var contextBytes))
        {
            if (!Json(contextBytes, "context", JsonFields.ReadContext).TryGet(out context!, out var failure))
                return failure;
        }

        if (parts.TryGetValue("options", out var optionBytes))
        {
            if (!Json(optionBytes, "options", json => JsonFields.ReadOptions(json)).TryGet(out options!, out var failure))
                return failure;
        }

        if (!parts.TryGetValue("image", out var image))
            return new CaptionFailure(FailureReason.MalformedRequest, "The file field image is missing.", "image");
        if (image.Length == 0)
            return new CaptionFailure(FailureReason.EmptyBody, "The file field image is empty.", "image");
        if (BodyFormat.ErrorOf(image) is { } error)
        {
            return new CaptionFailure(FailureReason.UnsupportedMediaType, $"The file field image {error}.", "image");
        }

        return new PictureRequest(
            new ImageReference.Sent(image),
            parts.TryGetValue("caption", out var text) ? Encoding.UTF8.GetString(text) : null,
            context,
            options
        );
    }

    private static Result<T, CaptionFailure> Json<T>(byte[] bytes, string field, Func<JsonElement, Result<T, CaptionFailure>> read)
        where T : class
    {
        if (!JsonText.Parse(bytes).TryGet(out var json, out var error))
            return Malformed(error == JsonText.NotUnicode ? NotUnicode(field) : $"{field} must be a JSON object in UTF-8.", field);
        using (json)
        {
            try
            {
                return read(json.RootElement);
            }
            catch (InvalidOperationException)
            {
                return Malformed(NotUnicode(field), field);
            }
        }
    }

    private static string NotUnicode(string field) => $"A text in {field} is no Unicode: half of a surrogate pair stands alone.";

    private static CaptionFailure Malformed(string detail, string? field = null) => new(FailureReason.MalformedRequest, detail, field);
}
