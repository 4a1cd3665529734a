namespace Serverless.Evaluation.Statistics;

/// <summary>The two-sample Kolmogorov-Smirnov test.</summary>
public static class KolmogorovSmirnov
{
    /// <summary>Compares two samples.</summary>
    /// <param name="one">Values.</param>
    /// <param name="other">Values.</param>
    /// <returns>The largest difference of the distributions, its exact p-value, and the one by the one-sample distribution at the
    /// effective size.</returns>
    public static DistributionTest Test(IReadOnlyList<double> one, IReadOnlyList<double> other)
    {
        double[] x = [.. one.Order()],
            y = [.. other.Order()];
        long n = x.Length,
            m = y.Length,
            largest = 0;
        for (long i = 0, j = 0; i < n && j < m; )
        {
            var value = Math.Min(x[i], y[j]);
            while (i < n && x[i] <= value)
                i++;
            while (j < m && y[j] <= value)
                j++;
            largest = Math.Max(largest, Math.Abs((i * m) - (j * n)));
        }

        var distance = (double)largest / (n * m);
        return new DistributionTest(
            distance,
            Exact((int)n, (int)m, largest),
            OneSample((int)Math.Round((double)n * m / (n + m), MidpointRounding.ToEven), distance)
        );
    }

    /// <summary>
    /// The chance that a random path from (0, 0) to (n, m) reaches a difference of this size: summed over the paths that do, so that tiny
    /// values keep their digits (Hodges 1958).
    /// </summary>
    private static double Exact(int n, int m, long largest)
    {
        if (largest == 0)
            return 1;

        // reached[j] and not[j]: chance that a path to (i, j) has or has not reached the difference; a path to (i, j) comes from the left
        // with chance i / (i + j).
        double[] reached = new double[m + 1],
            not = new double[m + 1];
        for (var i = 0; i <= n; i++)
        {
            for (var j = 0; j <= m; j++)
            {
                var (fromLeft, fromBelow) = i + j == 0 ? (0.0, 0.0) : ((double)i / (i + j), (double)j / (i + j));
                var hit = (i > 0 ? fromLeft * reached[j] : 0) + (j > 0 ? fromBelow * reached[j - 1] : 0);
                var miss = i + j == 0 ? 1 : (i > 0 ? fromLeft * not[j] : 0) + (j > 0 ? fromBelow * not[j - 1] : 0);
                var isReached = Math.Abs(((long)i * m) - ((long)j * n)) >= largest;
                (reached[j], not[j]) = isReached ? (hit + miss, 0) : (hit, miss);
            }
        }

        return Math.Clamp(reached[m], 0, 1);
    }

    /// <summary>One minus the distribution of the one-sample statistic (Marsaglia, Tsang and Wang 2003).</summary>
    private static double OneSample(int count, double distance)
    {
        var place = (int)(count * distance) + 1;
        var size = (2 * place) - 1;
        var rest = place - (count * distance);
        var matrix = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(size, size, (row, column) => row - column + 1 < 0 ? 0 : 1);
        for (var i = 0; i < size; i++)
        {
            matrix[i, 0] -= Math.Pow(rest, i + 1);
            matrix[size - 1, i] -= Math.Pow(rest, size - i);
        }

        matrix[size - 1, 0] += (2 * rest) - 1 > 0 ? Math.Pow((2 * rest) - 1, size) : 0;
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                if (row - column + 1 > 0)
                    matrix[row, column] /= MathNet.Numerics.SpecialFunctions.Factorial(row - column + 1);
            }
        }

        // The power grows like exp(count) while count! / count^count shrinks: both in step.
        var product = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(size, i => i == place - 1 ? 1 : 0);
        for (var i = 1; i <= count; i++)
            product = matrix * product * ((double)i / count);
        return Math.Clamp(1 - product[place - 1], 0, 1);
    }
}

/// <summary>Whether two samples come from one distribution.</summary>
/// <param name="Distance">The largest difference of the empirical distributions.</param>
/// <param name="ExactPValue">By counting paths.</param>
/// <param name="AsymptoticPValue">By the one-sample distribution at the effective size n m / (n + m).</param>
public sealed record DistributionTest(double Distance, double ExactPValue, double AsymptoticPValue);
