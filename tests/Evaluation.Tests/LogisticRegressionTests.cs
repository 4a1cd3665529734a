using Serverless.Evaluation.Statistics;

namespace Serverless.Evaluation.Tests;

public sealed class LogisticRegressionTests
{
    [Fact]
    public void With_one_signal_it_is_Platts_curve_without_smoothing()
    {
        var random = new Random(7);
        var scores = Enumerable.Range(0, 200).Select(_ => random.NextDouble() * 4).ToList();
        var labels = scores.Select(score => random.NextDouble() < 1 / (1 + Math.Exp(2 - score))).ToList();
        var platt = PlattScaling.Fit(labels, scores, isSmoothed: false);
        var fit = LogisticRegression.Fit(
            [.. scores.Select(score => new[] { score })],
            [.. labels.Select(label => label ? 1.0 : 0)],
            [.. scores.Select(_ => 1.0)],
            ridge: 0
        );
        Assert.Equal(-platt.A, fit.Slopes[0], 1e-6);
        Assert.Equal(-platt.B, fit.Intercept, 1e-6);
    }

    [Fact]
    public void A_weight_of_two_is_the_row_twice()
    {
        double[][] rows =
        [
            [0, 1],
            [1, 0],
            [2, 3],
            [3, 1],
            [0.5, 2],
        ];
        double[] targets = [0, 1, 0.3, 1, 0];
        var weighted = LogisticRegression.Fit(rows, targets, [1, 1, 2, 1, 1]);
        var doubled = LogisticRegression.Fit([.. rows, rows[2]], [.. targets, targets[2]], [1, 1, 1, 1, 1, 1]);
        Assert.Equal(weighted.Predict([1, 1]), doubled.Predict([1, 1]), 1e-9);
    }
}
