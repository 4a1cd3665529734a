using System.Globalization;
using System.Net;
using System.Text;

namespace Serverless.Trainer.Evidence;

/// <summary>
/// A line plot over the unit square as SVG inside a page, in the page's colours; its numbers stand in a table beside it.
/// </summary>
internal static class LinePlot
{
    private const int Size = 260,
        Left = 46,
        Top = 12,
        Bottom = 42,
        Right = 12;

    /// <param name="title">What it shows, for who does not see it.</param>
    /// <param name="across">The axis across.</param>
    /// <param name="up">The axis up.</param>
    /// <param name="lines">Each with its class: <c>champion</c> or <c>candidate</c>.</param>
    /// <param name="hasDiagonal">Whether the line of perfect calibration is drawn.</param>
    public static string Draw(
        string title,
        string across,
        string up,
        IReadOnlyList<(string Class, IReadOnlyList<(double X, double Y)> Points)> lines,
        bool hasDiagonal
    )
    {
        var (width, height) = (Left + Size + Right, Top + Size + Bottom);
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">\n"
        );
        for (var tick = 0; tick <= 5; tick++)
        {
            var value = tick / 5.0;
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<path class=\"grid\" d=\"M{X(0)} {Y(value)}H{X(1)}M{X(value)} {Y(0)}V{Y(1)}\"/><text x=\"{Left - 6}\" y=\"{Y(value)}\" "
                    + $"dy=\"4\" text-anchor=\"end\">{value:0.0}</text><text x=\"{X(value)}\" y=\"{Top + Size + 15}\" "
                    + $"text-anchor=\"middle\">{value:0.0}</text>\n"
            );
        }

        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{Left + (Size / 2)}\" y=\"{Top + Size + 34}\" text-anchor=\"middle\">{across}</text><text "
                + $"transform=\"translate(12 {Top + (Size / 2)}) rotate(-90)\" text-anchor=\"middle\">{up}</text>\n"
        );
        if (hasDiagonal)
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"ideal\" d=\"M{X(0)} {Y(0)}L{X(1)} {Y(1)}\"/>\n");
        foreach (var (name, points) in lines.Where(line => line.Points.Count > 0))
        {
            var path = string.Join("L", points.Select(point => $"{X(point.X)} {Y(point.Y)}"));
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{name}\" d=\"M{path}\"/>\n");
        }

        return svg.Append("</svg>").ToString();
    }

    private static string X(double value) => (Left + (value * Size)).ToString("F1", CultureInfo.InvariantCulture);

    private static string Y(double value) => (Top + ((1 - value) * Size)).ToString("F1", CultureInfo.InvariantCulture);
}
