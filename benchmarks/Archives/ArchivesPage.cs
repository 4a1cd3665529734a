using System.Globalization;
using System.Text;

namespace Serverless.Benchmarks.Archives;

/// <summary>Writes docs/figures-archives.md.</summary>
internal static class ArchivesPage
{
    public static void Write(
        Dictionary<string, double> rates,
        List<(string Name, int Batch, double Rate)> floors,
        List<(int Count, (double Rate, double CpuSecondsAPicture) Found)> scaling,
        string machine,
        int pictures
    )
    {
        var page = new StringBuilder();
        void Line(FormattableString line) => page.Append(FormattableString.Invariant(line)).Append('\n');
        Line($"# Figures: archives");
        Line($"");
        page.Append(
                CultureInfo.InvariantCulture,
                $"Made by `make bench-archives`; do not edit. {machine}, as many batches at a time as there are processors. "
                    + $"{pictures} pictures of 224 x 224 in a folder; medians of three interleaved rounds. Read the ratios."
            )
            .Append('\n');
        Line($"");
        Line($"| what | pictures a second |");
        Line($"|---|---|");
        foreach (var (name, rate) in rates.OrderBy(row => row.Key, StringComparer.Ordinal))
            Line($"| {name} | {rate:F1} |");
        Line($"");
        page.Append(
                CultureInfo.InvariantCulture,
                $"*archive*: `caption archive` as a process, from files to results on the disk, without its start. *words*: "
                    + $"captioner alone; *all*: with the quality model and the recogniser, as it comes. *floor*: the same sessions on "
                    + $"ready tensors in the best batch and nothing else. *peer*: transformers.js in a loop over the same files: words "
                    + $"only, at one beam, for it has no search of several; the others take three."
            )
            .Append('\n');
        Line($"");
        Line($"| ratio | found | aim |");
        Line($"|---|---|---|");
        Line($"| archive over floor, words | {rates["archive, words"] / rates["floor, words"]:F2} | at least 0.90 |");
        Line($"| archive over floor, all | {rates["archive, all"] / rates["floor, all"]:F2} | at least 0.90 |");
        Line($"| archive (all) over floor (words) | {rates["archive, all"] / rates["floor, words"]:F2} | - |");
        Line($"| archive (words) over peer | {rates["archive, words"] / rates["peer, 1 beam"]:F2} | at least 2.5 |");
        Line($"| archive (all) over peer | {rates["archive, all"] / rates["peer, 1 beam"]:F2} | - |");
        Line($"");
        Line($"## Batches");
        Line($"Bare sessions, pictures a second.");
        Line($"");
        Line($"| pictures in a batch | words | all |");
        Line($"|---|---|---|");
        foreach (var size in floors.Select(row => row.Batch).Distinct())
            page.Append(
                    CultureInfo.InvariantCulture,
                    $"| {size} | {floors.First(row => row.Batch == size && row.Name == "words").Rate:F1} | "
                        + $"{floors.First(row => row.Batch == size && row.Name == "all").Rate:F1} |"
                )
                .Append('\n');
        Line($"");
        Line($"## Shares");
        Line($"Processes over one folder at the same time, each with a share and one batch at a time, starts included.");
        Line($"");
        Line($"| processes | pictures a second | over one process | processor milliseconds a picture |");
        Line($"|---|---|---|---|");
        foreach (var (count, found) in scaling)
            Line($"| {count} | {found.Rate:F1} | {found.Rate / scaling[0].Found.Rate:F2} | {found.CpuSecondsAPicture * 1_000:F1} |");
        File.WriteAllText(Path.Combine(Checkout.Root, "docs", "figures-archives.md"), page.ToString());
        Console.WriteLine(page);
    }
}
