using System.Globalization;
using System.Text;

namespace Serverless.Benchmarks.Forms;

/// <summary>Writes docs/figures-forms.md.</summary>
internal static class VariantsPage
{
    public static void Write(List<VariantMeasure> rows, List<double> bleu4, string machine)
    {
        var page = new StringBuilder(
            $"# Figures: forms of the embedded models\n\nMade by `make forms`; do not edit. {machine}. {rows[0].Lines.Count} "
                + $"pictures a row, 3 beams, with quality; {rows[0].PeakMiB.Count} interleaved rounds, each in a process of its own.\n\n"
        );
        page.Append(
            "| form | graphs MiB | load ms | median ms | p95 ms | peak MiB | BLEU-4 | other captions on an older processor | "
                + "largest score difference there |\n|---|---|---|---|---|---|---|---|---|\n"
        );
        foreach (var (row, bleu) in rows.Zip(bleu4))
        {
            List<double> times = [.. row.Lines.Values.Select(line => line.Milliseconds)];
            var elsewhere = row.OtherMachine is { } found
                ? string.Create(CultureInfo.InvariantCulture, $"{found.OtherCaptions} of {found.Pictures} | {found.ScoreDifference:F4}")
                : "not told | not told";
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Variant.Name} | {row.PackageMiB:F1} | {Quantile.Of(row.LoadMilliseconds, 0.5):F0} | "
                    + $"{Quantile.Of(times, 0.5):F1} | {Quantile.Of(times, 0.95):F1} | {Quantile.Of(row.PeakMiB, 0.5):F0} | {bleu:F2} "
                    + $"| {elsewhere} |\n"
            );
        }

        page.Append(
            """

            *Graphs* is what a package carries; widened graphs are made from them by the build. The *older processor* is Haswell (AVX2,
            no AVX-512 and no VNNI), emulated by qemu.

            **Chosen: float16-stored, merged, widened by the build.** The int8 forms are smaller and faster, but their products saturate
            on processors without VNNI: the same picture gets another score on another machine
            of the same cloud, and thresholds fitted on one would not hold on the other. The float32 answers agree on both. Of the
            float32 forms the merged one runs alike, is smaller, starts faster and takes less memory
            (docs/decisions/0021-one-vision-graph.md). Two threads were no faster than
            one, and take the processor from the next picture.

            """
        );
        File.WriteAllText(Path.Combine(Checkout.Root, "docs", "figures-forms.md"), page.ToString());
        Console.WriteLine(page);
    }
}
