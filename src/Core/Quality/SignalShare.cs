namespace Serverless.Core.Quality;

/// <summary>What a signal adds to a score.</summary>
/// <param name="Signal">Which.</param>
/// <param name="Value">Its value, in its own unit: logit, nats a token, or 0 to 1.</param>
/// <param name="Share">Weight times value, in logits: the score is the logistic function of the curve's intercept and all shares.</param>
public sealed record SignalShare(QualitySignal Signal, double Value, double Share);

/// <summary>The signals of a text's score.</summary>
public enum QualitySignal
{
    /// <summary>The quality model's logit.</summary>
    Fit,

    /// <summary>How much likelier the picture makes the text, nats a token.</summary>
    Lift,

    /// <summary>The captioner's mean log-probability, nats a token.</summary>
    Confidence,

    /// <summary>Share of repeated words, 0 to 1.</summary>
    Repetition,

    /// <summary>How strongly what is seen contradicts the things named, 0 to 1.</summary>
    Contradiction,

    /// <summary>How strongly what is seen contradicts the places named, 0 to 1.</summary>
    SceneContradiction,
}
