namespace Serverless.Benchmarks;

/// <summary>Quantiles by the nearest rank.</summary>
internal static class Quantile
{
    /// <param name="values">At least one.</param>
    /// <param name="fraction">0 to 1; 0.5 is the median.</param>
    public static double Of(IEnumerable<double> values, double fraction)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)Math.Ceiling(fraction * (sorted.Count - 1))];
    }
}
