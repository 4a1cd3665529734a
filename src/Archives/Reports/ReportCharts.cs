using System.Globalization;
using System.Text;
using Serverless.Archives.Runs;

namespace Serverless.Archives.Reports;

/// <summary>The plots of a report, each with its numbers as a table below.</summary>
internal static class ReportCharts
{
    private const int Width = 640,
        Height = 180,
        Left = 56,
        Bottom = 24,
        MostBars = 60;

    public static string Quality(IReadOnlyList<long> bins)
    {
        if (bins.Sum() == 0)
            return "";
        var bars = bins.Select(
                (count, i) =>
                    (
                        Name: string.Create(CultureInfo.InvariantCulture, $"{(double)i / bins.Count:F2} to {(i + 1.0) / bins.Count:F2}"),
                        Value: (double)count
                    )
            )
            .ToList();
        return Section(
            "quality",
            "Quality",
            $"Histogram of the quality score of {HtmlReport.Number(bins.Sum())} sentences, 0 to 1.",
            "Score",
            "Pictures",
            bars,
            "0",
            "1"
        );
    }

    /// <summary>Pictures a minute over the time of the run, all workers together; long runs in wider steps.</summary>
    public static string Throughput(IReadOnlyList<RunNote> notes)
    {
        var minutes = notes
            .SelectMany(note => note.Minutes)
            .GroupBy(pair => pair.Key)
            .ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value));
        if (minutes.Count == 0)
            return "";
        static DateTime At(string minute) => DateTime.ParseExact(minute, "yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);
        var (start, end) = (minutes.Keys.Min(At), minutes.Keys.Max(At));
        var step = Math.Max(1, (int)Math.Ceiling(((end - start).TotalMinutes + 1) / MostBars));
        var bars = new List<(string Name, double Value)>();
        for (var at = start; at <= end; at = at.AddMinutes(step))
        {
            var sum = Enumerable
                .Range(0, step)
                .Sum(i => minutes.GetValueOrDefault(at.AddMinutes(i).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture)));
            bars.Add((at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), (double)sum / step));
        }

        return Section(
            "throughput",
            "Throughput",
            $"Pictures a minute over the run, in steps of {step} minute{(step == 1 ? "" : "s")}.",
            "From (UTC)",
            "Pictures a minute",
            bars,
            bars[0].Name,
            bars[^1].Name
        );
    }

    private static string Section(
        string id,
        string title,
        string say,
        string head,
        string unit,
        List<(string Name, double Value)> bars,
        string first,
        string last
    )
    {
        var top = Math.Max(1, bars.Max(bar => bar.Value));
        var wide = (double)(Width - Left) / bars.Count;
        var made = new StringBuilder();
        made.Append(
            CultureInfo.InvariantCulture,
            $"<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n<p>{say}</p>\n<svg viewBox=\"0 0 {Width} {Height + Bottom}\" role=\"img\" aria-label=\"{HtmlReport.Text(say)} The numbers stand in the table below.\">\n"
        );
        made.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{Left - 8}\" y=\"12\" text-anchor=\"end\">{HtmlReport.Number(top)}</text><text x=\"{Left - 8}\" y=\"{Height}\" text-anchor=\"end\">0</text><line x1=\"{Left}\" x2=\"{Width}\" y1=\"{Height}\" y2=\"{Height}\"/>\n"
        );
        foreach (var (bar, i) in bars.Select((bar, i) => (bar, i)))
        {
            var high = bar.Value / top * (Height - 4);
            if (high > 0)
                made.Append(
                    CultureInfo.InvariantCulture,
                    $"<rect x=\"{Left + (i * wide) + 0.5:F1}\" y=\"{Height - high:F1}\" width=\"{Math.Max(0.5, wide - 1):F1}\" height=\"{high:F1}\"/>\n"
                );
        }

        made.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{Left}\" y=\"{Height + 18}\">{first}</text><text x=\"{Width}\" y=\"{Height + 18}\" text-anchor=\"end\">{last}</text>\n</svg>\n<details><summary>The numbers</summary>\n<table>\n<thead><tr><th scope=\"col\">{head}</th><th scope=\"col\" class=\"number\">{unit}</th></tr></thead>\n<tbody>\n"
        );
        foreach (var (name, value) in bars)
            made.Append(
                CultureInfo.InvariantCulture,
                $"<tr><th scope=\"row\">{name}</th><td class=\"number\">{HtmlReport.Number(value)}</td></tr>\n"
            );
        return made.Append("</tbody>\n</table>\n</details>\n</section>\n").ToString();
    }
}
