using Serverless.Core.Reading;

namespace Serverless.Core.Quality;

/// <summary>What the text of a picture says about its kind: how much there is, how large, how it is spread, and of what sort.</summary>
/// <param name="Lines">How many lines were read.</param>
/// <param name="Unread">How many were found and not read.</param>
/// <param name="Characters">How many characters they have.</param>
/// <param name="Area">Sum of their boxes as a share of the picture, 0 to 1.</param>
/// <param name="Height">Median height of a line as a share of the picture's height, 0 to 1.</param>
/// <param name="LargestHeight">That of the largest.</param>
/// <param name="Width">Mean length of a line as a share of the picture's width, 0 to 1.</param>
/// <param name="Extent">Width times height of the rectangle around all lines as a share of the picture, 0 to 1.</param>
/// <param name="Aligned">Share of lines that begin where most of them do, within 2 % of the width, 0 to 1.</param>
/// <param name="Numbers">Share of lines that are numbers (with signs, units), 0 to 1: the ticks of an axis.</param>
/// <param name="Upright">Share of lines that run along the picture's width, 0 to 1: the title of an axis does not.</param>
/// <param name="Words">Mean count of words of a line.</param>
/// <param name="Confidence">Mean confidence, 0 to 1.</param>
public sealed record ReadingStatistics(
    int Lines,
    int Unread,
    int Characters,
    double Area,
    double Height,
    double LargestHeight,
    double Width,
    double Extent,
    double Aligned,
    double Numbers,
    double Upright,
    double Words,
    double Confidence
)
{
    private const double AlignedWithin = 0.02;

    /// <summary>Of a picture without text, or where it was not searched for since it is unlikely.</summary>
    public static ReadingStatistics None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Measures what was read.</summary>
    /// <param name="text">The text; null where it was not searched for.</param>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">Its height.</param>
    public static ReadingStatistics Of(PictureText? text, int width, int height)
    {
        if (text is null || text.Lines.Count == 0)
            return None with { Unread = text?.Unread ?? 0 };
        var lines = text.Lines;
        double count = lines.Count,
            all = (double)width * height;
        var heights = lines.Select(line => line.Box.Height / height).Order().ToArray();
        var starts = lines.Select(line => line.Box.Corners[0].X / width).ToArray();
        var corners = lines.SelectMany(line => line.Box.Corners).ToArray();
        var extent =
            (corners.Max(corner => corner.X) - corners.Min(corner => corner.X))
            * (corners.Max(corner => corner.Y) - corners.Min(corner => corner.Y));
        return new ReadingStatistics(
            lines.Count,
            text.Unread,
            lines.Sum(line => line.Text.Length),
            Share(lines.Sum(line => line.Box.Width * line.Box.Height) / all),
            Share(heights[heights.Length / 2]),
            Share(heights[^1]),
            Share(lines.Average(line => line.Box.Width / width)),
            Share(extent / all),
            starts.Max(start => starts.Count(other => Math.Abs(other - start) <= AlignedWithin)) / count,
            lines.Count(line => IsNumber(line.Text)) / count,
            lines.Count(line => IsUpright(line.Box)) / count,
            lines.Average(line => line.Text.Count(char.IsWhiteSpace) + 1),
            lines.Average(line => line.Confidence)
        );
    }

    private static bool IsUpright(TextBox box) =>
        Math.Abs(box.Corners[1].X - box.Corners[0].X) > Math.Abs(box.Corners[1].Y - box.Corners[0].Y);

    /// <summary>More digits than letters.</summary>
    private static bool IsNumber(string text)
    {
        var digits = text.Count(char.IsDigit);
        return digits > 0 && digits > text.Count(char.IsLetter);
    }

    private static double Share(double value) => Math.Clamp(value, 0, 1);
}
