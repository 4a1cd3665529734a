using System.Globalization;
using System.Text;
using Serverless.Benchmarks.Speed;

namespace Serverless.Benchmarks.Device;

/// <summary>Writes docs/figures-device.md.</summary>
internal static class DevicePage
{
    /// <summary>The sample pictures that can be described.</summary>
    public static IReadOnlyList<string> Pictures { get; } =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(Checkout.Root, "samples"))
            .Where(file => Path.GetExtension(file) is ".jpg" or ".png" or ".webp" or ".avif" or ".gif")
            .Order(StringComparer.Ordinal),
    ];

    public static void Write(IReadOnlyList<DeviceRow> rows)
    {
        var page = new StringBuilder(
            $"# Figures: a small machine\n\nMade by `make bench-device`; do not edit. {Machine.Line(1)}. The program of the device "
                + $"package on one processor (`taskset`) in a control group with the limit; the {Pictures.Count} sample pictures, three "
                + "starts a row. Times are ratios to the first row; memory is the group's peak, caches of files among it.\n\n"
        );
        page.Append(
            "| | limit MiB | peak MiB | start | median picture | slowest picture | same alt text | same verdict | largest score "
                + "difference |\n|---|---|---|---|---|---|---|---|---|\n"
        );
        foreach (var row in rows)
            page.Append(Line(row, rows[0], rows.First(other => other.HasReader == row.HasReader)));
        page.Append(
            CultureInfo.InvariantCulture,
            $"\nAlt texts, verdicts and scores are held against the first row with the same models (with or without the text reader). "
                + $"On this machine, which does other work beside, the first row started in {Quantile.Of(rows[0].Starts, 0.5):F0} ms and "
                + $"took {Quantile.Of(rows[0].Times, 0.5):F0} ms for a picture.\n"
        );
        File.WriteAllText(Path.Combine(Checkout.Root, "docs", "figures-device.md"), page.ToString());
        Console.WriteLine(page);
    }

    private static string Line(DeviceRow row, DeviceRow first, DeviceRow like)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"| {row.Name} | {row.LimitMiB} | ");
        if (row.IsKilled)
            return text.Append("killed by its limit | | | | | | |\n").ToString();
        var same = row.Answers.Count(one => one.Value.AltText == like.Answers[one.Key].AltText);
        var verdicts = row.Answers.Count(one => one.Value.Verdict == like.Answers[one.Key].Verdict);
        var difference = row.Answers.Max(one => Math.Abs((one.Value.Score ?? 0) - (like.Answers[one.Key].Score ?? 0)));
        text.Append(
            CultureInfo.InvariantCulture,
            $"{row.PeakMiB:F0} | {Quantile.Of(row.Starts, 0.5) / Quantile.Of(first.Starts, 0.5):F2} | "
                + $"{Quantile.Of(row.Times, 0.5) / Quantile.Of(first.Times, 0.5):F2} | {row.Times.Max() / first.Times.Max():F2} | "
                + $"{same} of {row.Answers.Count} | {verdicts} of {row.Answers.Count} | {difference:F3} |\n"
        );
        return text.ToString();
    }
}
