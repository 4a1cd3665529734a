using Serverless.Monitoring.Counting;
using Serverless.Monitoring.Reference;
using Serverless.Monitoring.Storing;
using Serverless.Monitoring.Testing;
using static System.FormattableString;
using Stats = Serverless.Monitoring.Counting.TrafficStatistics;

namespace Serverless.Monitoring.Reports;

/// <summary>Makes the report of judged windows.</summary>
/// <param name="question">What was asked.</param>
/// <param name="reference">What they were held against.</param>
/// <param name="windows">Of one model, in order of time.</param>
/// <param name="problems">What was left out.</param>
internal sealed class ReportBuilder(
    TrafficQuestion question,
    DriftReference? reference,
    IReadOnlyList<JudgedWindow> windows,
    IReadOnlyList<string> problems
)
{
    private readonly TrafficSketch _all = Merge(windows);

    /// <param name="others">Other models with traffic in the time.</param>
    /// <param name="reviews">What people said.</param>
    public TrafficReport Build(IReadOnlyList<TrafficModel> others, ReviewSection? reviews)
    {
        var last = windows.LastOrDefault(one => one.Shifts.Count > 0);
        var (verdict, why) = Judge(last, others);
        var model = windows.Count > 0 ? windows[^1].Window.Model : null;
        return new TrafficReport
        {
            Outcome = verdict,
            Verdict = TrafficVerdicts.NameOf(verdict),
            Why = why,
            MadeAt = question.Now.ToUniversalTime(),
            Model = model is null ? null : new TrafficModelSection(model.Name, model.Version, model.Digest),
            Reference = reference is null ? null : new TrafficReferenceSection(reference.MadeBy, reference.Sketch.Captions),
            Windows = [.. windows.Select(Section)],
            Statistics = last is null ? [] : [.. last.Shifts.Select(shift => Section(shift, last))],
            Health = Health(),
            Accuracy = Accuracy(reviews),
            Problems = problems,
        };
    }

    private (TrafficVerdict Verdict, IReadOnlyList<string> Why) Judge(JudgedWindow? last, IReadOnlyList<TrafficModel> others)
    {
        var stale = Stale();
        if (_all.IsEmpty)
        {
            var hours = Invariant($"{question.Span.TotalHours:0.#}");
            var elsewhere = others.Select(model => $"there is some of {model.Name} {model.Version} ({model.Digest})");
            return (TrafficVerdict.Empty, [$"there is no traffic of this model in the last {hours} hours", .. elsewhere]);
        }

        if (last is { Alarms.Count: > 0 })
        {
            var moved = last.Shifts.Where(shift => last.Alarms.Contains(shift.Name)).Select(shift => shift.Sentence).Distinct();
            return (TrafficVerdict.Drift, [.. moved, .. stale]);
        }

        if (stale.Count > 0)
            return (TrafficVerdict.Stale, stale);
        if (reference is null)
            return (TrafficVerdict.NoReference, ["the model has no drift reference: caption monitor reference makes one"]);
        if (last is not null)
            return (TrafficVerdict.Steady, [Invariant($"nothing has moved in {windows.Count(one => one.Shifts.Count > 0)} windows")]);
        var most = windows.Max(one => one.Window.Sketch.Captions + one.Window.Sketch.Failures);
        var open = windows.All(one => one.State == JudgedWindow.Open) ? "; the only window is still open" : "";
        return (TrafficVerdict.TooFew, [Invariant($"no closed window has {question.MinCaptions} pictures, the most is {most}{open}")]);
    }

    private List<string> Stale()
    {
        if (question.ModelMadeAt is not { } made || question.MaxAgeDays is not { } max)
            return [];
        var age = (question.Now - made).TotalDays;
        return age > max ? [Invariant($"the model is {age:0} days old; its policy wants one of at most {max} days")] : [];
    }

    private static TrafficWindowSection Section(JudgedWindow judged)
    {
        var (window, sketch) = (judged.Window, judged.Window.Sketch);
        var score = sketch.Number(Stats.Score);
        return new TrafficWindowSection(
            window.Start,
            (int)window.Length.TotalSeconds,
            sketch.Captions,
            sketch.Failures,
            sketch.Category(Stats.Verdict),
            sketch.Category(Stats.Kind),
            score.Count > 0 ? Rounded(score.Mean) : null,
            judged.State,
            [.. judged.Shifts.Where(shift => shift.HasMoved).Select(shift => shift.Name)],
            [.. judged.Alarms.Order(StringComparer.Ordinal)]
        );
    }

    private static TrafficStatisticSection Section(Shift shift, JudgedWindow last) =>
        new(
            shift.Name,
            shift.Title,
            Rounded(shift.Stability),
            Rounded(shift.Distance),
            Rounded(shift.PValue, 5),
            shift.HasMoved,
            last.Alarms.Contains(shift.Name),
            shift.Sentence,
            [
                .. shift.Groups.Labels.Select(
                    (label, i) =>
                        new TrafficGroupSection(
                            label,
                            Rounded(shift.Groups.Reference[i] / shift.Groups.ReferenceTotal),
                            Rounded(shift.Groups.Window[i] / shift.Groups.WindowTotal)
                        )
                ),
            ]
        );

    private TrafficHealthSection Health()
    {
        var latency = _all.Number(Stats.Latency);
        return new TrafficHealthSection(
            _all.Captions,
            new SortedDictionary<string, long>(
                _all.Category(Stats.Outcome).Where(one => one.Key != Stats.Captioned).ToDictionary(one => one.Key, one => one.Value),
                StringComparer.Ordinal
            ),
            Milliseconds(0.5),
            Milliseconds(0.95),
            (long)Math.Round(_all.Vocabulary.Distinct)
        );

        double? Milliseconds(double share) => latency.Count > 0 ? Rounded(Math.Pow(10, latency.Quantile(share)), 1) : null;
    }

    private TrafficAccuracySection? Accuracy(ReviewSection? reviews)
    {
        var score = _all.Number(Stats.Score);
        if (score.Count == 0)
            return null;
        var (low, high) = Interval.OfMean(score.Mean, score.Deviation, score.Count);
        var usual = reference?.Sketch.Number(Stats.Score);
        double? above = usual is { Count: > 0 } ? Rounded(score.ShareFrom(usual.Quantile(1 - usual.Mean))) : null;
        return new TrafficAccuracySection(Rounded(score.Mean), Rounded(low), Rounded(high), above, reviews);
    }

    private static double Rounded(double value, int digits = 4) => Math.Round(value, digits);

    private static TrafficSketch Merge(IReadOnlyList<JudgedWindow> windows)
    {
        var all = new TrafficSketch();
        foreach (var one in windows)
            all.Merge(one.Window.Sketch);
        return all;
    }
}
