using System.Diagnostics;
using System.Globalization;
using System.Text;
using Serverless.Benchmarks.Speed;
using Serverless.Core.Inference;

namespace Serverless.Benchmarks.Load;

/// <summary>A long run at 80 % of what the host can: what memory and handles do. Writes docs/figures-soak.md.</summary>
internal static class Soak
{
    private const int Callers = 16;
    private const double Share = 0.8;
    private const int Rows = 10;

    private static string Figures { get; } = Path.Combine(Checkout.Root, "docs", "figures-soak.md");

    /// <summary>Runs it and prints a line a minute, and the slope at the end; both go to the figures.</summary>
    /// <param name="time">How long.</param>
    /// <param name="seconds">How long the best rate is looked for.</param>
    public static int Run(TimeSpan time, int seconds)
    {
        using var host = ServedProcess.Host(("CAPTION_QUEUE", "64"));
        var best = Load.Callers.Drive(host.Address, Callers, seconds).PerSecond;
        var samples = new List<(double Minutes, double MiB, int Handles)>();
        var watch = Stopwatch.StartNew();
        var run = Task.Run(() => Load.Callers.Drive(host.Address, Callers, (int)time.TotalSeconds, Share * best));
        while (!run.Wait(TimeSpan.FromSeconds(Math.Min(60, time.TotalSeconds / 10))))
        {
            var (mebibytes, handles) = host.Holds();
            samples.Add((watch.Elapsed.TotalMinutes, mebibytes, handles));
            Print($"{watch.Elapsed.TotalMinutes:F1} min: {mebibytes:F0} MiB, {handles} handles");
        }

        // What the start still brings in is left out.
        var later = samples.Skip(samples.Count / 4).ToList();
        var result = run.Result;
        Print($"{Share * best:F1} pictures/s asked, {result.PerSecond:F1} given, p99 {result.P99:F0} ms, {result.Busy} busy");
        var (memory, open) = (
            Slope(later.Select(one => (one.Minutes, one.MiB))),
            Slope(later.Select(one => (one.Minutes, (double)one.Handles)))
        );
        Print($"memory {memory:F3} MiB a minute, handles {open:F3} a minute, {result.Failed} failed");
        Write(samples, result, Share * best, (memory, open));
        return result.Failed == 0 ? 0 : 1;
    }

    private static void Write(
        List<(double Minutes, double MiB, int Handles)> samples,
        CallersResult result,
        double asked,
        (double MiB, double Handles) slope
    )
    {
        var page = new StringBuilder();
        page.Append(
            CultureInfo.InvariantCulture,
            $"""
            # Figures: a long run

            Made by `make bench-load MINUTES={samples[^1].Minutes:F0}`; do not edit. {Machine.Line(RuntimeSettings.Default.Threads)}.
            {Callers} callers ask the container host for {asked:F1} pictures a second, {Share:P0} of what it did just before, from another
            process on the same machine: {result.PerSecond:F1} given, {result.Busy} busy, {result.Failed} failed; p50 {result.P50:F0},
            p95 {result.P95:F0}, p99 {result.P99:F0} ms. After the first quarter memory changes by {slope.MiB:F2} MiB a minute, handles by
            {slope.Handles:F2} (least squares).

            | minute | resident MiB | handles |
            |---|---|---|

            """
        );
        foreach (var (minutes, mebibytes, handles) in samples.Where((_, i) => i % Math.Max(1, samples.Count / Rows) == 0))
            page.Append(CultureInfo.InvariantCulture, $"| {minutes:F0} | {mebibytes:F0} | {handles} |\n");
        File.WriteAllText(Figures, page.ToString());
    }

    /// <summary>By least squares.</summary>
    private static double Slope(IEnumerable<(double X, double Y)> points)
    {
        var all = points.ToList();
        if (all.Count < 2)
            return 0;
        var (x, y) = (all.Average(point => point.X), all.Average(point => point.Y));
        return all.Sum(point => (point.X - x) * (point.Y - y)) / all.Sum(point => (point.X - x) * (point.X - x));
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
