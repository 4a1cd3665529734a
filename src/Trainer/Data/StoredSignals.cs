using Serverless.Core.Quality;

namespace Serverless.Trainer.Data;

/// <summary>Signals as they are kept; see <see cref="QualitySignals"/>.</summary>
/// <param name="FitLogit">The quality model's logit; null without a quality model.</param>
/// <param name="Lift">Nats a token; null without a reference state.</param>
/// <param name="MeanLogProbability">Nats a token.</param>
/// <param name="Repetition">Share of repeated words, 0 to 1.</param>
/// <param name="Contradiction">0 to 1; null where nothing was classified.</param>
/// <param name="SceneContradiction">0 to 1; null where nothing was classified, and without tags.</param>
public sealed record StoredSignals(
    double? FitLogit,
    double? Lift,
    double MeanLogProbability,
    double Repetition,
    double? Contradiction = null,
    double? SceneContradiction = null
)
{
    /// <summary>Whether every number is finite.</summary>
    public bool IsFinite() =>
        SignalVector.All.All(signal => SignalVector.ValueOf(ToSignals(), signal) is not { } value || double.IsFinite(value));

    /// <summary>As the score takes them.</summary>
    public QualitySignals ToSignals() => new(FitLogit, MeanLogProbability, Lift, Repetition, Contradiction, SceneContradiction);

    /// <summary>As they are kept.</summary>
    /// <param name="signals">The signals.</param>
    public static StoredSignals Of(QualitySignals signals) =>
        new(
            signals.FitLogit,
            signals.Lift,
            signals.MeanLogProbability,
            signals.Repetition,
            signals.Contradiction,
            signals.SceneContradiction
        );
}
