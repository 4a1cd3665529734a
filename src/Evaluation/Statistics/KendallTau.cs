using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Serverless.Evaluation.Statistics;

/// <summary>
/// Kendall's tau (1938) in its forms b and c, with SciPy's choice of p-value: exact without ties up to 33 values, else the normal
/// approximation.
/// </summary>
public static class KendallTau
{
    private const int MaxExactCount = 33;

    /// <summary>Compares two rankings.</summary>
    /// <param name="x">Values.</param>
    /// <param name="y">As many.</param>
    /// <returns>Tau-b, tau-c and the p-value they share; null where a ranking is constant.</returns>
    public static Agreement? Of(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var count = x.Count;
        long total = (long)count * (count - 1) / 2,
            tiedX = Ties(x).Pairs,
            tiedY = Ties(y).Pairs;
        if (tiedX == total || tiedY == total)
            return null;
        long tiedBoth = Enumerable.Range(0, count).GroupBy(i => (x[i], y[i])).Sum(group => (long)group.Count() * (group.Count() - 1) / 2);
        var discordant = Discordant(x, y);
        var concordantLess = total - tiedX - tiedY + tiedBoth - (2 * discordant);
        var classes = Math.Min(x.Distinct().Count(), y.Distinct().Count());
        var tauB = concordantLess / Math.Sqrt(total - tiedX) / Math.Sqrt(total - tiedY);
        var tauC = 2 * concordantLess / ((double)count * count * (classes - 1) / classes);
        var isExact = tiedX == 0 && tiedY == 0 && (count <= MaxExactCount || Math.Min(discordant, total - discordant) <= 1);
        return new Agreement(
            Math.Clamp(tauB, -1, 1),
            tauC,
            isExact ? Exact(count, Math.Min(discordant, total - discordant)) : Asymptotic(count, concordantLess, Ties(x), Ties(y))
        );
    }

    /// <summary>
    /// Pairs that the rankings order differently: inversions of y once sorted by x, counted while merging (Knight 1966).
    /// </summary>
    private static long Discordant(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var values = Enumerable.Range(0, x.Count).OrderBy(i => x[i]).ThenBy(i => y[i]).Select(i => y[i]).ToArray();
        return Merge(values, new double[values.Length], 0, values.Length);
    }

    private static long Merge(double[] values, double[] scratch, int start, int end)
    {
        if (end - start < 2)
            return 0;
        var middle = (start + end) / 2;
        var inversions = Merge(values, scratch, start, middle) + Merge(values, scratch, middle, end);
        for (int left = start, right = middle, at = start; at < end; at++)
        {
            var takesRight = left == middle || (right < end && values[right] < values[left]);
            if (takesRight)
                inversions += middle - left;
            scratch[at] = takesRight ? values[right++] : values[left++];
        }

        Array.Copy(scratch, start, values, start, end - start);
        return inversions;
    }

    /// <summary>Pairs, triples and weighted pairs among equal values.</summary>
    private static (long Pairs, double Triples, double Weighted) Ties(IReadOnlyList<double> values)
    {
        var runs = values.GroupBy(value => value).Select(group => (double)group.Count()).Where(size => size > 1).ToList();
        return (
            (long)runs.Sum(size => size * (size - 1) / 2),
            runs.Sum(size => size * (size - 1) * (size - 2)),
            runs.Sum(size => size * (size - 1) * ((2 * size) + 5))
        );
    }

    private static double Asymptotic(
        int count,
        long difference,
        (long Pairs, double Triples, double Weighted) x,
        (long Pairs, double Triples, double Weighted) y
    )
    {
        double n = count,
            pairs = n * (n - 1);
        var variance =
            (((pairs * ((2 * n) + 5)) - x.Weighted - y.Weighted) / 18)
            + (2.0 * x.Pairs * y.Pairs / pairs)
            + (count > 2 ? x.Triples * y.Triples / (9 * pairs * (n - 2)) : 0);
        return 2 * Normal.CDF(0, 1, -Math.Abs(difference) / Math.Sqrt(variance));
    }

    /// <summary>Counts permutations with at most so many inversions (Kendall 1970).</summary>
    private static double Exact(int count, long inversions)
    {
        if (count <= 2)
            return 1;
        if (4 * inversions == (long)count * (count - 1))
            return 1;
        var ways = new double[inversions + 1];
        ways[0] = 1;
        if (inversions > 0)
            ways[1] = 1;
        for (var size = 3; size <= count; size++)
        {
            var next = new double[ways.Length];
            var window = 0.0;
            for (var i = 0; i < ways.Length; i++)
            {
                window += ways[i] - (i >= size ? ways[i - size] : 0);
                next[i] = window;
            }

            ways = next;
        }

        return Math.Clamp(2 * ways.Sum() / SpecialFunctions.Factorial(count), 0, 1);
    }
}

/// <summary>How far two rankings agree.</summary>
/// <param name="TauB">-1 to 1.</param>
/// <param name="TauC">-1 to 1, for tables that are not square.</param>
/// <param name="PValue">Two-sided, of no association.</param>
public sealed record Agreement(double TauB, double TauC, double PValue);
