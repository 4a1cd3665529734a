namespace Serverless.Core.Reading;

/// <summary>Lines that may be said.</summary>
internal static class SureLines
{
    /// <summary>Of a photograph: height of a line by the shorter side of the picture.</summary>
    private const double LargeShare = 0.04;

    /// <summary>Of a photograph: most lines.</summary>
    private const int MaxSigns = 3;

    /// <summary>Of a photograph: letters and digits of a line.</summary>
    private const int MinSignLetters = 2;

    /// <summary>Those with <see cref="ReadingLimits.MinSpokenConfidence"/> and a letter or digit, in the order of reading.</summary>
    /// <param name="text">What was read.</param>
    public static IReadOnlyList<TextLine> Of(PictureText text) =>
        [.. text.Lines.Where(line => line.Confidence >= ReadingLimits.MinSpokenConfidence && Letters(line) > 0)];

    /// <summary>Those of a photograph that are large and surer still: signs, not what stands somewhere in the background.</summary>
    /// <param name="picture">The photograph.</param>
    public static IReadOnlyList<TextLine> LargeOf(ReadPicture picture)
    {
        var minHeight = LargeShare * Math.Min(picture.Width, picture.Height);
        var large = Of(picture.Text)
            .Where(line =>
                line.Confidence >= ReadingLimits.MinSignConfidence && line.Box.Height >= minHeight && Letters(line) >= MinSignLetters
            )
            .ToList();
        return large.Count <= MaxSigns
            ? large
            : [.. large.OrderByDescending(line => line.Box.Height).Take(MaxSigns).OrderBy(large.IndexOf)];
    }

    private static int Letters(TextLine line) => line.Text.Count(char.IsLetterOrDigit);
}
