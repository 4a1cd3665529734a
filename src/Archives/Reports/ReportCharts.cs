using System.Globalization;
using Serverless.Archives.Runs;

namespace Serverless.Archives.Reports;

/// <summary>The plots of a report, each with its numbers as a table below.</summary>
internal static class ReportCharts
{
    private const int Width = 640,
        Height = 180,
        Left = 56,
        Bottom = 24,
        MaxBars = 60;

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
            new ChartText(
                "quality",
                "Quality",
                $"Histogram of the quality score of {HtmlReport.Number(bins.Sum())} sentences, 0 to 1.",
                "Score",
                "Pictures"
            ),
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
        var step = Math.Max(1, (int)Math.Ceiling(((end - start).TotalMinutes + 1) / MaxBars));
        var bars = new List<(string Name, double Value)>();
        for (var at = start; at <= end; at = at.AddMinutes(step))
        {
            var sum = Enumerable
                .Range(0, step)
                .Sum(i => minutes.GetValueOrDefault(at.AddMinutes(i).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture)));
            bars.Add((at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), (double)sum / step));
        }

        return Section(
            new ChartText(
                "throughput",
                "Throughput",
                $"Pictures a minute over the run, in steps of {step} minute{(step == 1 ? "" : "s")}.",
                "From (UTC)",
                "Pictures a minute"
            ),
            bars,
            bars[0].Name,
            bars[^1].Name
        );
    }

    private static string Section(ChartText chart, List<(string Name, double Value)> bars, string first, string last)
    {
        var top = Math.Max(1, bars.Max(bar => bar.Value));
        var rows = bars.Select(bar => HtmlTemplate.Fill("number", ("name", bar.Name), ("value", HtmlReport.Number(bar.Value))));
        return HtmlTemplate.Fill(
            "chart",
            ("id", chart.Id),
            ("title", chart.Title),
            ("lead", chart.Lead),
            ("width", Number(Width)),
            ("height", Number(Height + Bottom)),
            ("axis", Number(Left - 8)),
            ("left", Number(Left)),
            ("base", Number(Height)),
            ("labels", Number(Height + 18)),
            ("top", HtmlReport.Number(top)),
            ("bars", string.Concat(bars.Select((bar, i) => Bar(bar.Value / top, i, bars.Count)))),
            ("first", first),
            ("last", last),
            ("head", chart.Head),
            ("unit", chart.Unit),
            ("rows", string.Join('\n', rows))
        );
    }

    /// <summary>A bar of a share of the height, 0 to 1; nothing for 0.</summary>
    private static string Bar(double share, int index, int count)
    {
        var (wide, high) = ((double)(Width - Left) / count, share * (Height - 4));
        if (high <= 0)
            return "";
        var bar = HtmlTemplate.Fill(
            "bar",
            ("x", Coordinate(Left + (index * wide) + 0.5)),
            ("y", Coordinate(Height - high)),
            ("width", Coordinate(Math.Max(0.5, wide - 1))),
            ("height", Coordinate(high))
        );
        return bar + "\n";
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Coordinate(double value) => value.ToString("F1", CultureInfo.InvariantCulture);

    /// <summary>What a plot says in text.</summary>
    /// <param name="Id">Names its section.</param>
    /// <param name="Title">Heading.</param>
    /// <param name="Lead">One sentence.</param>
    /// <param name="Head">Heading of the bars' names in the table.</param>
    /// <param name="Unit">Heading of their values.</param>
    private sealed record ChartText(string Id, string Title, string Lead, string Head, string Unit);
}
