using System.Globalization;
using Serverless.Core.Quality;
using Serverless.Evaluation.Statistics;

namespace Serverless.Benchmarks.Kinds;

/// <summary>Fits, and chooses the penalty by folds over sources: what is left out comes of other packages than what is fitted.</summary>
internal sealed class KindTrainer
{
    private const int Folds = 8;

    private readonly IReadOnlyList<KindExample> _examples;
    private readonly string[] _kinds;

    public KindTrainer(IReadOnlyList<KindExample> examples)
    {
        _examples = examples;
        _kinds = [.. examples.Select(one => one.Kind).Distinct().Order(StringComparer.Ordinal)];
    }

    public static IReadOnlyList<double> Ridges { get; } = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2];

    public void Report()
    {
        foreach (var group in _examples.GroupBy(one => one.Kind))
            Console.WriteLine($"{group.Key} {group.Count()} of {group.Select(one => one.Source).Distinct().Count()} sources");
        foreach (var withText in (bool[])[true, false])
        {
            foreach (var ridge in Ridges)
            {
                var (right, loss, table) = CrossValidate(ridge, withText);
                Console.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"text {withText} ridge {ridge}: right {right:0.000} loss {loss:0.000}")
                );
                if (ridge is 3e-3)
                    foreach (var row in table)
                        Console.WriteLine(row);
            }
        }
    }

    public Func<double[], string> Fit(double ridge, bool withText)
    {
        var model = FitTo(_examples, ridge, withText);
        return vector =>
        {
            var probabilities = model(vector);
            return _kinds[Array.IndexOf(probabilities, probabilities.Max())];
        };
    }

    private Func<double[], double[]> FitTo(IReadOnlyList<KindExample> examples, double ridge, bool withText)
    {
        var length = examples[0].Vector.Length - (withText ? 0 : KindFeatures.TextNames.Count);
        var weights = Weights(examples);
        var (means, deviations) = Standards(examples, length, weights);
        var rows = examples.Select(one => KindClassifier.Standardise(one.Vector[..length], means, deviations)).ToList();
        var model = MultinomialRegression.Fit(
            rows,
            [.. examples.Select(one => Array.IndexOf(_kinds, one.Kind))],
            weights,
            _kinds.Length,
            ridge
        );
        return vector => model.Predict(KindClassifier.Standardise(vector[..length], means, deviations));
    }

    /// <summary>All kinds weigh alike, and large sources less than their size.</summary>
    private static double[] Weights(IReadOnlyList<KindExample> examples)
    {
        var sources = examples
            .GroupBy(one => (one.Kind, one.Source))
            .ToDictionary(group => group.Key, group => 1 / Math.Sqrt(group.Count()));
        var kinds = examples
            .GroupBy(one => one.Kind)
            .ToDictionary(group => group.Key, group => group.Sum(one => sources[(one.Kind, one.Source)]));
        return [.. examples.Select(one => sources[(one.Kind, one.Source)] / kinds[one.Kind])];
    }

    private static (double[] Means, double[] Deviations) Standards(IReadOnlyList<KindExample> examples, int length, double[] weights)
    {
        var all = weights.Sum();
        var means = new double[length];
        var deviations = new double[length];
        for (var i = 0; i < length; i++)
        {
            means[i] = examples.Select((one, n) => weights[n] * one.Vector[i]).Sum() / all;
            var mean = means[i];
            var variance = examples.Select((one, n) => weights[n] * (one.Vector[i] - mean) * (one.Vector[i] - mean)).Sum() / all;
            deviations[i] = Math.Max(1e-6, Math.Sqrt(variance));
        }

        return (means, deviations);
    }

    private (double Right, double Loss, IReadOnlyList<string> Table) CrossValidate(double ridge, bool withText)
    {
        var weights = Weights(_examples);
        var all = weights.Sum();
        double right = 0,
            loss = 0;
        var counts = new int[_kinds.Length, _kinds.Length];
        for (var fold = 0; fold < Folds; fold++)
        {
            var model = FitTo([.. _examples.Where(one => FoldOf(one.Source) != fold)], ridge, withText);
            for (var i = 0; i < _examples.Count; i++)
            {
                if (FoldOf(_examples[i].Source) != fold)
                    continue;
                var probabilities = model(_examples[i].Vector);
                var kind = Array.IndexOf(_kinds, _examples[i].Kind);
                var called = Array.IndexOf(probabilities, probabilities.Max());
                right += called == kind ? weights[i] : 0;
                loss -= weights[i] * Math.Log(Math.Max(1e-12, probabilities[kind]));
                counts[kind, called]++;
            }
        }

        return (
            right / all,
            loss / all,
            [
                .. _kinds.Select(
                    (kind, row) => $"{kind, 11}: {string.Join(", ", _kinds.Select((other, column) => $"{counts[row, column]} {other}"))}"
                ),
            ]
        );
    }

    private static int FoldOf(string source)
    {
        uint hash = 2166136261;
        foreach (var letter in source)
            hash = (hash ^ letter) * 16777619;
        return (int)(hash % Folds);
    }
}
