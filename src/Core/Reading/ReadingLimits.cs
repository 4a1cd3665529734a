namespace Serverless.Core.Reading;

/// <summary>How far reading goes, and what counts as read.</summary>
public static class ReadingLimits
{
    /// <summary>Confidence a line needs to be given at all, 0 to 1.</summary>
    public const double MinConfidence = 0.8;

    /// <summary>Most lines that are read; of more the largest.</summary>
    public const int MaxLines = 500;

    /// <summary>Most characters of all lines together.</summary>
    public const int MaxCharacters = 20_000;

    /// <summary>Most pixels that a picture is read from; a larger one is reduced to them.</summary>
    public const int MaxPixels = 6_000_000;

    /// <summary>Longest side in pixels at which text is searched for; a larger picture is reduced to it.</summary>
    public const int MaxSearchedSide = 1280;

    /// <summary>A smaller picture is enlarged up to this longest side, by at most <see cref="MaxEnlargement"/>.</summary>
    public const int EnlargedSide = 1280;

    /// <summary>How often its own size a small picture is read at.</summary>
    public const double MaxEnlargement = 2;
}
