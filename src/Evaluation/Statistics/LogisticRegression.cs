using MathNet.Numerics.LinearAlgebra;

namespace Serverless.Evaluation.Statistics;

/// <summary>
/// Weighted logistic regression with a ridge on the slopes, by Newton's method: p = 1 / (1 + exp(-(intercept + slopes · x))).
/// </summary>
/// <param name="Intercept">Not ridged.</param>
/// <param name="Slopes">One a signal.</param>
public sealed record LogisticRegression(double Intercept, IReadOnlyList<double> Slopes)
{
    private const int MaxRounds = 100;
    private const double Tolerance = 1e-10;

    /// <summary>Fits.</summary>
    /// <param name="rows">[n] signals, all of one length.</param>
    /// <param name="targets">[n] 0 to 1; shares of yes are allowed.</param>
    /// <param name="weights">[n] positive.</param>
    /// <param name="ridge">Penalty on squared slopes, relative to the sum of weights.</param>
    public static LogisticRegression Fit(
        IReadOnlyList<double[]> rows,
        IReadOnlyList<double> targets,
        IReadOnlyList<double> weights,
        double ridge = 1e-4
    )
    {
        var width = rows[0].Length + 1;
        var coefficients = Vector<double>.Build.Dense(width);
        var penalty = ridge * weights.Sum();
        for (var round = 0; round < MaxRounds; round++)
        {
            var gradient = Vector<double>.Build.Dense(width);
            var curvature = Matrix<double>.Build.Dense(width, width);
            for (var i = 0; i < rows.Count; i++)
            {
                var x = Vector<double>.Build.Dense(width, column => column == 0 ? 1 : rows[i][column - 1]);
                var probability = Sigmoid(coefficients * x);
                gradient += x * (weights[i] * (probability - targets[i]));
                curvature += x.OuterProduct(x) * (weights[i] * probability * (1 - probability));
            }

            for (var column = 1; column < width; column++)
            {
                gradient[column] += penalty * coefficients[column];
                curvature[column, column] += penalty;
            }

            var step = curvature.Solve(gradient);
            coefficients -= step;
            if (step.L2Norm() < Tolerance)
                break;
        }

        return new LogisticRegression(coefficients[0], [.. coefficients.Skip(1)]);
    }

    /// <summary>The probability of yes.</summary>
    /// <param name="row">Signals.</param>
    /// <returns>0 to 1.</returns>
    public double Predict(IReadOnlyList<double> row) => Sigmoid(Intercept + row.Zip(Slopes, (signal, slope) => signal * slope).Sum());

    private static double Sigmoid(double sum) => sum >= 0 ? 1 / (1 + Math.Exp(-sum)) : Math.Exp(sum) / (1 + Math.Exp(sum));
}
