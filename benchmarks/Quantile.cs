namespace Serverless.Benchmarks;

/// <summary>Quantiles by the nearest rank.</summary>
internal static class Quantile
{
    /// <param name="values">At least one.</param>
    /// <param name="share">0 to 1; 0.5 is the median.</param>
    public static double Of(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)Math.Ceiling(share * (sorted.Count - 1))];
    }
}
