using System.Globalization;
using System.Net;
using System.Text;
using Serverless.Archives.Telling;

namespace Serverless.Archives.Reports;

/// <summary>The report over an archive: one file, no network, no script; headings, tables and pictures that a screen reader tells, light and dark.</summary>
internal static class HtmlReport
{
    private static readonly (string Verdict, string Title, string Say)[] Sections =
    [
        ("refused", "Without words: somebody must write them", "The model refused to describe these. They have no alt text anywhere."),
        ("review", "To review: the words may be wrong", "The lowest quality first."),
        ("failed", "Failed: the file must be mended or replaced", "These could not be read as pictures."),
        ("good", "Good, the least sure first", "A look at the border of what was taken as good."),
        ("decorative", "Decorative", "An empty alt text: a screen reader passes over them."),
    ];

    public static string Write(ReportCollector found, ReportData facts)
    {
        var page = new StringBuilder();
        var title = $"Alt text of {facts.Archive}{(facts.Share is null ? "" : $", share {facts.Share}")}";
        page.Append(
            CultureInfo.InvariantCulture,
            $"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n<title>{Text(title)}</title>\n<style>{ReportStyle.Css}</style>\n</head>\n<body>\n<main>\n<h1>{Text(title)}</h1>\n"
        );
        page.Append(
            CultureInfo.InvariantCulture,
            $"<p>Made {facts.MadeAt:yyyy-MM-dd HH:mm} UTC from the results stored with the pictures.{Runs(facts)}</p>\n"
        );
        Verdicts(page, found);
        page.Append(ReportCharts.Quality(found.Quality));
        page.Append(ReportCharts.Throughput(facts.Notes));
        Table(page, "codes", "Failures by code", "Code", found.Codes);
        Table(page, "reasons", "Why words were refused or are in doubt", "Reason", found.Reasons);
        foreach (var (verdict, heading, say) in Sections)
            Pictures(page, heading, say, found.First(verdict), found.Verdicts.GetValueOrDefault(verdict), facts);
        page.Append("</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    internal static string Text(string text) => WebUtility.HtmlEncode(text);

    internal static string Number(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Runs(ReportData facts)
    {
        if (facts.Notes.Count == 0)
            return "";
        var (worked, seconds) = (facts.Notes.Sum(note => note.Worked), facts.Notes.Sum(note => note.Seconds));
        var rate = seconds > 0 ? string.Create(CultureInfo.InvariantCulture, $", {worked / seconds:F1} a second and worker") : "";
        return Text(
            string.Create(
                CultureInfo.InvariantCulture,
                $" The last run, {facts.Notes[0].Run} with {facts.Notes[0].Model}, worked on {worked:N0} pictures in {facts.Notes.Count} share{(facts.Notes.Count == 1 ? "" : "s")}{rate}."
            )
        );
    }

    private static void Verdicts(StringBuilder page, ReportCollector found)
    {
        page.Append("<section aria-labelledby=\"verdicts\">\n<h2 id=\"verdicts\">Verdicts</h2>\n<ul class=\"tiles\">\n");
        foreach (
            var (verdict, say) in ((string, string)[])
                [
                    ("good", "good"),
                    ("review", "to review"),
                    ("refused", "refused"),
                    ("decorative", "decorative"),
                    ("failed", "failed"),
                    ("none", "without a result"),
                ]
        )
        {
            var count = found.Verdicts.GetValueOrDefault(verdict);
            if (count > 0 || verdict is "good" or "review" or "refused")
                page.Append(CultureInfo.InvariantCulture, $"<li class=\"{verdict}\"><strong>{Number(count)}</strong> {say}</li>\n");
        }

        page.Append(
            CultureInfo.InvariantCulture,
            $"</ul>\n<p>{Number(found.Listed)} pictures; {Number(found.ByPerson)} with words that a person wrote or accepted; {Number(found.Joined)} with the words of an equal picture.</p>\n</section>\n"
        );
    }

    private static void Table(StringBuilder page, string id, string title, string head, Dictionary<string, long> counts)
    {
        if (counts.Count == 0)
            return;
        page.Append(
            CultureInfo.InvariantCulture,
            $"<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n<table>\n<thead><tr><th scope=\"col\">{head}</th><th scope=\"col\" class=\"number\">Pictures</th></tr></thead>\n<tbody>\n"
        );
        foreach (var (name, count) in counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal))
            page.Append(
                CultureInfo.InvariantCulture,
                $"<tr><th scope=\"row\"><code>{Text(name)}</code></th><td class=\"number\">{Number(count)}</td></tr>\n"
            );
        page.Append("</tbody>\n</table>\n</section>\n");
    }

    private static void Pictures(
        StringBuilder page,
        string title,
        string say,
        IReadOnlyList<ExportRow> pictures,
        long all,
        ReportData facts
    )
    {
        if (pictures.Count == 0)
            return;
        var id = pictures[0].Verdict;
        var some = all > pictures.Count ? $" {Number(pictures.Count)} of {Number(all)} are shown." : "";
        page.Append(
            CultureInfo.InvariantCulture,
            $"<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title} ({Number(all)})</h2>\n<p>{say}{some}</p>\n<ul class=\"pictures\">\n"
        );
        foreach (var picture in pictures)
            Picture(page, picture, facts);
        page.Append("</ul>\n</section>\n");
    }

    private static void Picture(StringBuilder page, ExportRow picture, ReportData facts)
    {
        var latest = picture.Found!.Latest;
        page.Append("<li>");
        if (facts.Thumbnails.TryGetValue(picture.Picture.Key, out var small))
            page.Append(
                CultureInfo.InvariantCulture,
                $"<img src=\"data:image/jpeg;base64,{Convert.ToBase64String(small)}\" alt=\"{Text(picture.AltText is { Length: > 0 } words ? words : "No alt text was given.")}\">"
            );
        page.Append(CultureInfo.InvariantCulture, $"<div><p class=\"name\">{Text(picture.Picture.Name)}</p>");
        if (picture.AltText is { Length: > 0 } text)
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"words\">{Text(text)}</p>");
        if (latest.Caption is { } caption)
        {
            var quality = caption.Quality.Score is { } score ? string.Create(CultureInfo.InvariantCulture, $"quality {score:F2}") : "";
            var reasons = caption.Quality.Reasons.Count > 0 ? string.Join(", ", caption.Quality.Reasons).Replace('_', ' ') : "";
            page.Append(
                CultureInfo.InvariantCulture,
                $"<p class=\"small\">{Text(string.Join("; ", ((string[])[quality, reasons]).Where(part => part.Length > 0)))}</p>"
            );
        }

        if (latest.Error is { } error)
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"small\"><code>{Text(error.Code)}</code> {Text(error.Detail)}</p>");
        page.Append("</div></li>\n");
    }
}
