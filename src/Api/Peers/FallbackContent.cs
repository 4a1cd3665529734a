using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Peers;

/// <summary>A request for a caption as a multipart form, whichever way it came.</summary>
internal static class FallbackContent
{
    /// <param name="request">The request.</param>
    public static MultipartFormDataContent Of(CaptionRequest request)
    {
        var form = new MultipartFormDataContent();
        var image = new ReadOnlyMemoryContent(request.Bytes);
        image.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(image, "image", "image");
        form.Add(Json(JsonSerializer.SerializeToUtf8Bytes(request.Options, FallbackJson.Default.CaptionOptions)), "options");
        form.Add(Json(JsonSerializer.SerializeToUtf8Bytes(request.Context, FallbackJson.Default.CaptionContext)), "context");
        return form;
    }

    private static ByteArrayContent Json(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}

/// <summary>Generated writing: the names of the fields are those of requests, which a test holds to it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(CaptionOptions))]
[JsonSerializable(typeof(CaptionContext))]
internal sealed partial class FallbackJson : JsonSerializerContext;
