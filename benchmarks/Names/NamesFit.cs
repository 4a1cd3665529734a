using Serverless.Benchmarks.Calibration;
using Serverless.Core.Classification;
using Serverless.Evaluation.Statistics;

namespace Serverless.Benchmarks.Names;

/// <summary>Fits temperature, curve and threshold of names on two tables that weigh alike.</summary>
internal static class NamesFit
{
    private const double EvenOdds = 0.5;

    /// <summary>The temperature under which the names that untempered reach even odds have the least log-loss.</summary>
    public static double Temperature(ImageClassifier classifier, IReadOnlyList<IReadOnlyList<LabelledPicture>> tables)
    {
        var named = tables
            .Select(pictures =>
                pictures
                    .Select(picture => (picture, Thing: MostSpecificLabel(classifier, picture)))
                    .Where(pair => pair.Thing is not null)
                    .Select(pair => (pair.picture, Thing: pair.Thing!, Right: pair.picture.Truth(pair.Thing!)))
                    .Where(pair => pair.Right is not null)
                    .ToList()
            )
            .ToList();
        return Enumerable
            .Range(14, 27)
            .Select(step => step / 20.0)
            .MinBy(temperature =>
                named.Sum(table =>
                    table.Average(one =>
                    {
                        var probability = Math.Clamp(
                            new LabelProbabilities(classifier.Hierarchy, one.picture.Logits.Labels, temperature).Of(one.Thing.Classes),
                            1e-6,
                            1 - 1e-6
                        );
                        return -Math.Log(one.Right > 0.5 ? probability : 1 - probability);
                    })
                )
            );
    }

    /// <summary>What would be named of each photograph, and whether it is right; tables weigh alike.</summary>
    /// <param name="classifier">With the temperature and the levels in force.</param>
    /// <param name="pictures">The photographs.</param>
    /// <param name="weight">Of each observation.</param>
    public static List<NameObservation> Observe(ImageClassifier classifier, IReadOnlyList<LabelledPicture> pictures, double weight) =>
        [
            .. pictures
                .Select(picture => (picture, Named: classifier.FindThings(classifier.Classify(picture.Logits))))
                .Where(pair => pair.Named is not null)
                .Select(pair => (pair.picture, Named: pair.Named!, Right: pair.picture.TruthOfAll(pair.Named!)))
                .Where(one => one.Right is not null)
                .Select(one => new NameObservation(one.picture.Image, one.Named, one.Right!.Value, weight)),
        ];

    public static LogisticRegression Curve(IReadOnlyList<NameObservation> observations) =>
        LogisticRegression.Fit(
            [.. observations.Select(one => new[] { one.LogOdds })],
            [.. observations.Select(one => one.Right)],
            [.. observations.Select(one => one.Weight)]
        );

    /// <summary>Scores by curves fitted without the picture, five folds.</summary>
    public static double[] CrossScores(IReadOnlyList<NameObservation> observations)
    {
        var scores = new double[observations.Count];
        for (var fold = 0; fold < CrossFit.Folds; fold++)
        {
            var curve = Curve([.. observations.Where(one => CrossFit.FoldOf(one.Picture) != fold)]);
            for (var i = 0; i < scores.Length; i++)
            {
                if (CrossFit.FoldOf(observations[i].Picture) == fold)
                    scores[i] = curve.Predict([observations[i].LogOdds]);
            }
        }

        return scores;
    }

    private static Label? MostSpecificLabel(ImageClassifier classifier, LabelledPicture picture) =>
        new LabelProbabilities(classifier.Hierarchy, picture.Logits.Labels, 1)
            .AtLeast(EvenOdds)
            .FirstOrDefault(label => classifier.DisplayNames.Of(label.Label) is not null)
            ?.Label;
}

/// <summary>Names for a picture.</summary>
/// <param name="Picture">The picture; folds never share one.</param>
/// <param name="Named">The names.</param>
/// <param name="Right">1 or 0.</param>
/// <param name="Weight">How much it counts.</param>
internal sealed record NameObservation(string Picture, NamedThings Named, double Right, double Weight)
{
    public double LogOdds { get; } = Math.Clamp(Named.Probability, 1e-6, 1 - 1e-6) is var bounded ? Math.Log(bounded / (1 - bounded)) : 0;
}
