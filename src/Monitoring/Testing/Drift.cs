namespace Serverless.Monitoring.Testing;

/// <summary>How far a distribution has moved from a reference.</summary>
public static class Drift
{
    private const double MinShare = 1e-4;

    /// <summary>Population stability index over shares: the sum of (a - e) ln(a / e), each share at least 1e-4.</summary>
    /// <param name="expected">Counts or shares of the reference.</param>
    /// <param name="actual">Counts or shares now, as many.</param>
    public static double Stability(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        var (expectedTotal, actualTotal, sum) = (Sum(expected), Sum(actual), 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (Math.Max(expected[i] / expectedTotal, MinShare), Math.Max(actual[i] / actualTotal, MinShare));
            sum += (a - e) * Math.Log(a / e);
        }

        return sum;
    }

    /// <summary>Jensen-Shannon divergence in nats (Lin 1991).</summary>
    /// <param name="one">Counts or shares.</param>
    /// <param name="other">As many.</param>
    /// <returns>0 to ln 2.</returns>
    public static double JensenShannon(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        var (oneTotal, otherTotal, sum) = (Sum(one), Sum(other), 0.0);
        for (var i = 0; i < one.Length; i++)
        {
            var (p, q) = (one[i] / oneTotal, other[i] / otherTotal);
            var middle = (p + q) / 2;
            sum += (Part(p, middle) + Part(q, middle)) / 2;
        }

        return sum;
    }

    private static double Part(double share, double middle) => share > 0 ? share * Math.Log(share / middle) : 0;

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum;
    }
}
