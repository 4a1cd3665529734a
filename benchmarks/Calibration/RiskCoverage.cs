namespace Serverless.Benchmarks.Calibration;

/// <summary>What share is given words, and what share of those is wrong, at each threshold.</summary>
internal static class RiskCoverage
{
    /// <summary>From the surest on; one point an observation.</summary>
    public static List<(double Threshold, double Coverage, double Risk, int Given, int Wrong)> Curve(
        IReadOnlyList<Observation> observations,
        double[] scores
    )
    {
        var points = new List<(double, double, double, int, int)>();
        var (given, wrong) = (0, 0);
        foreach (var i in Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]))
        {
            given++;
            if (observations[i].Right < 0.5)
                wrong++;
            points.Add((scores[i], (double)given / scores.Length, (double)wrong / given, given, wrong));
        }

        return points;
    }

    /// <summary>
    /// The lowest threshold, in thousandths, at which every table keeps within a risk; a table with nothing above it counts as keeping it.
    /// </summary>
    public static double Threshold(double risk, params (IReadOnlyList<Observation> Observations, double[] Scores)[] tables) =>
        Enumerable
            .Range(0, 1001)
            .Select(thousandth => thousandth / 1000.0)
            .First(threshold =>
                Array.TrueForAll(
                    tables,
                    table => At(table.Observations, table.Scores, threshold) is var (given, wrong) && wrong <= risk * given
                )
            );

    public static (int Given, int Wrong) At(IReadOnlyList<Observation> observations, double[] scores, double threshold)
    {
        var given = Enumerable.Range(0, scores.Length).Where(i => scores[i] >= threshold).ToList();
        return (given.Count, given.Count(i => observations[i].Right < 0.5));
    }
}
