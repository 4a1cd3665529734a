using System.Globalization;
using System.Text;
using Serverless.Benchmarks.Calibration;
using Serverless.Evaluation.Statistics;

namespace Serverless.Benchmarks.Figures;

/// <summary>Writes docs/figures-calibration.md and its plots; every plot has its table.</summary>
internal static class CalibrationFigures
{
    public static void Write(CalibrationResult result, ReadCalibrationResult read)
    {
        var docs = Path.Combine(Checkout.Root, "docs");
        Directory.CreateDirectory(Path.Combine(docs, "figures"));
        File.WriteAllText(
            Path.Combine(docs, "figures", "reliability.svg"),
            SvgPlot.Draw(
                "How often words are right at each score",
                "score",
                "right",
                [
                    .. result.Tables.Select(table =>
                        (
                            "table " + table.Name,
                            (IReadOnlyList<(double, double)>)[.. table.Rows[^1].Reliability.Curve.Select(bin => (bin.Score, bin.Right))]
                        )
                    ),
                ],
                hasDiagonal: true
            )
        );
        File.WriteAllText(
            Path.Combine(docs, "figures", "risk-coverage.svg"),
            SvgPlot.Draw(
                "Share of wrong words, from the surest on",
                "share of pictures given words",
                "wrong among those",
                [
                    .. result
                        .Tables.Skip(1)
                        .Select(table =>
                            (
                                "table " + table.Name,
                                (IReadOnlyList<(double, double)>)
                                    [.. table.Risk.Where((_, i) => i >= 4).Select(point => (point.Coverage, point.Risk))]
                            )
                        ),
                ],
                hasDiagonal: false
            )
        );
        File.WriteAllText(Path.Combine(docs, "figures-calibration.md"), Page(result, read));
    }

    private static string Page(CalibrationResult result, ReadCalibrationResult read)
    {
        var page = new StringBuilder(
            $"""
            # Figures: calibration

            Made by `{result.Command}` on {result.Date}; do not edit. Scores are fitted on other pictures than they are shown on (five
            folds by picture). The data are not part of the project.

            The quality score is a logistic curve over signals; one curve for our own captions (fitted on tables b and c together,
            weighing alike), one for given words (table a). Of the captioner's sentences for a picture the one with the best score is
            spoken, where it is better by {Number(
                result.Margin
            )} than the likeliest. `good` from {Number(
                result.Good
            )}: the lowest threshold at which at most one in ten of the sentences called good is wrong by table b and by table c.
            Sentences are refused below {Number(
                result.Speak
            )}, names and read text below {Number(
                result.Refuse
            )}, given words below {Number(
                result.RefuseGiven
            )}.

            """
        );
        Thresholds(page, result);
        page.Append(
            CultureInfo.InvariantCulture,
            $"\nOn flickr8k-dev the chosen sentences have BLEU-4 {Percent(result.Style.Chosen.Bleu)} and CIDEr-D "
                + $"{Number(result.Style.Chosen.Cider)}, the likeliest ones {Percent(result.Style.Likeliest.Bleu)} and "
                + $"{Number(result.Style.Likeliest.Cider)}.\n"
        );
        page.Append(
            "\n![Share of wrong words from the surest on](figures/risk-coverage.svg)\n\n| coverage | wrong, table b | wrong, "
                + "table c |\n|---|---|---|\n"
        );
        foreach (var coverage in (double[])[0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1])
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {Percent(coverage)} | {Percent(RiskAt(result.Tables[1], coverage))} | "
                    + $"{Percent(RiskAt(result.Tables[2], coverage))} |\n"
            );
        page.Append("\n![How often words are right at each score](figures/reliability.svg)\n");
        foreach (var table in result.Tables)
            Table(page, table);
        page.Append(
            CultureInfo.InvariantCulture,
            $"\n## Text that is read\nLines that may be said; right where at most one in twenty characters is wrong. Good from a score of "
                + $"{Number(read.Curve.Good)} on, and only where the words are all the text of a page and nothing else.\n\n| pages | "
                + $"lines | right | good | wrong of those | 95 % interval |\n|---|---|---|---|---|---|\n"
        );
        foreach (var row in read.Rows)
        {
            var (low, high) = WilsonInterval.Of(row.WrongOfGood, row.Good);
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Set} | {row.Lines} | {row.Right} | {row.Good} | {row.WrongOfGood} | {Percent(low)} to {Percent(high)} |\n"
            );
        }

        page.Append(
            "\n## Kinds of pictures\nOn generated pictures (`benchmarks/kinds/make.mjs` with seed 2; the thresholds were chosen "
                + "on seed 1) and on photographs (flickr8k-dev, coco-things). Real charts, pages and screens vary more than drawn "
                + "ones.\n\n| kind | pictures | recall | precision | called otherwise |\n|---|---|---|---|---|\n"
        );
        foreach (var row in result.Kinds)
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Kind} | {row.Pictures} | {Percent(row.Recall)} | "
                    + $"{(row.Precision is { } precision ? Percent(precision) : "-")} | {row.Confusions} |\n"
            );
        return page.ToString();
    }

    private static void Thresholds(StringBuilder page, CalibrationResult result)
    {
        page.Append("| table | words | given | wrong of those | 95 % interval |\n|---|---|---|---|---|\n");
        foreach (var row in result.Thresholds)
        {
            var (low, high) = WilsonInterval.Of(row.Wrong, row.Given);
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Table} | {row.Threshold} | {row.Given} of {row.Of} ({Percent((double)row.Given / row.Of)}) | "
                    + $"{row.Wrong} ({Percent(row.Given == 0 ? 0 : (double)row.Wrong / row.Given)}) | {Percent(low)} to "
                    + $"{Percent(high)} |\n"
            );
        }
    }

    private static void Table(StringBuilder page, CalibrationTable table)
    {
        page.Append(
            CultureInfo.InvariantCulture,
            $"\n## Table {table.Name}\n{char.ToUpperInvariant(table.What[0])}{table.What[1..]}: {table.Observations} of "
                + $"{table.Pictures} pictures.\n\n| signals | tau-b | AUC | Brier | Brier skill | calibration error |\n"
                + $"|---|---|---|---|---|---|\n"
        );
        foreach (var row in table.Rows)
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Signals} | {Percent(row.TauB)} | {Percent(row.Auc)} | {Number(row.Reliability.Brier)} | "
                    + $"{Number(row.Reliability.BrierSkill)} | {Number(row.Reliability.CalibrationError)} |\n"
            );
        page.Append("\n| mean score | right | share |\n|---|---|---|\n");
        foreach (var (score, right, share) in table.Rows[^1].Reliability.Curve)
            page.Append(CultureInfo.InvariantCulture, $"| {Number(score)} | {Number(right)} | {Percent(share)} |\n");
    }

    private static double RiskAt(CalibrationTable table, double coverage) =>
        table.Risk.First(point => point.Coverage >= coverage - 1e-9).Risk;

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
