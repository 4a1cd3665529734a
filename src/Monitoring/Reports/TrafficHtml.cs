using System.Globalization;
using System.Net;
using System.Text;
using static System.FormattableString;

namespace Serverless.Monitoring.Reports;

/// <summary>
/// A report as one HTML file: no network, no script; every plot has its numbers as a table beside it, which a screen reader reads out;
/// light and dark.
/// </summary>
public static class TrafficHtml
{
    /// <summary>Writes it.</summary>
    /// <param name="report">The report.</param>
    public static string Write(TrafficReport report)
    {
        var model = report.Model is { } one ? $"{one.Name} {one.Version}" : "no model";
        var html = new StringBuilder();
        html.Append(
            CultureInfo.InvariantCulture,
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Traffic of {Text(model)}: {Text(Spoken(report.Verdict))}</title>
            <style>
            {Style()}</style>
            </head>
            <body>
            <main>
            <h1>Traffic of {Text(model)}</h1>
            <div class="verdict {Text(report.Verdict)}"><strong>{Text(Spoken(report.Verdict))}</strong>
            {List(report.Why)}</div>
            <p class="small">Made {report.MadeAt:yyyy-MM-dd HH:mm} UTC. {Text(Against(report))}</p>

            """
        );
        if (report.Windows.Count > 0)
            html.Append(Windows(report));
        if (report.Statistics.Count > 0)
            html.Append(Statistics(report));
        if (report.Windows.Count > 0)
            html.Append(Health(report));
        if (report.Problems.Count > 0)
            html.Append($"<h2>Left out</h2>\n{List(report.Problems)}");
        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string Spoken(string verdict) => verdict.Replace('_', ' ');

    private static string Against(TrafficReport report)
    {
        var digest = report.Model is { } model ? $"Model {model.Digest}. " : "";
        return report.Reference is { } reference
            ? Invariant($"{digest}Held against {reference.Captions} usual captions: {reference.MadeBy}.")
            : $"{digest}Held against nothing: the model has no reference.";
    }

    private static string Windows(TrafficReport report)
    {
        var rows = report.Windows.Select(window =>
            Invariant(
                $"""
                <tr><th scope="row">{window.Start:yyyy-MM-dd HH:mm}</th><td class="number">{window.Captions}</td><td class="number">{window
                    .Verdicts.GetValueOrDefault("good")}</td><td class="number">{window.Verdicts.GetValueOrDefault("review")}</td>
                <td class="number">{window.Verdicts.GetValueOrDefault("refused")}</td><td class="number">{window.Failures}</td>
                <td class="number">{window.Score:0.000}</td><td>{Text(Spoken(window.State))}</td><td>{Moved(window)}</td></tr>
                """
            )
        );
        string[] heads = ["Begins (UTC)", "Captions", "Good", "Review", "Refused", "Failures", "Mean score", "State", "Moved"];
        return $"""
            <h2 id="windows">Windows</h2>
            {TrafficCharts.Verdicts(report.Windows)}
            {TrafficCharts.Scores(report.Windows)}
            <div class="scroll" role="region" aria-labelledby="windows" tabindex="0"><table>
            <thead><tr>{Heads(heads)}</tr></thead>
            <tbody>
            {string.Join('\n', rows)}
            </tbody></table></div>

            """;
    }

    private static string Moved(TrafficWindowSection window) =>
        window.Moved.Count == 0 ? "–" : $"<span class=\"moved\">{Text(Spoken(string.Join(", ", window.Moved)))}</span>";

    private static string Statistics(TrafficReport report)
    {
        var last = report.Windows.Last(window => window.State == JudgedWindow.Judged);
        var sorted = report.Statistics.OrderByDescending(one => one.IsAlarm).ThenByDescending(one => one.HasMoved);
        var cards = sorted.ThenByDescending(one => one.Stability).Select(Card);
        return Invariant(
            $"""
            <h2>What is usual, and the window of {last.Start:yyyy-MM-dd HH:mm}</h2>
            <p class="small">Grey bars are the reference, coloured ones the window. The stability index (PSI) says how far they are apart
            (from 0.1 on it matters), p how likely such a distance is by chance; an alarm is on where two of three windows moved.</p>
            <div class="grid">
            {string.Join('\n', cards)}
            </div>

            """
        );
    }

    private static string Card(TrafficStatisticSection one)
    {
        var state =
            one.IsAlarm ? "alarm"
            : one.HasMoved ? "moved"
            : "as usual";
        var rows = one.Groups.Select(group =>
            Invariant(
                $"""
                <tr><th scope="row">{Text(group.Label)}</th><td class="number">{100 * group.Reference:0.0}</td><td class="number">{100
                    * group.Window:0.0}</td></tr>
                """
            )
        );
        return Invariant(
            $"""
            <section aria-label="{Text(one.Title)}">
            <h3>{Text(one.Title)}: <span{(one.HasMoved || one.IsAlarm ? " class=\"moved\"" : "")}>{state}</span></h3>
            {TrafficCharts.Groups(one)}
            <p class="small">{(
                one.HasMoved || one.IsAlarm ? Text(one.Sentence) + ". " : ""
            )}PSI {one.Stability:0.000}, p {one.PValue:0.0000}</p>
            <details><summary>Numbers</summary><table><caption>Percent of captions</caption>
            <thead><tr>{Heads(["Value", "Usual", "Window"])}</tr></thead>
            <tbody>
            {string.Join('\n', rows)}
            </tbody></table></details>
            </section>
            """
        );
    }

    private static string Health(TrafficReport report)
    {
        var (health, accuracy) = (report.Health, report.Accuracy);
        List<(string Name, string Value)> rows =
        [
            ("Captions", Invariant($"{health.Captions}")),
            .. health.Failures.Select(one => ($"Failures: {one.Key}", Invariant($"{one.Value}"))),
            ("Time of half of the captions", Invariant($"{health.MedianMs:0} ms")),
            ("Time that 95 in 100 keep", Invariant($"{health.P95Ms:0} ms")),
            ("Different words, about", Invariant($"{health.DistinctWords}")),
        ];
        if (accuracy is not null)
        {
            rows.Add(
                ("Expected to be right, by the scores", Invariant($"{Percent(accuracy.Expected)} ({Range(accuracy.Low, accuracy.High)})"))
            );
            if (accuracy.AboveThreshold is { } above)
                rows.Add(("Expected to be right, by the reference's threshold", Percent(above)));
            if (accuracy.Reviews is { } said)
            {
                rows.Add(($"Right by {said.Captions} reviews", Invariant($"{Percent(said.Right)} ({Range(said.Low, said.High)})")));
                if (said is { Expected: { } expected, IsWithin: { } isWithin })
                    rows.Add(
                        ("The scores of the same captions", $"{Percent(expected)}, {(isWithin ? "which agrees" : "which does not agree")}")
                    );
            }
        }

        var lines = rows.Select(row => $"<tr><th scope=\"row\">{Text(row.Name)}</th><td class=\"number\">{Text(row.Value)}</td></tr>");
        return $"""
            <h2>Health and accuracy</h2>
            <table><tbody>
            {string.Join('\n', lines)}
            </tbody></table>

            """;
    }

    private static string Percent(double share) => Invariant($"{100 * share:0.0} %");

    private static string Range(double low, double high) => $"95 %: {Percent(low)} to {Percent(high)}";

    private static string Heads(IEnumerable<string> names) => string.Concat(names.Select(name => $"<th scope=\"col\">{Text(name)}</th>"));

    private static string List(IEnumerable<string> lines) =>
        $"<ul>\n{string.Concat(lines.Select(line => $"<li>{Text(line)}</li>\n"))}</ul>\n";

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Style()
    {
        using var stream = typeof(TrafficHtml).Assembly.GetManifestResourceStream("traffic.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
