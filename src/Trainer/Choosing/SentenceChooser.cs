using Serverless.Core.Quality;
using Serverless.Evaluation.Statistics;
using Serverless.Trainer.Data;
using Serverless.Trainer.Evidence;
using Serverless.Trainer.Heads;

namespace Serverless.Trainer.Choosing;

/// <summary>
/// Learns from people's decisions which of the captioner's sentences is spoken: a logistic regression on differences of signals between
/// the preferred sentence and each other one (Bradley and Terry 1952). Taken only where it is better than score and margin by
/// picture-disjoint folds beyond doubt.
/// </summary>
internal static class SentenceChooser
{
    /// <summary>Fewer decisions teach nothing.</summary>
    public const int MinDecisions = 40;

    private const int Rounds = 1_000;
    private const double Ridge = 1e-3;

    /// <param name="preferences">Decisions to learn from.</param>
    /// <param name="parameters">The numbers that choose without learned weights.</param>
    /// <returns>The weights, null where score and margin choose; and what was found, null where there is too little.</returns>
    public static (ScoreCurve? Choice, ChoiceCard? Card) Find(
        IReadOnlyList<(string Group, SentencePreference Choice)> preferences,
        QualityParameters parameters
    )
    {
        var signals = SignalVector
            .All.Where(signal =>
                preferences.All(one => one.Choice.Signals.All(s => SignalVector.ValueOf(s.ToSignals(), signal) is not null))
            )
            .ToList();
        if (preferences.Count < MinDecisions || signals.Count == 0)
            return (parameters.Choice, null);
        var margin = new QualityFormula(parameters with { Choice = null });
        var byMargin = preferences.Select(one => IsTaken(margin.Choose(SignalsOf(one.Choice)), one.Choice)).ToArray();
        var byWeights = new bool[preferences.Count];
        for (var fold = 0; fold < HeadData.FoldCount; fold++)
        {
            var learned = Fit([.. preferences.Where(one => HeadData.FoldOf(one.Group) != fold).Select(one => one.Choice)], signals);
            var formula = new QualityFormula(parameters with { Choice = learned });
            for (var i = 0; i < byWeights.Length; i++)
            {
                if (HeadData.FoldOf(preferences[i].Group) == fold)
                    byWeights[i] = IsTaken(formula.Choose(SignalsOf(preferences[i].Choice)), preferences[i].Choice);
            }
        }

        var groups = Enumerable.Range(0, byWeights.Length).GroupBy(i => preferences[i].Group, StringComparer.Ordinal).ToList();
        var gain = Bootstrap.Of(
            groups.Count,
            Rounds,
            drawn => drawn.SelectMany(group => groups[group]).Average(i => (byWeights[i] ? 1.0 : 0) - (byMargin[i] ? 1.0 : 0))
        )!;
        var isBetter = gain.Low > 0;
        var card = new ChoiceCard(
            isBetter,
            byWeights.Length,
            byMargin.Average(one => one ? 1.0 : 0),
            byWeights.Average(one => one ? 1.0 : 0),
            gain.Low,
            gain.High
        );
        return (isBetter ? Fit([.. preferences.Select(one => one.Choice)], signals) : null, card);
    }

    /// <summary>Each pair stands both ways round, so that the regression has no offset of its own.</summary>
    private static ScoreCurve Fit(IReadOnlyList<SentencePreference> preferences, List<QualitySignal> signals)
    {
        var (rows, targets) = (new List<double[]>(), new List<double>());
        foreach (var one in preferences)
        {
            var features = one.Signals.Select((sentence, i) => FeaturesOf(sentence, i == 0, signals)).ToList();
            for (var i = 0; i < features.Count; i++)
            {
                if (i == one.Preferred)
                    continue;
                var difference = features[one.Preferred].Zip(features[i], (a, b) => a - b).ToArray();
                rows.Add(difference);
                targets.Add(1);
                rows.Add([.. difference.Select(value => -value)]);
                targets.Add(0);
            }
        }

        var fitted = LogisticRegression.Fit(rows, targets, [.. rows.Select(_ => 1.0)], Ridge);
        var weights = signals.Zip(fitted.Slopes.Skip(1)).ToDictionary(pair => pair.First, pair => CurveWeights.Rounded(pair.Second));
        double? Of(QualitySignal signal) => weights.TryGetValue(signal, out var weight) ? weight : null;
        return new ScoreCurve(
            CurveWeights.Rounded(fitted.Slopes[0]),
            Of(QualitySignal.Fit),
            Of(QualitySignal.Lift),
            Of(QualitySignal.Confidence) ?? 0,
            Of(QualitySignal.Repetition) ?? 0,
            Of(QualitySignal.Contradiction),
            Of(QualitySignal.SceneContradiction)
        );
    }

    /// <summary>Whether it is the captioner's likeliest, then its signals.</summary>
    private static double[] FeaturesOf(StoredSignals sentence, bool isLikeliest, List<QualitySignal> signals) =>
        [isLikeliest ? 1 : 0, .. SignalVector.Of(sentence.ToSignals(), signals)!];

    private static List<QualitySignals> SignalsOf(SentencePreference choice) => [.. choice.Signals.Select(one => one.ToSignals())];

    private static bool IsTaken(int index, SentencePreference choice) => index == choice.Preferred;
}
