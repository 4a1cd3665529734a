namespace Serverless.Core.Reading;

/// <summary>The title of a screenshot, a chart or a diagram: an uppermost line that is larger than the others.</summary>
internal static class PictureTitle
{
    /// <summary>How far down a title stands at most, by the height of the picture.</summary>
    private const double MaxTop = 0.3;

    /// <summary>Its height by the median of all lines.</summary>
    private const double MinHeightRatio = 1.15;

    /// <summary>Its length in characters.</summary>
    private const int MinLength = 3,
        MaxLength = 100;

    /// <param name="lines">Sure lines in the order of reading.</param>
    /// <param name="picture">The picture.</param>
    /// <returns>Null where no line stands out. The only sure line is a title where there is no other line at all.</returns>
    public static TextLine? Of(IReadOnlyList<TextLine> lines, ReadPicture picture)
    {
        var isAlone = picture.Text is { Lines.Count: 1, Unread: 0 };
        var heights = lines.Select(line => line.Box.Height).Order().ToList();
        var median = heights[heights.Count / 2];
        return lines
            .Where(line => IsTitle(line, picture.Height) && (isAlone || line.Box.Height >= MinHeightRatio * median))
            .MinBy(line => line.Box.Centre.Y);
    }

    private static bool IsTitle(TextLine line, int pictureHeight) =>
        line.Confidence >= ReadingLimits.MinSignConfidence
        && line.Box.Centre.Y <= MaxTop * pictureHeight
        && Math.Abs(line.Box.Corners[1].Y - line.Box.Corners[0].Y) < 0.2 * line.Box.Width
        && line.Box.Corners[1].X > line.Box.Corners[0].X
        && line.Text.Length is >= MinLength and <= MaxLength
        && line.Text.Any(char.IsLetter);
}
