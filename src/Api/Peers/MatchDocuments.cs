using System.Text.Json.Serialization;

namespace Serverless.Api.Peers;

/// <summary>What a host without a quality model asks one that scores, at <c>POST /v1/scores</c>.</summary>
/// <param name="Model">Digest of the model that asks; no other may answer.</param>
/// <param name="Pictures">At least one.</param>
internal sealed record MatchRequest(string Model, IReadOnlyList<PictureOfMatch> Pictures)
{
    /// <summary>Its media type, which tells it from somebody's words to be judged.</summary>
    public const string MediaType = "application/vnd.caption.match+json";

    /// <summary>Most pictures of one request.</summary>
    public const int MaxPictures = 64;

    /// <summary>Most texts about one picture: beams, and what a caller sends.</summary>
    public const int MaxTexts = 64;
}

/// <summary>A picture with texts about it.</summary>
/// <param name="Image">A file without loss, as large as the quality model takes it.</param>
/// <param name="Texts">At least one.</param>
internal sealed record PictureOfMatch(byte[] Image, IReadOnlyList<string> Texts);

/// <summary>The answer.</summary>
/// <param name="Model">Digest of the model that answers.</param>
/// <param name="Matches">[texts of all pictures].</param>
internal sealed record MatchAnswer(string Model, IReadOnlyList<MatchOfText> Matches);

/// <summary>What the quality model says of one text.</summary>
/// <param name="Logit">Its logit.</param>
/// <param name="Fit">Its fit, 0 to 1.</param>
/// <param name="Features">[width] what its last layers see.</param>
internal sealed record MatchOfText(float Logit, double Fit, IReadOnlyList<float> Features);

/// <summary>Generated reading and writing.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(MatchRequest))]
[JsonSerializable(typeof(MatchAnswer))]
internal sealed partial class MatchJson : JsonSerializerContext;
