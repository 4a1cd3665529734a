using Serverless.Evaluation.Statistics;

namespace Serverless.Trainer.Validation;

/// <summary>How good scores are, by judgments with weights.</summary>
/// <param name="Judgments">How many.</param>
/// <param name="Pictures">Of how many groups of pictures.</param>
/// <param name="TauB">Kendall's tau-b with the share of yes; null where one side is constant.</param>
/// <param name="Auc">Area under the ROC curve; null where a class is missing.</param>
/// <param name="LogLoss">Cross-entropy, nats.</param>
/// <param name="Brier">Weighted mean squared difference.</param>
/// <param name="BrierSkill">1 less that over the same of always saying the base rate; null where the base rate says all.</param>
/// <param name="CalibrationError">Over ten bins, weighted.</param>
/// <param name="RiskAt50">Share of wrong words among the surest half.</param>
/// <param name="RiskAt80">Among the surest 80 %.</param>
public sealed record ScoreFigures(
    int Judgments,
    int Pictures,
    double? TauB,
    double? Auc,
    double LogLoss,
    double Brier,
    double? BrierSkill,
    double CalibrationError,
    double RiskAt50,
    double RiskAt80
)
{
    private const int Bins = 10;
    private const double Nearly = 1e-6;

    internal static ScoreFigures Of(ScoredSet set)
    {
        var rate = set.Weights.Select((weight, i) => weight * set.Right[i]).Sum() / set.Weights.Sum();
        var plain = Mean(set, i => Math.Pow(rate - set.Right[i], 2));
        var brier = BrierOf(set);
        return new ScoreFigures(
            set.Scores.Count,
            set.Groups.Distinct(StringComparer.Ordinal).Count(),
            KendallTau.Of(set.Scores, set.Right)?.TauB,
            Classification.Auc([.. set.Right.Select(right => right > 0.5)], set.Scores),
            Mean(set, i => LogLossOf(set.Scores[i], set.Right[i])),
            brier,
            plain > 0 ? 1 - (brier / plain) : null,
            CalibrationErrorOf(set),
            RiskAt(set, 0.5),
            RiskAt(set, 0.8)
        );
    }

    internal static double BrierOf(ScoredSet set) => Mean(set, i => Math.Pow(set.Scores[i] - set.Right[i], 2));

    internal static double LogLossOf(double score, double right)
    {
        var inside = Math.Clamp(score, Nearly, 1 - Nearly);
        return -((right * Math.Log(inside)) + ((1 - right) * Math.Log(1 - inside)));
    }

    /// <summary>Mean score, mean truth and share of each of ten bins that holds anything.</summary>
    internal static IReadOnlyList<(double Score, double Right, double Share)> CurveOf(ScoredSet set)
    {
        var total = set.Weights.Sum();
        return
        [
            .. Enumerable
                .Range(0, set.Scores.Count)
                .GroupBy(i => Math.Min(Bins - 1, (int)(set.Scores[i] * Bins)))
                .OrderBy(bin => bin.Key)
                .Select(bin =>
                {
                    var weight = bin.Sum(i => set.Weights[i]);
                    return (
                        bin.Sum(i => set.Weights[i] * set.Scores[i]) / weight,
                        bin.Sum(i => set.Weights[i] * set.Right[i]) / weight,
                        weight / total
                    );
                }),
        ];
    }

    internal static double CalibrationErrorOf(ScoredSet set) => CurveOf(set).Sum(bin => Math.Abs(bin.Score - bin.Right) * bin.Share);

    /// <summary>Coverage and share of wrong words from the surest on, by weight.</summary>
    internal static IReadOnlyList<(double Coverage, double Risk)> RiskCurveOf(ScoredSet set)
    {
        var total = set.Weights.Sum();
        var (given, wrong) = (0.0, 0.0);
        var points = new List<(double, double)>();
        foreach (var i in Enumerable.Range(0, set.Scores.Count).OrderByDescending(i => set.Scores[i]))
        {
            given += set.Weights[i];
            wrong += set.Weights[i] * (1 - set.Right[i]);
            points.Add((given / total, wrong / given));
        }

        return points;
    }

    private static double RiskAt(ScoredSet set, double coverage) =>
        RiskCurveOf(set).First(point => point.Coverage >= coverage - 1e-9).Risk;

    private static double Mean(ScoredSet set, Func<int, double> of)
    {
        double sum = 0,
            total = 0;
        for (var i = 0; i < set.Scores.Count; i++)
        {
            sum += set.Weights[i] * of(i);
            total += set.Weights[i];
        }

        return sum / total;
    }
}

/// <summary>Scores beside what is right.</summary>
/// <param name="Scores">[n] 0 to 1.</param>
/// <param name="Right">[n] 0 to 1.</param>
/// <param name="Weights">[n] above 0.</param>
/// <param name="Groups">[n] of which picture, near ones taken together.</param>
internal sealed record ScoredSet(
    IReadOnlyList<double> Scores,
    IReadOnlyList<double> Right,
    IReadOnlyList<double> Weights,
    IReadOnlyList<string> Groups
);
