using Serverless.Core.Quality;

namespace Serverless.Core.Reading;

/// <summary>What was read in a picture, as numbers that tell its kind.</summary>
public static class TextMeasure
{
    /// <summary>How far from where most lines begin another may begin, as a share of the width.</summary>
    private const double AlignedWithin = 0.02;

    /// <summary>Measures what was read.</summary>
    /// <param name="text">The text; null where it was not searched for.</param>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">Its height.</param>
    public static ReadingStatistics Of(PictureText? text, int width, int height)
    {
        if (text is null || text.Lines.Count == 0)
            return ReadingStatistics.None with { Unread = text?.Unread ?? 0 };
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
