namespace Serverless.Core.Inference;

/// <summary>How well one text fits.</summary>
/// <param name="Logit">The model's own; above 0: rather yes, of models that compare embeddings their cosine times a scale. Not
/// calibrated.</param>
/// <param name="Features">[width] what the last two layers see; of models that compare embeddings the cosine alone.</param>
public sealed record Match(float Logit, IReadOnlyList<float> Features)
{
    /// <summary>The fit before any calibration, 0 to 1.</summary>
    public double Fit { get; init; } = 1 / (1 + Math.Exp(-Logit));
}
