namespace Serverless.Core.Quality;

/// <summary>Signals of a text about a picture, the inputs of its score.</summary>
/// <param name="FitLogit">The quality model's logit; null without a quality model.</param>
/// <param name="MeanLogProbability">The captioner's mean log-probability of the text, nats a token.</param>
/// <param name="Lift">That, less the same without a picture: pointwise mutual information, nats a token. Null when the captioner has no
/// reference state.</param>
/// <param name="Repetition">Share of repeated words, 0 to 1.</param>
/// <param name="Contradiction">How strongly what is seen contradicts the things that the text names, 0 to 1; null where nothing was
/// classified.</param>
/// <param name="SceneContradiction">The same of the places it names; null where nothing was classified, and without tags.</param>
/// <param name="IsContradicted">Whether something else of the same sort is there.</param>
/// <param name="Features">[width] what the quality model's last layers see; null without a quality model.</param>
/// <param name="Fit">The quality model's fit, 0 to 1, where it is not the sigmoid of its logit.</param>
/// <param name="IsFitMissing">There is a quality model, and it could not be asked: no score of the rest refuses anything.</param>
public sealed record QualitySignals(
    double? FitLogit,
    double MeanLogProbability,
    double? Lift,
    double Repetition,
    double? Contradiction = null,
    double? SceneContradiction = null,
    bool IsContradicted = false,
    IReadOnlyList<float>? Features = null,
    double? Fit = null,
    bool IsFitMissing = false
)
{
    /// <summary>The same with nothing that contradicts.</summary>
    internal QualitySignals Uncontradicted =>
        this with
        {
            Contradiction = Contradiction is null ? null : 0,
            SceneContradiction = SceneContradiction is null ? null : 0,
        };
}
