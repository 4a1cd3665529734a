namespace Serverless.Monitoring.Reports;

/// <summary>95 % intervals.</summary>
internal static class Interval
{
    private const double Z = 1.959964;

    /// <summary>Of a share (Wilson 1927).</summary>
    public static (double Low, double High) OfShare(long hits, long count)
    {
        var share = (double)hits / count;
        var middle = (share + (Z * Z / (2.0 * count))) / (1 + (Z * Z / count));
        var half = Z / (1 + (Z * Z / count)) * Math.Sqrt((share * (1 - share) / count) + (Z * Z / (4.0 * count * count)));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    /// <summary>Of a mean of values from 0 to 1.</summary>
    public static (double Low, double High) OfMean(double mean, double deviation, long count)
    {
        var half = Z * deviation / Math.Sqrt(count);
        return (Math.Max(0, mean - half), Math.Min(1, mean + half));
    }
}
