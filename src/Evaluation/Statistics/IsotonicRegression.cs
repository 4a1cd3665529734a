namespace Serverless.Evaluation.Statistics;

/// <summary>The rising curve of least squares (pool adjacent violators, Ayer et al. 1955); equal x are averaged by weight first.</summary>
public sealed class IsotonicRegression
{
    private IsotonicRegression(double[] x, double[] y)
    {
        X = x;
        Y = y;
    }

    /// <summary>Distinct values, rising.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>The curve there, never falling.</summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary>Fits.</summary>
    /// <param name="x">Values, in any order.</param>
    /// <param name="y">As many.</param>
    /// <param name="weights">As many, positive.</param>
    public static IsotonicRegression Fit(IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<double> weights)
    {
        var points = Enumerable
            .Range(0, x.Count)
            .GroupBy(i => x[i])
            .OrderBy(group => group.Key)
            .Select(group =>
                (X: group.Key, Weight: group.Sum(i => weights[i]), Y: group.Sum(i => weights[i] * y[i]) / group.Sum(i => weights[i]))
            )
            .ToList();
        var blocks = new List<(double Y, double Weight, int Count)>();
        foreach (var point in points)
        {
            blocks.Add((point.Y, point.Weight, 1));
            while (blocks.Count > 1 && blocks[^2].Y >= blocks[^1].Y)
            {
                var (left, right) = (blocks[^2], blocks[^1]);
                var weight = left.Weight + right.Weight;
                blocks.RemoveAt(blocks.Count - 1);
                blocks[^1] = (((left.Y * left.Weight) + (right.Y * right.Weight)) / weight, weight, left.Count + right.Count);
            }
        }

        return new IsotonicRegression(
            [.. points.Select(point => point.X)],
            [.. blocks.SelectMany(block => Enumerable.Repeat(block.Y, block.Count))]
        );
    }

    /// <summary>Reads the curve: linear between the points, constant outside.</summary>
    /// <param name="x">Where.</param>
    public double Predict(double x)
    {
        if (x <= X[0])
            return Y[0];
        if (x >= X[^1])
            return Y[^1];
        var at = Array.BinarySearch((double[])X, x);
        if (at >= 0)
            return Y[at];
        var right = ~at;
        var part = (x - X[right - 1]) / (X[right] - X[right - 1]);
        return Y[right - 1] + (part * (Y[right] - Y[right - 1]));
    }
}
