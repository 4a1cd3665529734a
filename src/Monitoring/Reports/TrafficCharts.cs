using System.Net;
using System.Text;
using static System.FormattableString;

namespace Serverless.Monitoring.Reports;

/// <summary>The plots of a report as SVG, each with a text that says what it shows; the numbers stand in tables beside them.</summary>
internal static class TrafficCharts
{
    private const int Width = 900,
        Height = 180,
        Left = 40,
        Bottom = 22,
        Top = 8;

    private static readonly string[] Verdicted = ["good", "review", "refused"];

    /// <summary>Captions of each window by verdict, and failures, one bar a window.</summary>
    public static string Verdicts(IReadOnlyList<TrafficWindowSection> windows)
    {
        var top = Math.Max(1, windows.Max(window => window.Captions + window.Failures));
        var svg = Begin(
            $"Captions of {windows.Count} windows by verdict; the most in one is {top}. The numbers are in the table below.",
            Width,
            Height
        );
        var step = (double)(Width - Left) / windows.Count;
        foreach (var (i, window) in windows.Index())
        {
            var y = (double)(Height - Bottom);
            var parts = Verdicted.Select(name => (Name: name, Count: window.Verdicts.GetValueOrDefault(name)));
            foreach (var (name, count) in parts.Append((Name: "failed", Count: window.Failures)))
            {
                var height = (double)count / top * (Height - Bottom - Top);
                y -= height;
                svg.Append(Bar(name, Left + (i * step), y, Math.Max(1, step - 2), height));
            }
        }

        return End(svg, Invariant($"{top}"), "0", windows);
    }

    /// <summary>Mean score of each window.</summary>
    public static string Scores(IReadOnlyList<TrafficWindowSection> windows)
    {
        var scored = windows.Index().Where(one => one.Item.Score is not null).ToList();
        if (scored.Count < 2)
            return "";
        var (low, high) = (scored.Min(one => one.Item.Score!.Value), scored.Max(one => one.Item.Score!.Value));
        var svg = Begin(
            Invariant($"Mean score of each window, from {low:0.00} to {high:0.00}. The numbers are in the table below."),
            Width,
            Height
        );
        var step = (double)(Width - Left) / windows.Count;
        var points = scored.Select(one =>
            Invariant($"{Left + ((one.Index + 0.5) * step):0.#},{Height - Bottom - (one.Item.Score!.Value * (Height - Bottom - Top)):0.#}")
        );
        svg.Append($"<polyline points=\"{string.Join(' ', points)}\"/>");
        return End(svg, "1", "0", windows);
    }

    /// <summary>Shares of a statistic's groups, usual and now.</summary>
    public static string Groups(TrafficStatisticSection statistic)
    {
        const int Wide = 300,
            High = 110;
        var top = Math.Max(0.01, statistic.Groups.Max(group => Math.Max(group.Reference, group.Window)));
        var svg = Begin(
            $"{statistic.Title}: shares of {statistic.Groups.Count} groups, usual and in the window. The numbers are in the table.",
            Wide,
            High
        );
        var step = (double)Wide / statistic.Groups.Count;
        foreach (var (i, group) in statistic.Groups.Index())
        {
            var width = Math.Max(1, (step / 2) - 2);
            var (was, now) = (group.Reference / top * (High - 4), group.Window / top * (High - 4));
            svg.Append(Bar("was", i * step, High - was, width, was)).Append(Bar("now", (i * step) + width, High - now, width, now));
        }

        return svg.Append("</svg>").ToString();
    }

    private static StringBuilder Begin(string text, int width, int height) =>
        new(Invariant($"<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(text)}\">"));

    private static string End(StringBuilder svg, string top, string bottom, IReadOnlyList<TrafficWindowSection> windows)
    {
        var floor = Height - Bottom;
        svg.Append(Invariant($"<line x1=\"{Left}\" y1=\"{floor}\" x2=\"{Width}\" y2=\"{floor}\"/>"))
            .Append(Invariant($"<text x=\"{Left - 6}\" y=\"{Top + 10}\" text-anchor=\"end\">{top}</text>"))
            .Append(Invariant($"<text x=\"{Left - 6}\" y=\"{floor}\" text-anchor=\"end\">{bottom}</text>"))
            .Append(Invariant($"<text x=\"{Left}\" y=\"{Height - 6}\">{windows[0].Start:yyyy-MM-dd HH:mm}</text>"))
            .Append(Invariant($"<text x=\"{Width}\" y=\"{Height - 6}\" text-anchor=\"end\">{windows[^1].Start:yyyy-MM-dd HH:mm}</text>"));
        return svg.Append("</svg>").ToString();
    }

    private static string Bar(string kind, double x, double y, double width, double height) =>
        Invariant($"<rect class=\"{kind}\" x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\"/>");
}
