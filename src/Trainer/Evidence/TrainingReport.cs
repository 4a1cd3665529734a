using System.Globalization;
using System.Net;
using System.Text;
using Serverless.Core.Quality;
using Serverless.Trainer.Heads;
using Serverless.Trainer.Signals;
using Serverless.Trainer.Validation;

namespace Serverless.Trainer.Evidence;

/// <summary>The report of a run for people: one page without scripts, readable in light and dark.</summary>
internal sealed class TrainingReport
{
    private const double Full = 100;

    private readonly StringBuilder _html = new();
    private readonly TrainingOutcome _outcome;

    private TrainingReport(TrainingOutcome outcome) => _outcome = outcome;

    /// <param name="outcome">What the run came to.</param>
    /// <param name="data">Its data, for the plots.</param>
    /// <param name="champion">The parent's numbers.</param>
    /// <param name="candidate">The candidate's.</param>
    public static string Html(TrainingOutcome outcome, TrainingData data, ModelHeads champion, ModelHeads candidate)
    {
        var report = new TrainingReport(outcome);
        report.Head();
        report.Gates();
        foreach (var words in Enum.GetValues<JudgedWords>())
            report.Plots(words, [.. data.Held.Where(one => one.Words == words)], champion.Curves(words), candidate.Curves(words));
        report.Heads();
        report.Steps();
        return report._html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private void Head()
    {
        var card = _outcome.Evaluation;
        using var stream = typeof(TrainingReport).Assembly.GetManifestResourceStream("report.css")!;
        using var style = new StreamReader(stream);
        Add(
            $"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + $"<title>{Text(card.Name)} {Text(card.Version)}</title>\n"
        );
        Add(
            $"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + $"<style>\n{style.ReadToEnd()}</style>\n</head>\n<body>\n"
        );
        Add($"<main>\n<h1>{Text(card.Name)} {Text(card.Version)}</h1>\n");
        var verdict = _outcome.IsPassed
            ? "<span class=\"passed\">Every gate let it pass.</span>"
            : $"<span class=\"closed\">No candidate.</span> {Text(card.Gate.WhyClosed())}";
        Add($"<p class=\"verdict\">{verdict}</p>\n<div class=\"scroll\"><table>\n<caption class=\"few\">Made from</caption>\n");
        Row("parent", $"{Text(card.Parent.Name)} {Text(card.Parent.Version)} <code>{Text(card.Parent.Digest)}</code>");
        Row("data", $"<code>{Text(card.Snapshot)}</code>");
        Row("program", Text(card.Code));
        Row("learned from", $"{card.Data.TrainJudgments} judgments of {card.Data.TrainPictures} pictures");
        Row("judged on", $"{card.Data.HeldJudgments} judgments of {card.Data.HeldPictures} other pictures");
        foreach (var left in card.Data.LeftOut)
            Row("left out", Text(left));
        if (_outcome.Package is { } package)
            Row("package", $"<code>{Text(package.Package.Digest)}</code>");
        Add("</table></div>\n");
    }

    private void Gates()
    {
        Add(
            "<h2>Gates</h2>\n<div class=\"scroll\"><table>\n<tr><th scope=\"col\">gate</th>"
                + "<th scope=\"col\">says</th><th scope=\"col\">why</th></tr>\n"
        );
        foreach (var gate in _outcome.Evaluation.Gate.Gates)
        {
            var style = gate.State switch
            {
                GateState.Passed => "passed",
                GateState.Closed => "closed",
                _ => "few",
            };
            var says = ModelCardText.NameOf(gate.State);
            Add($"<tr><th scope=\"row\"><code>{gate.Name}</code></th><td class=\"{style}\">{says}</td><td>{Text(gate.Why)}</td></tr>\n");
        }

        Add("</table></div>\n");
    }

    private void Plots(
        JudgedWords words,
        IReadOnlyList<Example> held,
        IReadOnlyList<ScoreCurve> champion,
        IReadOnlyList<ScoreCurve> candidate
    )
    {
        var title = words.Title();
        var slices = _outcome.Evaluation.Gate.Slices.Where(slice => slice.Words == words.Name()).ToList();
        if (held.Count == 0 || slices.Count == 0)
            return;
        var (old, now) = new JudgedPair(held, champion, candidate, rounds: 1).Sets();
        Add($"<h2>{title}, on pictures that were held out</h2>\n<p class=\"key\"><span class=\"old\"></span>the parent<span></span>");
        Add("the candidate</p>\n<div class=\"plots\">\n");
        List<(double, double)> Bins(ScoredSet set) => [.. ScoreFigures.CurveOf(set).Select(bin => (bin.Score, bin.Right))];
        var reliability = LinePlot.Draw(
            $"{title}: how often words are right at each score",
            "score",
            "right",
            [("champion", Bins(old)), ("candidate", Bins(now))],
            hasDiagonal: true
        );
        Add($"<figure>{reliability}<figcaption>Reliability: how often words are right at each score.</figcaption></figure>\n");
        List<(double, double)> Risks(ScoredSet set) =>
            [.. ScoreFigures.RiskCurveOf(set).Where(point => point.Coverage >= 0.02).Select(point => (point.Coverage, point.Risk))];
        var risk = LinePlot.Draw(
            $"{title}: share of wrong words from the surest on",
            "coverage",
            "wrong",
            [("champion", Risks(old)), ("candidate", Risks(now))],
            hasDiagonal: false
        );
        Add($"<figure>{risk}<figcaption>Risk and coverage: share of wrong words from the surest on.</figcaption></figure>\n</div>\n");
        SliceTable(slices);
    }

    private void SliceTable(List<SliceFigures> slices)
    {
        Add("<div class=\"scroll\"><table>\n<tr><th scope=\"col\">slice</th><th scope=\"col\" class=\"n\">judgments</th>");
        Add("<th scope=\"col\" class=\"n\">pictures</th><th scope=\"col\">Brier score, parent over candidate (lower is better)</th>");
        Add("<th scope=\"col\" class=\"n\">AUC</th><th scope=\"col\" class=\"n\">calibration error</th>");
        Add("<th scope=\"col\" class=\"n\">wrong at 50 %</th><th scope=\"col\" class=\"n\">wrong at 80 %</th></tr>\n");
        foreach (var slice in slices)
        {
            Add($"<tr><th scope=\"row\">{slice.Slice}</th><td class=\"n\">{slice.Judgments}</td><td class=\"n\">{slice.Pictures}</td>");
            if (slice is not { Champion: { } old, Candidate: { } now })
            {
                Add("<td colspan=\"5\" class=\"few\">too few to tell</td></tr>\n");
                continue;
            }

            Add(
                $"<td><span class=\"bar old\" style=\"width:{Wide(old.Brier)}%\"></span>"
                    + $"<span class=\"bar\" style=\"width:{Wide(now.Brier)}%\">"
            );
            Add($"</span>{Number(old.Brier)} → {Number(now.Brier)}</td>");
            foreach (
                var of in (Func<ScoreFigures, double?>[])
                    [one => one.Auc, one => one.CalibrationError, one => one.RiskAt50, one => one.RiskAt80]
            )
                Add($"<td class=\"n\">{Number(of(old))} → {Number(of(now))}</td>");
            Add("</tr>\n");
        }

        Add("</table></div>\n");
    }

    private void Heads()
    {
        Add(
            "<h2>Heads that were tried</h2>\n<p>By five picture-disjoint folds over what was learned from.</p>\n"
                + "<div class=\"scroll\"><table>\n"
        );
        Add("<tr><th scope=\"col\">words</th><th scope=\"col\">head</th><th scope=\"col\" class=\"n\">log loss</th><th scope=\"col\" ");
        Add(
            "class=\"n\">Brier skill</th><th scope=\"col\" class=\"n\">AUC</th><th scope=\"col\" class=\"n\">calibration error</th></tr>\n"
        );
        foreach (var head in _outcome.Evaluation.Heads)
        {
            if (head.Why is { } why)
                Add($"<tr><td>{head.Words}</td><td>the parent's</td><td colspan=\"4\" class=\"few\">{Text(why)}</td></tr>\n");
            foreach (var one in head.Tried)
            {
                var name = one.Name == head.Chosen ? $"<strong>{Text(one.Name)}</strong>, chosen" : Text(one.Name);
                var f = one.Figures;
                Add(
                    $"<tr><td>{head.Words}</td><td>{name}</td><td class=\"n\">{Number(f.LogLoss)}</td>"
                        + $"<td class=\"n\">{Number(f.BrierSkill)}</td>"
                );
                Add($"<td class=\"n\">{Number(f.Auc)}</td><td class=\"n\">{Number(f.CalibrationError)}</td></tr>\n");
            }
        }

        Add("</table></div>\n");
        Good("Words are", _outcome.Evaluation.Good);
        Good("Names that are certain are", _outcome.Evaluation.GoodNames);
    }

    private void Good(string words, GoodCard? good)
    {
        if (good is null)
            return;
        Add($"<p>{words} good from {Number(good.Threshold)} on, the parent's from {Number(good.Before)}.");
        if (good.Given > 0)
            Add($" By folds {good.Wrong} of {good.Given} good ones are wrong, {Number(good.Low)} to {Number(good.High)} at 95 %.");
        Add("</p>\n");
    }

    private void Steps()
    {
        Add("<h2>Steps</h2>\n<div class=\"scroll\"><table>\n");
        foreach (var step in _outcome.Steps)
            Row(step.Name, $"{step.Seconds.ToString("0.0", CultureInfo.InvariantCulture)} s: {Text(step.Figures)}");
        Add("</table></div>\n");
    }

    private void Row(string name, string html) => Add($"<tr><th scope=\"row\">{name}</th><td>{html}</td></tr>\n");

    private void Add(string html) => _html.Append(html);

    private static string Wide(double share) => Math.Min(Full, Full * share / 0.3).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Number(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
