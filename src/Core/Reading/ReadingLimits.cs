namespace Serverless.Core.Reading;

/// <summary>How far reading goes, and what counts as read.</summary>
public static class ReadingLimits
{
    /// <summary>Confidence a line needs to be given at all, 0 to 1 (docs/figures-reading.md has the errors by confidence).</summary>
    public const double MinConfidence = 0.85;

    /// <summary>Confidence a line needs to stand in an alt text.</summary>
    public const double MinSpokenConfidence = 0.9;

    /// <summary>
    /// Confidence a line of a photograph needs for that, where what looks like letters often is none, and a title.
    /// </summary>
    public const double MinSignConfidence = 0.95;

    /// <summary>Confidence a line of one character needs to be given at all.</summary>
    public const double MinLetterConfidence = 0.99;

    /// <summary>Most lines that are read; of more the largest.</summary>
    public const int MaxLines = 500;

    /// <summary>Longest all lines together, in pixels along lines 48 high: about 16,000 characters.</summary>
    public const int MaxLineLength = 400_000;

    /// <summary>Most characters of all lines together.</summary>
    public const int MaxCharacters = 20_000;

    /// <summary>Most pixels that a picture is read from; a larger one is reduced to them.</summary>
    public const int MaxPixels = 6_000_000;

    /// <summary>Most pixels at which text is searched for; a larger picture is reduced to them.</summary>
    public const int MaxSearchedPixels = 1_250_000;

    /// <summary>A smaller picture is enlarged up to this longest side, by at most <see cref="MaxEnlargement"/>.</summary>
    public const int EnlargedSide = 1280;

    /// <summary>How often its own size a small picture is read at.</summary>
    public const double MaxEnlargement = 2;
}
