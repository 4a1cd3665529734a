namespace Serverless.Core.Pipeline;

/// <summary>What a caller may ask of one caption. Null leaves the model's default.</summary>
public sealed record CaptionOptions
{
    /// <summary>All defaults.</summary>
    public static CaptionOptions Default { get; } = new();

    /// <summary>"brief" or "long".</summary>
    public string? Detail { get; init; }

    /// <summary>Beams of the search, 1 to 8.</summary>
    public int? Beams { get; init; }

    /// <summary>Other captions to give, 0 to 8; needs one beam more than that, and sets the beams where none are given.</summary>
    public int? Alternatives { get; init; }

    /// <summary>Longest alt text in characters, 16 to 2,000.</summary>
    public int? MaxCharacters { get; init; }

    /// <summary>Language of the text (BCP 47).</summary>
    public string? Language { get; init; }

    /// <summary>Replaces the refusal threshold, 0 to 1; 0 never refuses for quality.</summary>
    public double? MinQuality { get; init; }
}
