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
                    .Select(picture => (picture, Thing: NameableLabels(classifier, picture, 1, EvenOdds).FirstOrDefault()?.Label))
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
                            new LabelProbabilities(classifier.Hierarchy, one.picture.Logits, temperature).Of(one.Thing.Classes),
                            1e-6,
                            1 - 1e-6
                        );
                        return -Math.Log(one.Right > 0.5 ? probability : 1 - probability);
                    })
                )
            );
    }

    /// <summary>
    /// Every name that may be said, and whether it is right; the names of a picture weigh one together, tables weigh alike.
    /// </summary>
    public static List<NameObservation> Observe(
        ImageClassifier classifier,
        IReadOnlyList<LabelledPicture> pictures,
        double temperature,
        double tableWeight
    )
    {
        var result = new List<NameObservation>();
        foreach (var picture in pictures)
        {
            var names = NameableLabels(classifier, picture, temperature, classifier.Parameters.Say)
                .Select(label => (label, Right: picture.Truth(label.Label)))
                .Where(pair => pair.Right is not null)
                .ToList();
            result.AddRange(
                names.Select(pair => new NameObservation(picture.Image, pair.label, pair.Right!.Value, tableWeight / names.Count))
            );
        }

        return result;
    }

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

    /// <summary>
    /// The one name of each picture that would be said with a certainty threshold: the most specific one at or above it, else the most
    /// specific one.
    /// </summary>
    public static IReadOnlyList<(NameObservation Name, double Score)> FindNames(
        IReadOnlyList<NameObservation> observations,
        double[] scores,
        double certain
    ) =>
        [
            .. observations
                .Select((one, i) => (Name: one, Score: scores[i]))
                .GroupBy(pair => pair.Name.Picture)
                .Select(names =>
                    names.ToList() is var list && list.FindIndex(pair => pair.Score >= certain) is >= 0 and var at ? list[at] : list[0]
                ),
        ];

    private static List<ImageLabel> NameableLabels(
        ImageClassifier classifier,
        LabelledPicture picture,
        double temperature,
        double level
    ) =>
        [
            .. new LabelProbabilities(classifier.Hierarchy, picture.Logits, temperature)
                .AtLeast(level)
                .Where(label => classifier.DisplayNames.Of(label.Label) is not null),
        ];
}

/// <summary>A name for a picture.</summary>
/// <param name="Picture">The picture; folds never share one.</param>
/// <param name="Label">The name.</param>
/// <param name="Right">1 or 0.</param>
/// <param name="Weight">How much it counts.</param>
internal sealed record NameObservation(string Picture, ImageLabel Label, double Right, double Weight)
{
    public double LogOdds { get; } = Math.Clamp(Label.Probability, 1e-6, 1 - 1e-6) is var bounded ? Math.Log(bounded / (1 - bounded)) : 0;
}
