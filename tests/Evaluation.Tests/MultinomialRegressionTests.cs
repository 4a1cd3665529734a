using Serverless.Evaluation.Statistics;

namespace Serverless.Evaluation.Tests;

/// <summary>Multinomial logistic regression against what is known of it.</summary>
public sealed class MultinomialRegressionTests
{
    [Fact]
    public void Two_classes_are_the_logistic_regression()
    {
        double[][] rows =
        [
            [-2],
            [-1],
            [-0.5],
            [0.2],
            [0.4],
            [1],
            [1.5],
            [-0.2],
            [2],
            [0.1],
        ];
        int[] classes = [0, 0, 1, 0, 1, 1, 1, 0, 1, 1];
        double[] weights = [1, 2, 1, 1, 1, 3, 1, 1, 1, 1];
        var logistic = LogisticRegression.Fit(rows, [.. classes.Select(one => (double)one)], weights, ridge: 1e-9);
        var multinomial = MultinomialRegression.Fit(rows, classes, weights, 2, ridge: 1e-9);
        foreach (var row in rows)
            Assert.Equal(logistic.Predict(row), multinomial.Predict(row)[1], 1e-3);
    }

    [Fact]
    public void Without_signals_that_tell_the_probabilities_are_the_weighted_shares()
    {
        double[][] rows =
        [
            [0],
            [0],
            [0],
            [0],
        ];
        var fitted = MultinomialRegression.Fit(rows, [0, 1, 2, 2], [1, 1, 1, 5], 3, ridge: 1e-3);
        var found = fitted.Predict([0]);
        Assert.Equal(0.125, found[0], 1e-4);
        Assert.Equal(0.75, found[2], 1e-4);
        Assert.Equal(1, found.Sum(), 1e-12);
    }

    [Fact]
    public void Three_classes_that_lie_apart_are_told_and_a_larger_ridge_is_less_sure()
    {
        var random = new Random(7);
        (double X, double Y)[] centres = [(0, 3), (3, -2), (-3, -2)];
        var classes = Enumerable.Range(0, 300).Select(i => i % 3).ToArray();
        double[][] rows =
        [
            .. classes.Select(one => (double[])[centres[one].X + random.NextDouble() - 0.5, centres[one].Y + random.NextDouble() - 0.5]),
        ];
        double[] weights = [.. rows.Select(_ => 1.0)];
        var (little, much) = (Fit(1e-4), Fit(1));
        foreach (var (row, one) in rows.Zip(classes))
        {
            Assert.Equal(one, Array.IndexOf(little.Predict(row), little.Predict(row).Max()));
            Assert.True(much.Predict(row)[one] < little.Predict(row)[one]);
        }

        MultinomialRegression Fit(double ridge) => MultinomialRegression.Fit(rows, classes, weights, 3, ridge);
    }

    [Fact]
    public void At_the_minimum_the_gradient_of_the_slopes_is_the_ridge_alone()
    {
        double[][] rows =
        [
            [1, 0],
            [0, 1],
            [1, 1],
            [-1, 0.5],
            [0.3, -1],
            [2, -0.4],
        ];
        int[] classes = [0, 1, 2, 1, 0, 2];
        double[] weights = [1, 1, 2, 1, 1, 1];
        const double Ridge = 0.05;
        var fitted = MultinomialRegression.Fit(rows, classes, weights, 3, Ridge);
        for (var k = 0; k < 3; k++)
        {
            for (var signal = 0; signal < 2; signal++)
            {
                var gradient = Enumerable
                    .Range(0, rows.Length)
                    .Sum(i => weights[i] / 7 * (fitted.Predict(rows[i])[k] - (classes[i] == k ? 1 : 0)) * rows[i][signal]);
                Assert.Equal(-Ridge * fitted.Slopes[k][signal], gradient, 1e-4);
            }
        }
    }
}
