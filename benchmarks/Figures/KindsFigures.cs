using System.Globalization;
using System.Text;
using Serverless.Benchmarks.Calibration;
using Serverless.Core.Quality;
using Serverless.Evaluation.Statistics;

namespace Serverless.Benchmarks.Figures;

/// <summary>Writes docs/figures-kinds.md.</summary>
internal static class KindsFigures
{
    private static readonly string Columns =
        "| pictures | of them | score alone reaches good: right, partly, wrong | good: "
        + "right, partly, wrong, neither | review: right, partly, wrong, neither | refused |";

    public static void Write(KindsResult result, string madeBy)
    {
        var page = new StringBuilder(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                # Figures: what `good` is worth by kind of picture

                Made by {madeBy}; do not edit. The data are not part of the project: 93 real icons, drawings, charts, screenshots, pages,
                diagrams and photographs listed by eye (`graphics`), and photographs (coco-things,
                flickr8k-dev, judgments). Captions of `graphics` are held against the list with a closed world: every word that is no
                filler is a claim. On coco-things the rule of things decides, on flickr8k-dev agreement with
                the references, both as in [figures-calibration.md](figures-calibration.md) and [figures-names.md](figures-names.md);
                "neither" is what a rule does not decide, and a medium alone where it is too little.

                ## Called good
                Before the rule, a sentence was good where its score alone reaches the threshold; now only on what surely is a photograph.
                Names of things ("a camel") count under good, not under the score alone. Curves and
                thresholds were fitted on the photographs of coco-things and flickr8k-dev too; nothing was fitted on `graphics`.

                {Columns}
                |---|---|---|---|---|---|

                """
            )
        );
        foreach (var row in result.Groups)
            Row(page, row);
        Row(
            page,
            Sum("all that is no photograph", [.. result.Groups.Take(result.Groups.Count - 2).Where(row => row.Group != "photograph")])
        );

        page.Append(
            CultureInfo.InvariantCulture,
            $"\n## Taken for a photograph\nA photograph taken for a graphic loses its words; one that is in doubt keeps them, to "
                + $"be reviewed. A graphic taken surely for a photograph could get good words that are wrong.\n\n| set | pictures | "
                + $"taken for a graphic | in doubt | surely a photograph | by thresholds alone |\n|---|---|---|---|---|---|\n"
        );
        foreach (var row in result.Taken)
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Set} | {row.Pictures} | {Of(row.Pictures - row.Photographs, row.Pictures)} | "
                    + $"{Of(row.Photographs - row.SurePhotographs, row.Pictures)} | {Of(row.SurePhotographs, row.Pictures)} | "
                    + $"{row.SurePhotographsByThresholds} |\n"
            );

        page.Append(
            "\n## A medium alone\nOn `graphics`, its photographs among them; a medium's score is this share, and it is to be "
                + "reviewed in any case.\n\n| said | pictures | right | 95 % interval | what the others are |\n|---|---|---|---|---|\n"
        );
        foreach (var row in result.Media)
        {
            var (low, high) = WilsonInterval.Of(row.Right, row.Called);
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {new PictureCategory(row.Kind, false, false).Medium} | {row.Called} | {Of(row.Right, row.Called)} | "
                    + $"{Percent(low)} to {Percent(high)} | {row.Wrong} |\n"
            );
        }

        Confusion(page, result.Confusion);
        File.WriteAllText(Path.Combine(Checkout.Root, "docs", "figures-kinds.md"), page.ToString());
        Console.WriteLine(page);
    }

    private static void Confusion(StringBuilder page, IReadOnlyList<ConfusionRow> rows)
    {
        var names = Enum.GetNames<PictureKind>().Select(name => name.ToLowerInvariant()).ToList();
        page.Append(
            "\n## Kinds\nOn `graphics`, which nothing was learned from. Right is what is listed for a picture: a drawing for an icon "
                + "too, a chart for a diagram too, a photographed page as either. Before: by thresholds on statistics and the sentence "
                + "alone, which know no icon and no diagram, and serve still where the vision model is another.\n\n| what it is | "
                + $"pictures | right | by its very name | right before | {string.Join(" | ", names)} |\n|---|"
                + $"{string.Concat(Enumerable.Repeat("---|", names.Count + 4))}\n"
        );
        foreach (var row in rows.Append(SumOf(rows)))
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Group} | {row.Called.Sum()} | {row.Right} | {row.Exact} | {row.RightByThresholds} | "
                    + $"{string.Join(" | ", row.Called)} |\n"
            );
    }

    private static ConfusionRow SumOf(IReadOnlyList<ConfusionRow> rows) =>
        new(
            "all",
            [.. Enumerable.Range(0, rows[0].Called.Count).Select(i => rows.Sum(row => row.Called[i]))],
            rows.Sum(row => row.Right),
            rows.Sum(row => row.Exact),
            rows.Sum(row => row.RightByThresholds)
        );

    private static void Row(StringBuilder page, GroupRow row) =>
        page.Append(
            CultureInfo.InvariantCulture,
            $"| {row.Group} | {row.Pictures} | {row.Alone.Right}, {row.Alone.Partly}, {row.Alone.Wrong} | {Words(row.Good)} | "
                + $"{Words(row.Review)} | {row.Refused} |\n"
        );

    private static GroupRow Sum(string name, List<GroupRow> rows)
    {
        ClaimTally Add(Func<GroupRow, ClaimTally> of) =>
            rows.Select(of)
                .Aggregate(
                    (one, other) =>
                        new ClaimTally(
                            one.Right + other.Right,
                            one.Partly + other.Partly,
                            one.Wrong + other.Wrong,
                            one.Neither + other.Neither
                        )
                );
        return new GroupRow(
            name,
            rows.Sum(row => row.Pictures),
            Add(row => row.Alone),
            Add(row => row.Good),
            Add(row => row.Review),
            rows.Sum(row => row.Refused)
        );
    }

    private static string Words(ClaimTally tally) => $"{tally.Right}, {tally.Partly}, {tally.Wrong}, {tally.Neither}";

    private static string Of(int count, int of) => of == 0 ? "0" : $"{count} ({Percent((double)count / of)})";

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
