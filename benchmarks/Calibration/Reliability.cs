using Serverless.Trainer.Validation;

namespace Serverless.Benchmarks.Calibration;

/// <summary>How far scores can be read as probabilities, with weights.</summary>
/// <param name="Brier">Weighted mean squared difference of score and truth.</param>
/// <param name="BrierSkill">1 less that over the same of always saying the base rate; above 0 is better than that.</param>
/// <param name="CalibrationError">Over ten bins, weighted.</param>
/// <param name="Curve">Mean score, mean truth and share of each bin that holds anything.</param>
internal sealed record Reliability(
    double Brier,
    double BrierSkill,
    double CalibrationError,
    IReadOnlyList<(double Score, double Right, double Share)> Curve
)
{
    public static Reliability Of(IReadOnlyList<Observation> observations, double[] scores)
    {
        var set = new ScoredSet(
            scores,
            [.. observations.Select(one => one.Right)],
            [.. observations.Select(one => one.Weight)],
            [.. observations.Select(one => one.Picture)]
        );
        var figures = ScoreFigures.Of(set);
        return new Reliability(figures.Brier, figures.BrierSkill ?? double.NaN, figures.CalibrationError, ScoreFigures.CurveOf(set));
    }
}
