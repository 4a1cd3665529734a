using System.Globalization;
using System.Text;

namespace Serverless.Benchmarks.Figures;

/// <summary>A line plot over the unit square, readable in light and dark; its numbers stand in a table beside it.</summary>
internal static class SvgPlot
{
    private const int Size = 320,
        Left = 52,
        Top = 34,
        Bottom = 46;

    private static readonly string[] Colours = ["#1f6fd6", "#c2571a", "#2f8f4e"];

    public static string Draw(
        string title,
        string across,
        string up,
        IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Points)> lines,
        bool hasDiagonal
    )
    {
        static string X(double value) => (Left + (value * Size)).ToString("F1", CultureInfo.InvariantCulture);
        static string Y(double value) => (Top + ((1 - value) * Size)).ToString("F1", CultureInfo.InvariantCulture);
        var (width, height) = (Left + Size + 190, Top + Size + Bottom);
        var svg = new StringBuilder(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" "
                + $"role=\"img\" aria-label=\"{title}\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#333\">\n"
                + $"<title>{title}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<text x=\"{Left}\" y=\"20\" "
                + $"font-size=\"14\" font-weight=\"bold\">{title}</text>\n"
        );
        for (var tick = 0; tick <= 5; tick++)
        {
            var value = tick / 5.0;
            var label = value.ToString("0.0", CultureInfo.InvariantCulture);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<path d=\"M{X(0)} {Y(value)}H{X(1)}M{X(value)} {Y(0)}V{Y(1)}\" stroke=\"#ddd\"/>\n<text x=\"{Left - 8}\" "
                    + $"y=\"{Y(value)}\" dy=\"4\" text-anchor=\"end\">{label}</text><text x=\"{X(value)}\" y=\"{Top + Size + 16}\" "
                    + $"text-anchor=\"middle\">{label}</text>\n"
            );
        }

        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{Left + (Size / 2)}\" y=\"{Top + Size + 36}\" text-anchor=\"middle\">{across}</text><text "
                + $"transform=\"translate(14 {Top + (Size / 2)}) rotate(-90)\" text-anchor=\"middle\">{up}</text>\n"
        );
        if (hasDiagonal)
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<path d=\"M{X(0)} {Y(0)}L{X(1)} {Y(1)}\" stroke=\"#888\" stroke-dasharray=\"4 4\"/>\n"
            );
        for (var i = 0; i < lines.Count; i++)
        {
            var path = string.Join("L", lines[i].Points.Select(point => $"{X(point.X)} {Y(point.Y)}"));
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<path d=\"M{path}\" fill=\"none\" stroke=\"{Colours[i]}\" stroke-width=\"2\"/>\n<path d=\"M{Left + Size + 14} "
                    + $"{Top + 12 + (i * 22)}h22\" stroke=\"{Colours[i]}\" stroke-width=\"3\"/><text x=\"{Left + Size + 42}\" "
                    + $"y=\"{Top + 16 + (i * 22)}\">{lines[i].Name}</text>\n"
            );
        }

        return svg.Append("</svg>\n").ToString();
    }
}
