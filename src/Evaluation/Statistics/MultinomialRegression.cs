namespace Serverless.Evaluation.Statistics;

/// <summary>
/// Weighted multinomial logistic regression with a ridge on the slopes, by L-BFGS (Nocedal and Wright 2006, algorithm 7.5): the
/// probability of class k is softmax(intercept k + slopes k · x).
/// </summary>
/// <param name="Intercepts">[classes], not ridged.</param>
/// <param name="Slopes">[classes][signals].</param>
public sealed record MultinomialRegression(double[] Intercepts, double[][] Slopes)
{
    private const int Memory = 12,
        MaxRounds = 250,
        MaxHalvings = 40;

    private const double Tolerance = 1e-5,
        Decrease = 1e-4;

    /// <summary>Fits.</summary>
    /// <param name="rows">[n] signals, all of one length, standardised.</param>
    /// <param name="classes">[n] from 0 to <paramref name="count"/> - 1.</param>
    /// <param name="weights">[n] positive.</param>
    /// <param name="count">How many classes.</param>
    /// <param name="ridge">Penalty on half the squared slopes, relative to the sum of weights.</param>
    public static MultinomialRegression Fit(
        IReadOnlyList<double[]> rows,
        IReadOnlyList<int> classes,
        IReadOnlyList<double> weights,
        int count,
        double ridge
    )
    {
        var problem = new Problem(rows, classes, weights, count, ridge);
        var point = new double[count * problem.Width];
        var (value, gradient) = problem.Evaluate(point);
        var steps = new List<(double[] Step, double[] Change, double Scale)>();
        for (var round = 0; round < MaxRounds && Math.Sqrt(Dot(gradient, gradient)) > Tolerance; round++)
        {
            var direction = Direction(gradient, steps);
            var slope = Dot(direction, gradient);
            if (slope >= 0)
            {
                steps.Clear();
                direction = Array.ConvertAll(gradient, entry => -entry);
                slope = Dot(direction, gradient);
            }

            var length = round == 0 ? 1 / Math.Sqrt(-slope) : 1;
            double[] next = [];
            double nextValue = 0;
            double[] nextGradient = [];
            for (var halving = 0; halving < MaxHalvings; halving++, length /= 2)
            {
                next = [.. point.Zip(direction, (at, step) => at + (length * step))];
                (nextValue, nextGradient) = problem.Evaluate(next);
                if (nextValue <= value + (Decrease * length * slope))
                    break;
            }

            if (nextValue >= value)
                break; // no further down within the precision of a double
            double[] moved = [.. next.Zip(point, (there, here) => there - here)];
            double[] changed = [.. nextGradient.Zip(gradient, (there, here) => there - here)];
            if (Dot(moved, changed) is > 0 and var curvature)
                steps.Add((moved, changed, 1 / curvature));
            if (steps.Count > Memory)
                steps.RemoveAt(0);
            (point, value, gradient) = (next, nextValue, nextGradient);
        }

        return new MultinomialRegression(
            [.. Enumerable.Range(0, count).Select(k => point[k * problem.Width])],
            [.. Enumerable.Range(0, count).Select(k => point[((k * problem.Width) + 1)..((k + 1) * problem.Width)])]
        );
    }

    /// <summary>The probabilities of all classes.</summary>
    /// <param name="row">Signals.</param>
    public double[] Predict(double[] row)
    {
        var logits = new double[Intercepts.Length];
        for (var k = 0; k < logits.Length; k++)
            logits[k] = Intercepts[k] + Dot(Slopes[k], row);
        return Softmax(logits);
    }

    private static double[] Softmax(double[] logits)
    {
        var highest = logits.Max();
        var powers = Array.ConvertAll(logits, logit => Math.Exp(logit - highest));
        var sum = powers.Sum();
        return Array.ConvertAll(powers, power => power / sum);
    }

    private static double[] Direction(double[] gradient, List<(double[] Step, double[] Change, double Scale)> steps)
    {
        var direction = Array.ConvertAll(gradient, entry => -entry);
        var shares = new double[steps.Count];
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            shares[i] = steps[i].Scale * Dot(steps[i].Step, direction);
            Add(direction, steps[i].Change, -shares[i]);
        }

        if (steps.Count > 0)
        {
            var (_, change, scale) = steps[^1];
            var factor = 1 / (scale * Dot(change, change));
            for (var i = 0; i < direction.Length; i++)
                direction[i] *= factor;
        }

        for (var i = 0; i < steps.Count; i++)
            Add(direction, steps[i].Step, shares[i] - (steps[i].Scale * Dot(steps[i].Change, direction)));
        return direction;
    }

    private static void Add(double[] to, double[] what, double factor)
    {
        for (var i = 0; i < to.Length; i++)
            to[i] += factor * what[i];
    }

    private static double Dot(double[] one, double[] other) => System.Numerics.Tensors.TensorPrimitives.Dot<double>(one, other);

    private sealed class Problem(
        IReadOnlyList<double[]> rows,
        IReadOnlyList<int> classes,
        IReadOnlyList<double> weights,
        int count,
        double ridge
    )
    {
        private readonly double[][] _rows = [.. rows.Select(row => (double[])[1, .. row])];
        private readonly double _all = weights.Sum();

        public int Width => _rows[0].Length;

        /// <summary>The mean loss with the ridge, and its gradient.</summary>
        public (double Value, double[] Gradient) Evaluate(double[] point)
        {
            var gradient = new double[point.Length];
            double value = 0;
            var logits = new double[count];
            for (var i = 0; i < _rows.Length; i++)
            {
                for (var k = 0; k < count; k++)
                    logits[k] = System.Numerics.Tensors.TensorPrimitives.Dot(
                        point.AsSpan(k * Width, Width),
                        (ReadOnlySpan<double>)_rows[i]
                    );
                var probabilities = Softmax(logits);
                var share = weights[i] / _all;
                value -= share * Math.Log(Math.Max(probabilities[classes[i]], 1e-300));
                for (var k = 0; k < count; k++)
                {
                    var factor = share * (probabilities[k] - (k == classes[i] ? 1 : 0));
                    var part = gradient.AsSpan(k * Width, Width);
                    System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(_rows[i], factor, part, part);
                }
            }

            for (var at = 0; at < point.Length; at++)
            {
                if (at % Width == 0)
                    continue;
                value += ridge / 2 * point[at] * point[at];
                gradient[at] += ridge * point[at];
            }

            return (value, gradient);
        }
    }
}
