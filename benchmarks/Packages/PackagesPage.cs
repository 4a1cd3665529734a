using System.Globalization;
using System.Text;
using Serverless.Benchmarks.Speed;
using Serverless.Core.Inference;

namespace Serverless.Benchmarks.Packages;

/// <summary>Writes docs/figures-packages.md.</summary>
internal static class PackagesPage
{
    public static void Write(PackagesResult result)
    {
        var page = Page(result);
        File.WriteAllText(Path.Combine(Checkout.Root, "docs", "figures-packages.md"), page);
        Console.Write(page);
    }

    private static string Page(PackagesResult result)
    {
        var page = new StringBuilder();
        var (commands, starts, swaps, trial) = (result.Commands, result.Starts, result.Swaps, result.Trial);
        Line(page, $"# Figures: packages");
        Line(page, $"");
        Line(
            page,
            $"""
            Made by `make bench-packages`; do not edit. {Machine.Line(RuntimeSettings.Default.Threads)}. The embedded models as one
            package of {result.SizeMiB:F0} MiB, signed; its registry and all caches in folders of one disk; medians of {result.Rounds}
            rounds, interleaved where they are compared. Read the ratios.
            """
        );
        Line(page, $"");
        Line(page, $"## Commands");
        Line(page, $"Whole processes. `pack` and `verify` run the model in a process of its own.");
        Line(page, $"");
        Line(page, $"| pack ms | sign ms | verify ms | push ms | pull ms |");
        Line(page, $"|---|---|---|---|---|");
        Line(
            page,
            $"""
            | {Median(commands.Pack)} | {Median(commands.Sign)} | {Median(commands.Verify)} | {Median(commands.Push)} | {Median(
                commands.Pull
            )} |
            """
        );
        Line(page, $"");
        Line(page, $"## Starts of a host");
        Line(page, $"| models from | ready ms | finding, verifying, loading ms | first caption ms |");
        Line(page, $"|---|---|---|---|");
        Row(page, "plain folders", starts.Plain);
        Row(page, "the cache, all of it verified again", starts.Warm);
        Row(page, "the registry, fetched and tried", starts.Cold);
        Line(page, $"");
        var load = Quantile.Of(starts.Plain.Select(start => start.Models + start.First), 0.5);
        var added = Quantile.Of(starts.Plain.Zip(starts.Warm, (plain, warm) => warm.Ready - plain.Ready), 0.5);
        Line(
            page,
            $"""
            Verification adds {added:F0} ms to a start from the cache: {added / load:P0} of the {load:F0} ms that loading and the first
            caption take (aim: less than 10 %).
            """
        );
        Line(page, $"");
        Line(page, $"## Updates of {result.Instances} instances that look every second");
        Line(page, $"| promote, the command ms | its end to the last instance switched ms | the same of a rollback ms |");
        Line(page, $"|---|---|---|");
        Line(page, $"| {Median(swaps.Command)} | {Median(swaps.Switched)} | {Median(swaps.RolledBack)} |");
        Line(page, $"");
        Line(page, $"All instances fetch, verify and try the version at the same time, on these processors.");
        Line(page, $"");
        Line(page, $"| memory of an instance before MiB | peak of a swap MiB | after MiB | peak to before |");
        Line(page, $"|---|---|---|---|");
        var ratio = Quantile.Of(swaps.Before.Zip(swaps.Peak, (before, peak) => peak / before), 0.5);
        Line(page, $"| {Median(swaps.Before)} | {Median(swaps.Peak)} | {Median(swaps.After)} | {ratio:F2} |");
        Line(page, $"");
        Line(page, $"The trial runs in a process of its own, whose memory is not in the peak.");
        Line(page, $"");
        Line(page, $"## A bad version");
        Line(
            page,
            $"""
            Its sentences run on (`min_length` 28). Promoted as a canary of half of the pictures, in windows of {result.WindowSeconds} s,
            under traffic on all instances: its first answer came {trial.First:F1} s after the promotion, its last one anywhere after
            {trial.Last:F1} s; it gave {trial.Bad} of {trial.All} answers. Afterwards all instances gave the champion's alone, and nobody
            had to do anything.
            """
        );
        return page.ToString();
    }

    private static void Row(StringBuilder page, string name, List<StartLine> starts) =>
        Line(
            page,
            $"| {name} | {MedianOf(starts, s => s.Ready)} | {MedianOf(starts, s => s.Models)} | {MedianOf(starts, s => s.First)} |"
        );

    private static string MedianOf(List<StartLine> starts, Func<StartLine, double> value) => Median(starts.Select(value));

    private static string Median(IEnumerable<double> values) => Quantile.Of(values, 0.5).ToString("F0", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder page, FormattableString text) => page.Append(FormattableString.Invariant(text)).Append('\n');
}
