using System.Globalization;
using System.Text;
using Serverless.Benchmarks.Names;
using Serverless.Evaluation.Statistics;

namespace Serverless.Benchmarks.Figures;

/// <summary>Writes docs/figures-names.md and its plot.</summary>
internal static class NamesFigures
{
    private const int Bins = 5;

    public static void Write(NamesResult result, IReadOnlyList<CoverageRow> coverage, string madeBy)
    {
        var docs = Path.Combine(Checkout.Root, "docs");
        var curves = result.Tables.Select(table => (table.DataSet, Curve: Reliability(table))).ToList();
        File.WriteAllText(
            Path.Combine(docs, "figures", "names.svg"),
            SvgPlot.Draw(
                "How often names are right at each score",
                "score",
                "right",
                [
                    .. curves.Select(pair =>
                        (pair.DataSet, (IReadOnlyList<(double, double)>)[.. pair.Curve.Select(bin => (bin.Score, bin.Right))])
                    ),
                ],
                hasDiagonal: true
            )
        );
        var page = new StringBuilder(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                # Figures: names of things

                Made by `{madeBy}; do not edit. The data are not part of the project. Scores are fitted on other pictures than they are
                shown on (five folds by picture).
                A name is right on flickr8k-dev where one of the five references names the thing, something that is one, or a kind above it
                (a proxy: what is there but untold counts as wrong); on coco-things by the rule of things, which for many true names
                (a minivan for a car, a tram for a bus) says neither. Temperature {result.Temperature:0.00}; up to three things are said
                from a probability of {result.Things:0.00} on, below it, from even odds on, the likeliest alone and behind "probably";
                good from a score of {result.Good:0.000}: the lowest at which at most one in ten good names is wrong on both.

                ## Names alone
                On photographs whose sentence is refused: only there a name is said.

                | photographs | data set | get a name | good | wrong of those | 95 % interval |
                |---|---|---|---|---|---|

                """
            )
        );
        foreach (var table in result.Tables)
        {
            var (low, high) = WilsonInterval.Of(table.Good.Wrong, table.Good.Given);
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {table.Photographs} | {table.DataSet} | {table.Said.Count} | {table.Good.Given} | {table.Good.Wrong} | "
                    + $"{100 * low:0.0} % to {100 * high:0.0} % |\n"
            );
        }

        page.Append(
            "\n![How often names are right at each score](figures/names.svg)\n\n| data set | mean score | right | names |\n"
                + "|---|---|---|---|\n"
        );
        foreach (var (dataSet, curve) in curves)
        {
            foreach (var (score, right, count) in curve)
                page.Append(CultureInfo.InvariantCulture, $"| {dataSet} | {score:0.000} | {right:0.000} | {count} |\n");
        }

        page.Append(
            "\n## The whole pipeline with and without them\nDefaults throughout. Sentences on flickr8k-dev by agreement with "
                + "the references. Unlike the tables above, curves and thresholds were fitted on these pictures too (a dozen "
                + "numbers).\n\n| data set | recogniser | good: right, wrong, neither | review: right, wrong, neither | refused | "
                + "names |\n|---|---|---|---|---|---|\n"
        );
        foreach (var row in coverage.OrderBy(row => row.DataSet, StringComparer.Ordinal))
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {row.DataSet} | {row.Recogniser} | {Words(row.Good)} | {Words(row.Review)} | "
                    + $"{row.Pictures - Count(row.Good) - Count(row.Review)} of {row.Pictures} | {row.Names} |\n"
            );
        File.WriteAllText(Path.Combine(docs, "figures-names.md"), page.ToString());
        Console.WriteLine(page);
    }

    private static List<(double Score, double Right, int Count)> Reliability(NamesTable table) =>
        [
            .. table
                .Said.OrderBy(one => one.Score)
                .Select((one, i) => (one, Bin: i * Bins / table.Said.Count))
                .GroupBy(pair => pair.Bin)
                .Select(bin => (bin.Average(pair => pair.one.Score), bin.Average(pair => pair.one.Name.Right), bin.Count())),
        ];

    private static string Words(Tally tally) => $"{tally.Right}, {tally.Wrong}, {tally.Neither}";

    private static int Count(Tally tally) => tally.Right + tally.Wrong + tally.Neither;
}
