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
        (FitLogit is null || signals.FitLogit is not null)
        && (Lift is null || signals.Lift is not null)
        && (Contradiction is null || signals.Contradiction is not null)
        && (SceneContradiction is null || signals.SceneContradiction is not null);

    /// <summary>Computes the score.</summary>
    /// <param name="signals">Signals for which <see cref="Applies"/> is true.</param>
    /// <returns>0 to 1.</returns>
    public double Score(QualitySignals signals) => 1 / (1 + Math.Exp(-Intercept - SharesOf(signals).Sum(share => share.Share)));

    /// <summary>What each signal adds to the score, before the logistic function; the intercept is no signal's.</summary>
    /// <param name="signals">Signals for which <see cref="Applies"/> is true.</param>
    /// <returns>A share for each signal that the curve uses.</returns>
    public IReadOnlyList<SignalShare> SharesOf(QualitySignals signals)
    {
        var shares = new List<SignalShare>();
        void Add(QualitySignal signal, double? weight, double? value)
        {
            if (weight is { } factor && value is { } measured)
                shares.Add(new SignalShare(signal, measured, factor * measured));
        }

        Add(QualitySignal.Fit, FitLogit, signals.FitLogit);
        Add(QualitySignal.Lift, Lift, signals.Lift);
        Add(QualitySignal.Confidence, MeanLogProbability, signals.MeanLogProbability);
        Add(QualitySignal.Repetition, Repetition, signals.Repetition);
        Add(QualitySignal.Contradiction, Contradiction, signals.Contradiction);
        Add(QualitySignal.SceneContradiction, SceneContradiction, signals.SceneContradiction);
        return shares;
    }
}
