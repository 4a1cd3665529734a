namespace Serverless.Core.Quality;

/// <summary>One logistic curve: score = 1 / (1 + exp(-(intercept + sum of weight x signal))).</summary>
/// <param name="Intercept">Added to the weighted signals.</param>
/// <param name="FitLogit">Weight of the quality model's logit; null: the curve does without it.</param>
/// <param name="Lift">Weight of lift; null: the curve does without it.</param>
/// <param name="MeanLogProbability">Weight of the mean log-probability.</param>
/// <param name="Repetition">Weight of the repeated share; negative.</param>
/// <param name="Contradiction">Weight of the contradiction; null: the curve does without it.</param>
public sealed record ScoreCurve(
    double Intercept,
    double? FitLogit,
    double? Lift,
    double MeanLogProbability,
    double Repetition,
    double? Contradiction = null
)
{
    /// <summary>Whether the signals that this curve uses are there.</summary>
    /// <param name="signals">The signals.</param>
    public bool Applies(QualitySignals signals) =>
        (FitLogit is null || signals.FitLogit is not null)
        && (Lift is null || signals.Lift is not null)
        && (Contradiction is null || signals.Contradiction is not null);

    /// <summary>Computes the score.</summary>
    /// <param name="signals">Signals for which <see cref="Applies"/> is true.</param>
    /// <returns>0 to 1.</returns>
    public double Score(QualitySignals signals)
    {
        var sum =
            Intercept
            + ((FitLogit ?? 0) * (signals.FitLogit ?? 0))
            + ((Lift ?? 0) * (signals.Lift ?? 0))
            + (MeanLogProbability * signals.MeanLogProbability)
            + (Repetition * signals.Repetition)
            + ((Contradiction ?? 0) * (signals.Contradiction ?? 0));
        return 1 / (1 + Math.Exp(-sum));
    }
}
