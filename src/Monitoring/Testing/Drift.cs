namespace Serverless.Evaluation.Statistics;

/// <summary>How far a distribution has moved from a reference.</summary>
public static class Drift
{
    private const double MinShare = 1e-4;

    /// <summary>Population stability index over shares: the sum of (a - e) ln(a / e), each share at least 1e-4.</summary>
    /// <param name="expected">Counts or shares of the reference.</param>
    /// <param name="actual">Counts or shares now, as many.</param>
    public static double Stability(IReadOnlyList<double> expected, IReadOnlyList<double> actual)
    {
        var (expectedTotal, actualTotal) = (expected.Sum(), actual.Sum());
        return expected
            .Zip(actual, (e, a) => (Math.Max(e / expectedTotal, MinShare), Math.Max(a / actualTotal, MinShare)))
            .Sum(share => (share.Item2 - share.Item1) * Math.Log(share.Item2 / share.Item1));
    }

    /// <summary>The distinct deciles of a sample, by linear interpolation.</summary>
    /// <param name="sample">At least one value.</param>
    /// <returns>Up to nine edges, rising.</returns>
    public static double[] Deciles(IReadOnlyList<double> sample)
    {
        var sorted = sample.Order().ToArray();
        return
        [
            .. Enumerable
                .Range(1, 9)
                .Select(decile =>
                {
                    var position = decile / 10.0 * (sorted.Length - 1);
                    var (low, part) = ((int)Math.Floor(position), position - Math.Floor(position));
                    return low + 1 < sorted.Length ? sorted[low] + (part * (sorted[low + 1] - sorted[low])) : sorted[low];
                })
                .Distinct(),
        ];
    }

    /// <summary>Counts a sample between edges; a value equal to an edge belongs to the bin above.</summary>
    /// <param name="sample">Values.</param>
    /// <param name="edges">Rising.</param>
    /// <returns>[edges + 1] counts.</returns>
    public static double[] Count(IReadOnlyList<double> sample, double[] edges)
    {
        var counts = new double[edges.Length + 1];
        foreach (var value in sample)
            counts[edges.Count(edge => edge <= value)]++;
        return counts;
    }

    /// <summary>Jensen-Shannon divergence in nats (Lin 1991).</summary>
    /// <param name="one">Counts or shares.</param>
    /// <param name="other">As many.</param>
    /// <returns>0 to ln 2.</returns>
    public static double JensenShannon(IReadOnlyList<double> one, IReadOnlyList<double> other)
    {
        var (oneTotal, otherTotal) = (one.Sum(), other.Sum());
        return one.Zip(other, (p, q) => (p / oneTotal, q / otherTotal))
            .Sum(share =>
            {
                var middle = (share.Item1 + share.Item2) / 2;
                return (Part(share.Item1, middle) + Part(share.Item2, middle)) / 2;
            });
    }

    private static double Part(double share, double middle) => share > 0 ? share * Math.Log(share / middle) : 0;
}
