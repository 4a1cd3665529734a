using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Api.Endpoints;
using Serverless.Api.Uploads;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Results.Reviews;

namespace Serverless.Api.OpenApi;

/// <summary>The JSON form of a request about a picture.</summary>
/// <param name="Image">The picture.</param>
internal sealed record JsonRequest(JsonImage Image)
{
    /// <summary>The text to be scored; only for scores.</summary>
    public string? Caption { get; init; }

    /// <summary>Where the picture stands.</summary>
    public CaptionContext? Context { get; init; }

    /// <summary>What is asked.</summary>
    public CaptionOptions? Options { get; init; }
}

/// <summary>The picture, or where it is: exactly one of these.</summary>
internal sealed record JsonImage
{
    /// <summary>The picture's bytes in Base64, or a data: URL.</summary>
    [Base64String]
    public string? Base64 { get; init; }

    /// <summary>http or https, or a data: URL. Needs the scope url, and a host that fetches (CAPTION_URLS).</summary>
    public string? Url { get; init; }

    /// <summary>
    /// file:///path, s3://bucket/key, az://account/container/key or gs://bucket/key, below a folder that this caller may name (scope
    /// blob), or an upload of this caller.
    /// </summary>
    public string? Blob { get; init; }
}

/// <summary>The multipart form of a request for a caption.</summary>
/// <param name="Image">The picture.</param>
internal sealed record CaptionForm(byte[] Image)
{
    /// <summary>Where the picture stands.</summary>
    public CaptionContext? Context { get; init; }

    /// <summary>What is asked.</summary>
    public CaptionOptions? Options { get; init; }
}

/// <summary>The multipart form of a request for a score.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Caption">The text to be scored.</param>
internal sealed record ScoreForm(byte[] Image, string Caption)
{
    /// <summary>Where the picture stands.</summary>
    public CaptionContext? Context { get; init; }

    /// <summary>What is asked.</summary>
    public CaptionOptions? Options { get; init; }
}

/// <summary>What the document generator knows of requests; they are read by hand, so that every error is named.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JsonRequest))]
[JsonSerializable(typeof(CaptionForm))]
[JsonSerializable(typeof(ScoreForm))]
[JsonSerializable(typeof(UploadRequest))]
[JsonSerializable(typeof(ReviewRequest))]
[JsonSerializable(typeof(ValidationDocument))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>[]))]
internal sealed partial class RequestJson : JsonSerializerContext;
