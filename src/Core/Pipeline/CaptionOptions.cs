using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Serverless.Core.AltText;

namespace Serverless.Core.Pipeline;

/// <summary>What a caller may ask of one caption. Null leaves the model's default.</summary>
public sealed record CaptionOptions
{
    /// <summary>The most beams, the most alternatives, and what the longest alt text may be set to, in characters.</summary>
    public const int MaxBeams = 8,
        MaxAlternatives = 8,
        MinMaxCharacters = 16,
        MaxMaxCharacters = 2_000;

    /// <summary>Nothing asked.</summary>
    public static CaptionOptions Default { get; } = new();

    /// <summary>How much is said, where the model knows both ways.</summary>
    [AllowedValues("brief", "long")]
    public string? Detail { get; init; }

    /// <summary>Beams of the search, 1 to 8.</summary>
    [Range(1, MaxBeams)]
    public int? Beams { get; init; }

    /// <summary>Other captions to give, 0 to 8; needs one beam more than that, and where no beams are asked for gets them.</summary>
    [Range(0, MaxAlternatives)]
    public int? Alternatives { get; init; }

    /// <summary>Longest alt text in characters, 16 to 2,000.</summary>
    [Range(MinMaxCharacters, MaxMaxCharacters), DefaultValue(AltTextRules.DefaultMaxCharacters)]
    public int? MaxCharacters { get; init; }

    /// <summary>Language of the words (BCP 47).</summary>
    public string? Language { get; init; }

    /// <summary>Replaces the refusal threshold, 0 to 1; 0 never refuses for quality.</summary>
    [Range(0.0, 1.0)]
    public double? MinQuality { get; init; }

    /// <summary>Whether the quality says what each signal added to its score.</summary>
    [DefaultValue(false)]
    public bool? Explain { get; init; }
}
