using System.Globalization;
using Serverless.Archives.Export;
using Serverless.Core.Quality;
using Serverless.Results.Documents;

namespace Serverless.Archives.Reports;

/// <summary>
/// The report over an archive: one file, no network, no script; headings, tables and pictures that a screen reader reads out, light and
/// dark.
/// </summary>
internal static class HtmlReport
{
    private static readonly (string Verdict, string Label)[] Tiles =
    [
        ("good", "good"),
        ("review", "to review"),
        ("refused", "refused"),
        ("decorative", "decorative"),
        ("failed", "failed"),
        ("none", "without a result"),
    ];

    private static readonly (string Verdict, string Title, string Lead)[] Sections =
    [
        ("refused", "Without words: somebody must write them", "The model refused to describe these. They have no alt text anywhere."),
        ("review", "To review: the words may be wrong", "The lowest quality first."),
        ("failed", "Failed: the file must be mended or replaced", "These could not be read as pictures."),
        ("good", "Good, the least sure first", "A look at the border of what was taken as good."),
        ("decorative", "Decorative", "An empty alt text: a screen reader passes over them."),
    ];

    public static string Write(ReportCollector found, ReportData data)
    {
        string[] sections =
        [
            Verdicts(found),
            ReportCharts.Quality(found.Quality),
            ReportCharts.Throughput(data.Notes),
            Table("codes", "Failures by code", "Code", found.Codes),
            Table("reasons", "Why words were refused or are in doubt", "Reason", found.Reasons),
            .. Sections.Select(section => Pictures(section.Title, section.Lead, section.Verdict, found, data)),
        ];
        return HtmlTemplate.Fill(
                "page",
                ("title", $"Alt text of {data.Archive}{(data.Share is null ? "" : $", share {data.Share}")}"),
                ("style", HtmlTemplate.Style),
                ("made", data.MadeAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
                ("run", Run(data)),
                ("sections", string.Join('\n', sections.Where(section => section.Length > 0)))
            ) + "\n";
    }

    internal static string Number(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Run(ReportData data)
    {
        if (data.Notes is not [var first, ..])
            return "";
        var (worked, seconds) = (data.Notes.Sum(note => note.Worked), data.Notes.Sum(note => note.Seconds));
        var rate = seconds > 0 ? FormattableString.Invariant($", {worked / seconds:F1} a second and worker") : "";
        var shares = FormattableString.Invariant($"{data.Notes.Count} share{(data.Notes.Count == 1 ? "" : "s")}");
        return $" The last run, {first.Run} with {first.Model}, worked on {Number(worked)} pictures in {shares}{rate}.";
    }

    private static string Verdicts(ReportCollector found)
    {
        var tiles = Tiles
            .Select(tile => (tile.Verdict, tile.Label, Count: found.Verdicts.GetValueOrDefault(tile.Verdict)))
            .Where(tile => tile.Count > 0 || tile.Verdict is "good" or "review" or "refused")
            .Select(tile => HtmlTemplate.Fill("tile", ("verdict", tile.Verdict), ("count", Number(tile.Count)), ("label", tile.Label)));
        return HtmlTemplate.Fill(
            "verdicts",
            ("tiles", string.Join('\n', tiles)),
            ("listed", Number(found.Listed)),
            ("person", Number(found.ByPerson)),
            ("joined", Number(found.Joined))
        );
    }

    private static string Table(string id, string title, string head, Dictionary<string, long> counts)
    {
        if (counts.Count == 0)
            return "";
        var rows = counts
            .OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => HtmlTemplate.Fill("row", ("name", pair.Key), ("count", Number(pair.Value))));
        return HtmlTemplate.Fill("table", ("id", id), ("title", title), ("head", head), ("rows", string.Join('\n', rows)));
    }

    private static string Pictures(string title, string lead, string verdict, ReportCollector found, ReportData data)
    {
        var pictures = found.First(verdict);
        if (pictures.Count == 0)
            return "";
        var all = found.Verdicts.GetValueOrDefault(verdict);
        var part = all > pictures.Count ? $" {Number(pictures.Count)} of {Number(all)} are shown." : "";
        return HtmlTemplate.Fill(
            "pictures",
            ("id", verdict),
            ("title", title),
            ("all", Number(all)),
            ("lead", lead + part),
            ("items", string.Join('\n', pictures.Select(picture => Picture(picture, data))))
        );
    }

    private static string Picture(ExportRow picture, ReportData data)
    {
        var altText = picture.AltText is { Length: > 0 } text ? text : null;
        return HtmlTemplate.Fill(
            "picture",
            ("image", data.Thumbnails.TryGetValue(picture.Picture.Key, out var small) ? Image(small, altText) : ""),
            ("name", picture.Picture.Name),
            ("text", altText is null ? "" : HtmlTemplate.Fill("text", ("text", altText))),
            ("long", picture.LongDescription is { } more ? Long(more) : ""),
            ("read", picture.Found!.Latest.Caption is { Text: { } read, Kind: var kind } ? Read(read, kind) : ""),
            ("quality", Quality(picture)),
            ("error", Error(picture))
        );
    }

    private static string Long(string description) =>
        HtmlTemplate.Fill("long", ("paragraphs", Lines("paragraph", description.Split('\n'), null)));

    /// <summary>The text that was read, as it is written in the picture: escaped, in its own language and direction.</summary>
    private static string Read(TextDocument read, string kind)
    {
        if (read.Lines.Count == 0 && (read.Unread == 0 || kind != DocumentWriter.NameOf(PictureKind.Text)))
            return "";
        var unread = read.Unread > 0 ? $" {Number(read.Unread)} more places look like text and could not be read." : "";
        var note = (read.Complete ? "" : " There is more text than was read.") + unread;
        return HtmlTemplate.Fill(
            "read",
            ("count", Number(read.Lines.Count)),
            ("lines", Lines("line", read.Lines.Select(line => line.Text), read.Language)),
            ("note", note.Trim())
        );
    }

    private static string Lines(string part, IEnumerable<string> lines, string? language) =>
        string.Concat(
            lines.Select(line =>
                HtmlTemplate.Fill(
                    part,
                    ("language", language is null ? "" : HtmlTemplate.Fill("language", ("language", language))),
                    ("text", line)
                )
            )
        );

    private static string Image(byte[] jpeg, string? altText) =>
        HtmlTemplate.Fill("image", ("data", Convert.ToBase64String(jpeg)), ("alt", altText ?? "No alt text was given."));

    private static string Quality(ExportRow picture)
    {
        if (picture.Found!.Latest.Caption is not { Quality: var quality })
            return "";
        var score = quality.Score is { } value ? FormattableString.Invariant($"quality {value:F2}") : "";
        var reasons = string.Join(", ", quality.Reasons).Replace('_', ' ');
        return HtmlTemplate.Fill("quality", ("quality", string.Join("; ", ((string[])[score, reasons]).Where(part => part.Length > 0))));
    }

    private static string Error(ExportRow picture) =>
        picture.Found!.Latest.Error is { } error ? HtmlTemplate.Fill("error", ("code", error.Code), ("detail", error.Detail)) : "";
}
