using Serverless.Core.Quality;
using Serverless.Evaluation.Statistics;

namespace Serverless.Trainer.Heads;

/// <summary>
/// A head in which each signal says what it can say: fit, lift and confidence never speak against words, repetition and contradictions
/// never for them. A signal that the data have the other way round is left out.
/// </summary>
internal static class SignedFit
{
    /// <param name="learner">Finds the weights.</param>
    /// <param name="data">What it is fitted on.</param>
    /// <returns>A slope for every signal, 0 for those that are left out.</returns>
    public static LogisticRegression Of(IHeadLearner learner, HeadData data)
    {
        var dropped = new HashSet<QualitySignal>();
        while (true)
        {
            var kept = data.Without(dropped);
            var fitted = kept.Signals.Count > 0 ? learner.Fit(kept) : BaseRate(data);
            var wrong = kept.Signals.Where((signal, i) => fitted.Slopes[i] * SignOf(signal) < 0).ToList();
            if (wrong.Count == 0)
            {
                var slopes = kept.Signals.Zip(fitted.Slopes).ToDictionary(pair => pair.First, pair => pair.Second);
                return new LogisticRegression(fitted.Intercept, [.. data.Signals.Select(signal => slopes.GetValueOrDefault(signal))]);
            }

            dropped.UnionWith(wrong);
        }
    }

    private static int SignOf(QualitySignal signal) =>
        signal is QualitySignal.Repetition or QualitySignal.Contradiction or QualitySignal.SceneContradiction ? -1 : 1;

    private static LogisticRegression BaseRate(HeadData data)
    {
        var rate = data.Right.Select((right, i) => right * data.Weights[i]).Sum() / data.Weights.Sum();
        return new LogisticRegression(Math.Log(rate / (1 - rate)), []);
    }
}
