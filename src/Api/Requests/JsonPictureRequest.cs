using System.Text.Json;
using Serverless.Core;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Requests;

/// <summary>The JSON form: <c>{ "image": { "base64" | "url" | "blob" }, "caption"?, "context"?, "options"? }</c>.</summary>
internal static class JsonPictureRequest
{
    private static readonly string[] Fields = ["image", "caption", "context", "options"];
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    public static Result<PictureRequest, CaptionFailure> Read(ReadOnlyMemory<byte> body)
    {
        if (BodyFormat.PictureOf(body.Span) is { } picture)
        {
            return new CaptionFailure(
                FailureReason.MalformedRequest,
                $"The Content-Type header says application/json, and the body is a picture: send Content-Type: {picture}."
            );
        }

        if (!JsonText.Parse(body, Strict).TryGet(out var document, out var error))
        {
            return new CaptionFailure(FailureReason.MalformedRequest, error);
        }

        using (document)
        {
            try
            {
                return Read(document.RootElement);
            }
            catch (InvalidOperationException)
            {
                return new CaptionFailure(FailureReason.MalformedRequest, JsonText.NotUnicode);
            }
        }
    }

    private static Result<PictureRequest, CaptionFailure> Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return new CaptionFailure(FailureReason.MalformedRequest, "The body must be a JSON object.");
        foreach (var property in root.EnumerateObject())
        {
            if (!Fields.Contains(property.Name))
                return OptionNames.Unknown(property.Name, Fields);
        }

        var (context, options) = (CaptionContext.None, CaptionOptions.Default);
        if (
            root.TryGetProperty("context", out var contextJson)
            && !JsonFields.ReadContext(contextJson).TryGet(out context!, out var failure)
        )
            return failure;
        if (root.TryGetProperty("options", out var optionsJson) && !JsonFields.ReadOptions(optionsJson).TryGet(out options!, out failure))
            return failure;
        string? text = null;
        if (root.TryGetProperty("caption", out var caption))
        {
            if (caption.ValueKind != JsonValueKind.String)
                return new CaptionFailure(FailureReason.MalformedRequest, "caption must be a text.", "caption");
            text = caption.GetString();
        }

        if (!root.TryGetProperty("image", out var image) || image.ValueKind != JsonValueKind.Object)
            return new CaptionFailure(FailureReason.MalformedRequest, "image must be an object with base64, url or blob.", "image");
        return ReadImage(image).TryGet(out var reference, out failure) ? new PictureRequest(reference, text, context, options) : failure;
    }

    private static Result<ImageReference, CaptionFailure> ReadImage(JsonElement image)
    {
        if (image.EnumerateObject().Count() != 1)
            return new CaptionFailure(FailureReason.MalformedRequest, "image must have exactly one of base64, url and blob.", "image");
        var source = image.EnumerateObject().First();
        if (source.Name is "url" or "blob")
        {
            if (source.Value.ValueKind != JsonValueKind.String || source.Value.GetString() is not { Length: > 0 } text)
                return new CaptionFailure(FailureReason.MalformedRequest, $"image.{source.Name} must be a text.", $"image.{source.Name}");
            if (source.Name == "url" && Base64Text.IsDataUrl(text))
                return Sent(text, "image.url");
            return source.Name == "url" ? new ImageReference.AtUrl(text) : new ImageReference.InStore(text);
        }

        if (source.Name != "base64")
            return OptionNames.Unknown("image." + source.Name, ["base64", "url", "blob"]);
        if (source.Value.ValueKind != JsonValueKind.String)
        {
            return new CaptionFailure(FailureReason.MalformedRequest, "image.base64 must be a text in Base64.", "image.base64");
        }

        return Sent(source.Value.GetString()!, "image.base64");
    }

    /// <summary>A picture in the text itself; a <c>data:</c> URL is one too, and nothing is fetched for it.</summary>
    private static Result<ImageReference, CaptionFailure> Sent(string text, string field) =>
        Base64Text.Decode(text, field).TryGet(out var bytes, out var failure) ? new ImageReference.Sent(bytes) : failure;
}
