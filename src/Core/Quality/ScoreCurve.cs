namespace Serverless.Core.Quality;

/// <summary>One logistic curve: score = 1 / (1 + exp(-(intercept + sum of weight x signal))).</summary>
/// <param name="Intercept">Added to the weighted signals.</param>
/// <param name="FitLogit">Weight of the quality model's logit; null: the curve does without it.</param>
/// <param name="Lift">Weight of lift; null: the curve does without it.</param>
/// <param name="MeanLogProbability">Weight of the mean log-probability.</param>
/// <param name="Repetition">Weight of the repeated share; negative.</param>
/// <param name="Contradiction">Weight of the contradiction of things; null: the curve does without it.</param>
/// <param name="SceneContradiction">Weight of the contradiction of scenes; null: the curve does without it.</param>
public sealed record ScoreCurve(
    double Intercept,
    double? FitLogit,
    double? Lift,
    double MeanLogProbability,
    double Repetition,
    double? Contradiction = null,
    double? SceneContradiction = null
)
{
    /// <summary>Whether the signals that this curve uses are there.</summary>
    /// <param name="signals">The signals.</param>
    public bool Applies(QualitySignals signals) =>
        SignalVector.All.All(signal => WeightOf(signal) is null || SignalVector.ValueOf(signals, signal) is not null);

    /// <summary>Computes the score.</summary>
    /// <param name="signals">Signals for which <see cref="Applies"/> is true.</param>
    /// <returns>0 to 1.</returns>
    public double Score(QualitySignals signals) => 1 / (1 + Math.Exp(-Intercept - Sum(signals)));

    /// <summary>What each signal adds to the score, before the logistic function; the intercept is no signal's.</summary>
    /// <param name="signals">Signals for which <see cref="Applies"/> is true.</param>
    /// <returns>A share for each signal that the curve uses.</returns>
    public IReadOnlyList<SignalShare> SharesOf(QualitySignals signals)
    {
        var shares = new List<SignalShare>();
        foreach (var signal in SignalVector.All)
        {
            if (WeightOf(signal) is { } weight && SignalVector.ValueOf(signals, signal) is { } value)
                shares.Add(new SignalShare(signal, value, weight * value));
        }

        return shares;
    }

    /// <summary>The weight of a signal; null: the curve does without it.</summary>
    /// <param name="signal">Which.</param>
    public double? WeightOf(QualitySignal signal) =>
        signal switch
        {
            QualitySignal.Fit => FitLogit,
            QualitySignal.Lift => Lift,
            QualitySignal.Confidence => MeanLogProbability,
            QualitySignal.Repetition => Repetition,
            QualitySignal.Contradiction => Contradiction,
            QualitySignal.SceneContradiction => SceneContradiction,
            _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "No such signal."),
        };

    /// <summary>All shares together, without the intercept.</summary>
    internal double Sum(QualitySignals signals) => SharesOf(signals).Sum(share => share.Share);
}
