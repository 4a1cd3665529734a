using Serverless.Core.Quality;
using Serverless.Evaluation.Statistics;
using Serverless.Trainer.Signals;
using Serverless.Trainer.Validation;

namespace Serverless.Trainer.Heads;

/// <summary>
/// Chooses a head by five picture-disjoint folds: the parent's curve as it is, the same with another slope and offset, or one fitted anew.
/// ML.NET's regression is taken where its folds are as good as Newton's, and the simplest head that is within one standard error of the
/// best (Breiman et al. 1984).
/// </summary>
internal static class HeadSearch
{
    public const string Unchanged = "parent",
        Rescaled = "parent, rescaled";

    /// <summary>A curve is fitted on no less.</summary>
    public const int MinExamples = 60,
        MinOfEachClass = 10,
        MinPictures = 15;

    /// <summary>Log loss, in nats, that counts as no difference: two ways to the same weights differ by some of it.</summary>
    private const double Same = 5e-4;

    /// <summary>How sure the captioner was says nothing about somebody else's words.</summary>
    private static readonly QualitySignal[] OfGivenWords =
    [
        QualitySignal.Fit,
        QualitySignal.Lift,
        QualitySignal.Contradiction,
        QualitySignal.SceneContradiction,
    ];

    /// <summary>Names have nothing but their probability.</summary>
    private static readonly QualitySignal[] OfNames = [QualitySignal.Fit];

    private static readonly IHeadLearner[] Learners = [new LbfgsLearner(), new NewtonLearner()];

    /// <summary>Why examples do not suffice; null where they do.</summary>
    public static string? WhyTooFew(IReadOnlyCollection<Example> examples)
    {
        var right = examples.Count(one => one.IsRight);
        var pictures = examples.Select(one => one.Group).Distinct(StringComparer.Ordinal).Count();
        return examples.Count < MinExamples ? $"{examples.Count} judgments, at least {MinExamples} are asked for"
            : Math.Min(right, examples.Count - right) < MinOfEachClass
                ? $"{right} right and {examples.Count - right} wrong, at least {MinOfEachClass} of each are asked for"
            : pictures < MinPictures ? $"{pictures} pictures, at least {MinPictures} are asked for"
            : null;
    }

    /// <summary>Finds the curves of one sort of words.</summary>
    /// <param name="examples">To learn from, of that sort; enough of them (<see cref="WhyTooFew"/>).</param>
    /// <param name="parent">The parent's curves.</param>
    /// <param name="words">Which sort.</param>
    public static FoundHead Find(IReadOnlyList<Example> examples, IReadOnlyList<ScoreCurve> parent, JudgedWords words)
    {
        var fitted = Enumerable.Range(0, parent.Count).Where(i => IsFitted(parent[i], examples)).ToList();
        if (fitted.Count == 0)
            return new FoundHead(Unchanged, parent, [], null);
        var first = parent[fitted[0]];
        var served = examples.Where(one => first.Applies(one.Signals)).ToList();
        var groups = served.Select(one => one.Group).ToList();
        var data = HeadData.Of(served, SignalsOf(first, words));
        Func<int, double> RescaledOn(IReadOnlyList<Example> part)
        {
            var scale = Rescale(first, part);
            return i => scale.Predict([LogitOf(first, served[i])]);
        }

        Func<int, double> FittedOn(IHeadLearner learner, HeadData part)
        {
            var head = SignedFit.Of(learner, part);
            return i => head.Predict(data.Rows[i]);
        }

        List<TriedHead> heads =
        [
            new(Unchanged, (_, _) => i => first.Score(served[i].Signals)),
            new(Rescaled, (_, part) => RescaledOn(part)),
            .. Learners.Select(learner => new TriedHead(learner.Name, (part, _) => FittedOn(learner, part))),
        ];
        var trials = new List<(HeadTrial Figures, double[] Scores)>();
        foreach (var head in heads)
        {
            var scores = CrossFit(data, served, head.Fit);
            var figures = ScoreFigures.Of(new ScoredSet(scores, data.Right, data.Weights, groups));
            trials.Add((new HeadTrial(head.Name, figures), scores));
        }

        var chosen = trials[Choose(data, groups, [.. trials.Select(trial => trial.Scores)])].Figures.Name;
        var found = trials.First(trial => trial.Figures.Name == chosen);
        var curves = parent.ToList();
        foreach (var i in fitted)
            curves[i] = CurveOf(chosen, parent[i], examples, words);
        var folds = new FoldScores([.. served], found.Scores);
        return new FoundHead(chosen, curves, [.. trials.Select(trial => trial.Figures)], folds);
    }

    /// <summary>They stand from the simplest on, ML.NET's before Newton's.</summary>
    private static int Choose(HeadData data, List<string> groups, IReadOnlyList<double[]> scores)
    {
        var losses = scores.Select(of => of.Select((score, i) => ScoreFigures.LogLossOf(score, data.Right[i])).ToArray()).ToList();
        double MeanOf(double[] values) => values.Select((value, i) => data.Weights[i] * value).Sum() / data.Weights.Sum();
        var best = losses.MinBy(MeanOf)!;
        return losses.FindIndex(loss =>
        {
            var difference = loss.Zip(best, (one, other) => one - other).ToArray();
            return MeanOf(difference) <= Math.Max(Same, StandardError(data.Weights, groups, difference, MeanOf(difference)));
        });
    }

    /// <summary>Of a weighted mean whose values belong together by picture.</summary>
    private static double StandardError(IReadOnlyList<double> weights, List<string> groups, double[] values, double mean)
    {
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var i = 0; i < values.Length; i++)
            sums[groups[i]] = sums.GetValueOrDefault(groups[i]) + (weights[i] * (values[i] - mean));
        return Math.Sqrt(sums.Values.Sum(sum => sum * sum)) / weights.Sum();
    }

    private static double[] CrossFit(HeadData data, List<Example> served, Func<HeadData, IReadOnlyList<Example>, Func<int, double>> fit)
    {
        var scores = new double[served.Count];
        for (var fold = 0; fold < HeadData.FoldCount; fold++)
        {
            var part = data.Where(i => data.Folds[i] != fold);
            var of = served.Where((_, i) => data.Folds[i] != fold).ToList();
            var predict = part.Rows.Count > 0 ? fit(part, of) : _ => 0.5;
            for (var i = 0; i < scores.Length; i++)
            {
                if (data.Folds[i] == fold)
                    scores[i] = predict(i);
            }
        }

        return scores;
    }

    /// <summary>With the quality model's signal, and with lift where the captioner has it: what is served.</summary>
    private static bool IsFitted(ScoreCurve curve, IReadOnlyList<Example> examples)
    {
        var applies = examples.Where(one => curve.Applies(one.Signals)).ToList();
        var hasLift = applies.Exists(one => one.Signals.Lift is not null);
        return curve.FitLogit is not null && WhyTooFew(applies) is null && (curve.Lift is not null || !hasLift);
    }

    private static List<QualitySignal> SignalsOf(ScoreCurve curve, JudgedWords words)
    {
        IReadOnlyList<QualitySignal> known = words switch
        {
            JudgedWords.Given => OfGivenWords,
            JudgedWords.Names => OfNames,
            _ => SignalVector.All,
        };
        return [.. SignalVector.All.Where(signal => curve.WeightOf(signal) is not null && known.Contains(signal))];
    }

    private static ScoreCurve CurveOf(string chosen, ScoreCurve parent, IReadOnlyList<Example> examples, JudgedWords words)
    {
        var served = examples.Where(one => parent.Applies(one.Signals)).ToList();
        if (chosen == Unchanged)
            return parent;
        if (chosen == Rescaled)
        {
            var scale = Rescale(parent, served);
            return CurveWeights.Map(
                parent,
                scale.Intercept + (scale.Slopes[0] * parent.Intercept),
                (_, weight) => scale.Slopes[0] * weight
            );
        }

        var data = HeadData.Of(served, SignalsOf(parent, words));
        var head = SignedFit.Of(Learners.First(learner => learner.Name == chosen), data);
        var slopes = data.Signals.Zip(head.Slopes).ToDictionary(pair => pair.First, pair => pair.Second);
        return CurveWeights.Map(parent, head.Intercept, (signal, _) => slopes.GetValueOrDefault(signal));
    }

    /// <summary>Another slope, never below 0, and offset for the parent's curve.</summary>
    private static LogisticRegression Rescale(ScoreCurve parent, IReadOnlyList<Example> examples)
    {
        var fitted = LogisticRegression.Fit(
            [.. examples.Select(one => new[] { LogitOf(parent, one) })],
            [.. examples.Select(one => one.Right)],
            [.. examples.Select(one => one.Weight)]
        );
        return fitted.Slopes[0] >= 0 ? fitted : new LogisticRegression(fitted.Intercept, [0]);
    }

    /// <param name="Name">What it is called.</param>
    /// <param name="Fit">From a part of the examples to the score of each of all.</param>
    private sealed record TriedHead(string Name, Func<HeadData, IReadOnlyList<Example>, Func<int, double>> Fit);

    private static double LogitOf(ScoreCurve curve, Example one) =>
        curve.Intercept + curve.SharesOf(one.Signals).Sum(share => share.Share);
}

/// <summary>A head that was tried.</summary>
/// <param name="Name">Which.</param>
/// <param name="Figures">Of scores by heads fitted on other pictures.</param>
public sealed record HeadTrial(string Name, ScoreFigures Figures);

/// <summary>What was found for one sort of words.</summary>
/// <param name="Name">The head that was chosen.</param>
/// <param name="Curves">The curves, as many as the parent's.</param>
/// <param name="Trials">All that were tried; empty where nothing was.</param>
/// <param name="Folds">Scores by heads fitted on other pictures; null where nothing was tried.</param>
internal sealed record FoundHead(string Name, IReadOnlyList<ScoreCurve> Curves, IReadOnlyList<HeadTrial> Trials, FoldScores? Folds);

/// <summary>Examples with scores by a head that did not see their pictures.</summary>
/// <param name="Examples">The examples.</param>
/// <param name="Scores">[examples].</param>
internal sealed record FoldScores(IReadOnlyList<Example> Examples, IReadOnlyList<double> Scores);
