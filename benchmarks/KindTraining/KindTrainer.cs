using System.Globalization;
using Serverless.Core.Quality;
using Serverless.Evaluation.Statistics;

namespace Serverless.Benchmarks.KindTraining;

/// <summary>Fits, and chooses the penalty by folds over sources: what is left out comes of other packages than what is fitted.</summary>
internal sealed class KindTrainer
{
    private const int Folds = 6;
    private const double MinDeviation = 1e-6;

    /// <summary>
    /// How much kinds weigh beside the others, which have 1: photographs are most of what is sent, and a drawing is right for an icon too,
    /// while an icon is not for a drawing.
    /// </summary>
    private static readonly Dictionary<string, double> Shares = new(StringComparer.Ordinal) { ["photograph"] = 6, ["drawing"] = 2 };

    private static readonly double[] Ridges = [3e-3, 1e-2, 2e-2, 4e-2];

    private readonly IReadOnlyList<KindExample> _examples;
    private readonly string[] _kinds;

    public KindTrainer(IReadOnlyList<KindExample> examples)
    {
        _examples = examples;
        _kinds = [.. examples.Select(one => one.Kind).Distinct().Order(StringComparer.Ordinal)];
        foreach (var group in examples.GroupBy(one => one.Kind))
            Console.WriteLine($"  {group.Key}: {group.Count()} of {group.Select(one => one.Source).Distinct().Count()} sources");
    }

    /// <summary>The penalty with the least loss on sources that were left out.</summary>
    /// <param name="withText">Whether features of the text are used.</param>
    public (double Ridge, double Right) Choose(bool withText)
    {
        var tried = Ridges.Select(ridge => (Ridge: ridge, Result: CrossValidate(ridge, withText))).ToList();
        foreach (var (ridge, result) in tried)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(withText ? "with" : "without")} text, ridge {ridge}: right {result.Right:P1}, loss {result.Loss:0.000}"
                )
            );
        var best = tried.MinBy(one => one.Result.Loss);
        foreach (var row in best.Result.Table)
            Console.WriteLine(row);
        return (best.Ridge, best.Result.Right);
    }

    /// <summary>The threshold that a share of photographs fall below.</summary>
    public double SurePhotograph(IReadOnlyList<KindExample> photographs, double ridge, double share)
    {
        var model = FitTo(_examples, ridge, withText: true);
        var at = Array.IndexOf(_kinds, "photograph");
        var sorted = photographs.Select(one => model.Predict(one.Vector)[at]).Order().ToArray();
        var least = sorted.Take(30).Select(one => one.ToString("0.000", CultureInfo.InvariantCulture));
        Console.WriteLine($"  least sure photographs: {string.Join(", ", least)}");
        return Math.Floor(1000 * sorted[(int)(share * sorted.Length)]) / 1000;
    }

    public KindParameters Fit(double ridgeWithText, double ridgeWithoutText, double surePhotograph, string madeBy)
    {
        var withText = FitTo(_examples, ridgeWithText, withText: true);
        var withoutText = FitTo(_examples, ridgeWithoutText, withText: false);
        string[] features = [.. KindFeatures.PixelNames, .. KindFeatures.TextNames];
        return new KindParameters(
            1,
            "kinds-base",
            "1.0.0",
            madeBy,
            _kinds,
            features,
            withText.Means.Length - features.Length,
            withText.Means,
            withText.Deviations,
            new KindWeights(withText.Model.Intercepts, withText.Model.Slopes),
            new KindWeights(withoutText.Model.Intercepts, withoutText.Model.Slopes),
            surePhotograph
        );
    }

    private Fitted FitTo(IReadOnlyList<KindExample> examples, double ridge, bool withText)
    {
        var length = examples[0].Vector.Length - (withText ? 0 : KindFeatures.TextNames.Count);
        var weights = Weights(examples);
        var (means, deviations) = Standards(examples, length, weights);
        return new Fitted(
            MultinomialRegression.Fit(
                [.. examples.Select(one => KindClassifier.Standardise(one.Vector[..length], means, deviations))],
                [.. examples.Select(one => Array.IndexOf(_kinds, one.Kind))],
                weights,
                _kinds.Length,
                ridge
            ),
            means,
            deviations
        );
    }

    /// <summary>A kind weighs its share, however many pictures it has, and large sources less than their size.</summary>
    private static double[] Weights(IReadOnlyList<KindExample> examples)
    {
        var sources = examples.GroupBy(KeyOf).ToDictionary(group => group.Key, group => 1 / Math.Sqrt(group.Count()));
        var kinds = examples
            .GroupBy(one => one.Kind)
            .ToDictionary(group => group.Key, group => group.Sum(one => sources[KeyOf(one)]), StringComparer.Ordinal);
        return [.. examples.Select(one => Shares.GetValueOrDefault(one.Kind, 1) * sources[KeyOf(one)] / kinds[one.Kind])];
    }

    private static (string Kind, string Source) KeyOf(KindExample example) => (example.Kind, example.Source);

    private static (double[] Means, double[] Deviations) Standards(IReadOnlyList<KindExample> examples, int length, double[] weights)
    {
        var all = weights.Sum();
        var means = new double[length];
        var deviations = new double[length];
        for (var i = 0; i < length; i++)
        {
            var mean = examples.Select((one, n) => weights[n] * one.Vector[i]).Sum() / all;
            var variance = examples.Select((one, n) => weights[n] * (one.Vector[i] - mean) * (one.Vector[i] - mean)).Sum() / all;
            (means[i], deviations[i]) = (mean, Math.Max(MinDeviation, Math.Sqrt(variance)));
        }

        return (means, deviations);
    }

    private (double Right, double Loss, IReadOnlyList<string> Table) CrossValidate(double ridge, bool withText)
    {
        var weights = Weights(_examples);
        var all = weights.Sum();
        var counts = new int[_kinds.Length, _kinds.Length];
        var predictions = new double[_examples.Count][];
        Parallel.For(
            0,
            Folds,
            fold =>
            {
                var model = FitTo([.. _examples.Where(one => FoldOf(one.Source) != fold)], ridge, withText);
                for (var i = 0; i < _examples.Count; i++)
                    if (FoldOf(_examples[i].Source) == fold)
                        predictions[i] = model.Predict(_examples[i].Vector);
            }
        );
        double right = 0,
            loss = 0;
        for (var i = 0; i < _examples.Count; i++)
        {
            var kind = Array.IndexOf(_kinds, _examples[i].Kind);
            var called = Array.IndexOf(predictions[i], predictions[i].Max());
            right += called == kind ? weights[i] : 0;
            loss -= weights[i] * Math.Log(Math.Max(1e-12, predictions[i][kind]));
            counts[kind, called]++;
        }

        return (
            right / all,
            loss / all,
            [
                .. _kinds.Select(
                    (kind, row) => $"  {kind, 11}: {string.Join(", ", _kinds.Select((other, column) => $"{counts[row, column]} {other}"))}"
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

    private sealed record Fitted(MultinomialRegression Model, double[] Means, double[] Deviations)
    {
        public double[] Predict(double[] vector) => Model.Predict(KindClassifier.Standardise(vector[..Means.Length], Means, Deviations));
    }
}
