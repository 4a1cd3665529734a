using System.Globalization;
using System.Text;

namespace Serverless.Benchmarks.Speed;

/// <summary>Writes docs/figures-speed.md.</summary>
internal static class SpeedPage
{
    public static void Write(
        Dictionary<string, List<double>> rows,
        List<(string Name, double Milliseconds, double PeakMiB)> processes,
        string machine,
        int pictures,
        double peerPeakMiB
    )
    {
        var page = new StringBuilder(
            $"# Figures: speed\n\nMade by `make bench`; do not edit. {machine}. {rows["floor, 1 beam"].Count} measurements a row "
                + $"over {pictures} pictures, rounds interleaved, one picture at a time. Read the ratios, not the milliseconds.\n\n"
        );
        page.Append("| what | median ms | p95 ms | pictures a second |\n|---|---|---|---|\n");
        foreach (
            var (name, times) in rows.Where(row =>
                    !row.Key.StartsWith("stage", StringComparison.Ordinal) && !row.Key.StartsWith("step", StringComparison.Ordinal)
                )
                .OrderBy(row => row.Key, StringComparer.Ordinal)
        )
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {name} | {Quantile.Of(times, 0.5):F1} | {Quantile.Of(times, 0.95):F1} | {1000 / times.Average():F1} |\n"
            );
        page.Append(
            "\n*all*: bytes to judged alt text. *words only*: decode, encode, generate; what the peer does. *models only*: "
                + "encode, generate; what the floor does: the same runs of the same sessions on ready tensors and nothing else.\n\n## "
                + "Ratios\n| ratio | found | aim |\n|---|---|---|\n"
        );
        double Median(string row) => Quantile.Of(rows[row], 0.5);
        foreach (var beams in (int[])[1, 3])
            page.Append(
                CultureInfo.InvariantCulture,
                $"| pipeline (models only) over the floor, {beams} beam | "
                    + $"{Median($"pipeline, {beams} beam, models only") / Median($"floor, {beams} beam"):F2}"
                    + $" | at most 1.05 |\n"
            );
        if (rows.TryGetValue("peer, 1 beam", out var peer))
            page.Append(
                CultureInfo.InvariantCulture,
                $"| peer over pipeline (words only), 1 beam | "
                    + $"{Quantile.Of(peer, 0.5) / Quantile.Of(rows["pipeline, 1 beam, words only"], 0.5):F2} | at least 1.5 |\n| peer "
                    + $"over pipeline with quality, 1 beam | "
                    + $"{Quantile.Of(peer, 0.5) / Quantile.Of(rows["pipeline, 1 beam, all"], 0.5):F2} | - |\n"
            );
        page.Append(
            CultureInfo.InvariantCulture,
            $"| pipeline with names over without, 3 beams | "
                + $"{Quantile.Of(rows["pipeline, 3 beam, all"], 0.5) / Quantile.Of(rows["pipeline, 3 beam, all but names"], 0.5):F2} | "
                + $"- |\n"
        );
        page.Append(
            CultureInfo.InvariantCulture,
            $"| decoder step by IO binding over the same by values handed on | "
                + $"{Quantile.Of(rows["step, bound"], 0.5) / Quantile.Of(rows["step, values"], 0.5):F2} | - |\n"
        );
        var byName = processes
            .GroupBy(row => row.Name)
            .ToDictionary(
                group => group.Key,
                group =>
                    (
                        Milliseconds: Quantile.Of([.. group.Select(row => row.Milliseconds)], 0.5),
                        Peak: Quantile.Of([.. group.Select(row => row.PeakMiB)], 0.5)
                    )
            );
        if (byName.TryGetValue("ours, with quality and names", out var ours) && byName.TryGetValue("peer", out var theirs))
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"| process start to first caption, ours (with quality and names) over the peer's | "
                    + $"{ours.Milliseconds / theirs.Milliseconds:F2} | under 0.5 |\n| peak memory of that process, ours (three models) "
                    + $"over the peer's (one) | {ours.Peak / theirs.Peak:F2} | 0.33 |\n"
            );
            page.Append("\n## Whole processes, one picture\n| process | ms | peak MiB |\n|---|---|---|\n");
            foreach (var (name, value) in byName)
                page.Append(CultureInfo.InvariantCulture, $"| {name} | {value.Milliseconds:F0} | {value.Peak:F0} |\n");
            page.Append(CultureInfo.InvariantCulture, $"\nPeak of the peer after all pictures: {peerPeakMiB:F0} MiB.\n");
        }

        page.Append("\n## StageRunner, 3 beams\n| stage | median ms | p95 ms |\n|---|---|---|\n");
        foreach (var (name, times) in rows.Where(row => row.Key.StartsWith("stage", StringComparison.Ordinal)))
            page.Append(CultureInfo.InvariantCulture, $"| {name[6..]} | {Quantile.Of(times, 0.5):F1} | {Quantile.Of(times, 0.95):F1} |\n");
        File.WriteAllText(Path.Combine(Checkout.Root, "docs", "figures-speed.md"), page.ToString());
        Console.Write(page);
    }
}
