namespace Serverless.Evaluation.Statistics;

/// <summary>The 95 % interval of a share by its score (Wilson 1927).</summary>
public static class WilsonInterval
{
    private const double Z = 1.959964;

    /// <param name="count">How many.</param>
    /// <param name="of">Of how many; the interval of nothing is all.</param>
    /// <returns>Within 0 to 1.</returns>
    public static (double Low, double High) Of(int count, int of)
    {
        if (of == 0)
            return (0, 1);
        double share = (double)count / of,
            spread = Z * Z / of;
        var middle = (share + (spread / 2)) / (1 + spread);
        var half = Z * Math.Sqrt((share * (1 - share) / of) + (spread / (4 * of))) / (1 + spread);
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
