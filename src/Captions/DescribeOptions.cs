namespace Serverless.Captions;

/// <summary>What is asked of one caption. Null leaves the model's default; what the model cannot honour is refused.</summary>
public sealed record DescribeOptions
{
    /// <summary>How much is said, where the model knows both ways: <c>brief</c> or <c>long</c>.</summary>
    public string? Detail { get; init; }

    /// <summary>Beams of the search, 1 to 8.</summary>
    public int? Beams { get; init; }

    /// <summary>Other captions to give, 0 to 8; needs one beam more than that, and where no beams are asked for gets them.</summary>
    public int? Alternatives { get; init; }

    /// <summary>Longest alt text in characters, 16 to 2,000.</summary>
    public int? MaxCharacters { get; init; }

    /// <summary>Language of the words (BCP 47).</summary>
    public string? Language { get; init; }

    /// <summary>Replaces the refusal threshold, 0 to 1; 0 never refuses for quality.</summary>
    public double? MinQuality { get; init; }

    /// <summary>What the picture is for. Default: not said.</summary>
    public PictureRole Role { get; init; }

    /// <summary>
    /// Where a functional picture leads: an http(s) address, a path, a fragment, mailto:, tel: or sms:; others are refused. The alt text
    /// of a functional picture says it, without query, user info and what looks like a key.
    /// </summary>
    public string? LinkTarget { get; init; }
}
