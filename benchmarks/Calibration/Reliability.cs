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
    private const int Bins = 10;

    public static Reliability Of(IReadOnlyList<Observation> observations, double[] scores)
    {
        var total = observations.Sum(one => one.Weight);
        var rate = observations.Sum(one => one.Weight * one.Right) / total;
        var brier = observations.Select((one, i) => one.Weight * Math.Pow(scores[i] - one.Right, 2)).Sum() / total;
        var plain = observations.Sum(one => one.Weight * Math.Pow(rate - one.Right, 2)) / total;
        var curve = Enumerable
            .Range(0, scores.Length)
            .GroupBy(i => Math.Min(Bins - 1, (int)(scores[i] * Bins)))
            .OrderBy(bin => bin.Key)
            .Select(bin =>
            {
                var weight = bin.Sum(i => observations[i].Weight);
                return (
                    bin.Sum(i => observations[i].Weight * scores[i]) / weight,
                    bin.Sum(i => observations[i].Weight * observations[i].Right) / weight,
                    weight / total
                );
            })
            .ToList();
        return new Reliability(brier, 1 - (brier / plain), curve.Sum(bin => Math.Abs(bin.Item1 - bin.Item2) * bin.Item3), curve);
    }
}
