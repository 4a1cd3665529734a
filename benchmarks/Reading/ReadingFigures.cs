using System.Globalization;
using System.Text;
using Serverless.Core.Reading;

namespace Serverless.Benchmarks.Reading;

/// <summary>Writes docs/figures-reading.md.</summary>
internal static class ReadingFigures
{
    private static readonly double[] Confidences = [ReadingLimits.MinConfidence, 0.9, 0.95, 0.98, 1.01];

    public static void Write(ReadingResult result, string machine, string? peer)
    {
        var page = new StringBuilder(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                # Figures: text read in pictures

                Made by `make bench-reading` on {DateTime.UtcNow:yyyy-MM-dd}; do not edit. {machine}. Beside it: {peer
                    ?? "tesseract is not installed, so its column is empty"}, as it comes, on the same files.
                Wrong characters are those put in, left out or exchanged (Levenshtein), by the characters that stand there; white space
                counts as one space. The order of reading counts: a line in a wrong place is wrong twice.

                ## Drawn pages
                Made by `tools/make-reading-pages.py`; what stands on them is known. A line is given from a confidence of
                {ReadingLimits.MinConfidence} on and may stand in an alt text from {ReadingLimits.MinSpokenConfidence} on.

                | pages | how many | characters | wrong | tesseract | ms a page, median |
                |---|---|---|---|---|---|

                """
            )
        );
        var readable = result.Pages.Where(one => one.Right.Length > 0).ToList();
        foreach (var group in readable.GroupBy(one => one.Group))
            page.Append(PagesRow(group.Key, [.. group]));
        page.Append(PagesRow("all", readable)).Append('\n');
        foreach (var group in result.Pages.Where(one => one.Right.Length == 0).GroupBy(one => one.Group))
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"Group `{group.Key}` (nothing to be read): {group.Count()} pages, "
                    + $"{group.Sum(one => one.Read.Text?.Lines.Count ?? 0)} lines given, "
                    + $"{group.Sum(one => one.Read.Text?.Unread ?? 0)} found and said to be unread.\n"
            );
        }

        page.Append(ByConfidence(readable)).Append(Graphics(result)).Append(Gate(result)).Append(Cost(result));
        File.WriteAllText(Path.Combine(Checkout.Root, "docs", "figures-reading.md"), page.ToString());
        Console.WriteLine(page);
    }

    private static string PagesRow(string name, List<PageRow> pages)
    {
        var characters = pages.Sum(one => one.Right.Length);
        var peer = pages.Any(one => one.PeerErrors is null) ? "" : Percent(pages.Sum(one => one.PeerErrors!.Value), characters);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {pages.Count} | {characters} | {Percent(pages.Sum(one => one.Errors), characters)} | {peer} | "
                + $"{Median(pages.Select(one => one.Read.Milliseconds)):0} |\n"
        );
    }

    private static string ByConfidence(List<PageRow> pages)
    {
        var table = new StringBuilder(
            """

            ## By confidence
            Lines of those pages, each against the place of its page where it fits best.

            | confidence | lines | characters wrong |
            |---|---|---|

            """
        );
        var lines = pages.SelectMany(one => one.Read.Text?.Lines.Select(line => (one.Right, Line: line)) ?? []).ToList();
        foreach (var (from, to) in Confidences.Zip(Confidences.Skip(1)))
        {
            var bin = lines.Where(line => line.Line.Confidence >= from && line.Line.Confidence < to).ToList();
            var errors = bin.Sum(line => TextErrors.OfPart(line.Line.Text, line.Right));
            var characters = bin.Sum(line => line.Line.Text.Length);
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {from:0.00} to {Math.Min(1, to):0.00} | {bin.Count} | {Percent(errors, characters)} |\n"
            );
        }

        return table.ToString();
    }

    private static string Graphics(ReadingResult result)
    {
        if (result.Graphics.Count == 0)
            return "\n## Real pages\nThe data are not here.\n";
        var table = new StringBuilder(
            """

            ## Real pages
            The pages of text among `graphics` (at most 640 pixels on a side): the first 80 characters, against the best beginning of what
            was read. Pages that a person cannot read whole are left out of the sum.

            | page | characters | wrong | tesseract |
            |---|---|---|---|

            """
        );
        foreach (var row in result.Graphics)
        {
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {row.File}{(row.IsReadable ? "" : " (blurred)")} | {row.Right.Length} | {Percent(row.Errors, row.Right.Length)} | "
                    + $"{(row.PeerErrors is { } errors ? Percent(errors, row.Right.Length) : "")} |\n"
            );
        }

        var readable = result.Graphics.Where(row => row.IsReadable).ToList();
        var characters = readable.Sum(row => row.Right.Length);
        var peer = readable.Any(row => row.PeerErrors is null) ? "" : Percent(readable.Sum(row => row.PeerErrors!.Value), characters);
        return table
            .Append(
                CultureInfo.InvariantCulture,
                $"| all | {characters} | {Percent(readable.Sum(row => row.Errors), characters)} | {peer} |\n"
            )
            .ToString();
    }

    private static string Gate(ReadingResult result)
    {
        var table = new StringBuilder(
            """

            ## The gate
            What the statistics call a graphic is searched whole at once; the rest is searched small first, and whole where letters of at
            least 3 % of the height are found. The time is all that reading adds.

            | pictures | how many | searched small | searched whole | with lines | ms without text, median | ms searched whole, median |
            |---|---|---|---|---|---|---|

            """
        );
        foreach (var set in result.Gate.GroupBy(one => one.Set, one => one.Read))
        {
            var whole = set.Where(one => one.Text is not null).ToList();
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {set.Key} | {set.Count()} | {set.Count(one => one.IsSmallSearch)} | {whole.Count} | "
                    + $"{whole.Count(one => one.Text!.Lines.Count > 0)} | "
                    + $"{Median(set.Where(one => one.Text is not { Lines.Count: > 0 }).Select(one => one.Milliseconds)):0} | "
                    + $"{Median(whole.Select(one => one.Milliseconds)):0} |\n"
            );
        }

        return table.ToString();
    }

    private static string Cost(ReadingResult result)
    {
        var lines = result.Pages.Where(one => one.Read.Text is { Lines.Count: > 3 }).ToList();
        var perLine = lines.Select(one => one.Read.Milliseconds / one.Read.Text!.Lines.Count);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""

            ## Cost
            Loading both graphs takes {result.LoadMilliseconds:0} ms and, with a first run, {result.LoadedBytes / 1e6:0} MB; reading all of
            the above peaks at {result.PeakBytes / 1e6:0} MB more than before. A line of a page takes {Median(perLine):0} ms, its share of
            the search included.

            """
        );
    }

    private static string Percent(int errors, int characters) =>
        characters == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * errors / characters:0.0} %");

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[sorted.Count / 2];
    }
}
