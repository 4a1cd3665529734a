namespace Serverless.Core.Pipeline;

/// <summary>Where the models are, each in the Hugging Face layout.</summary>
/// <param name="Captioner">The captioner.</param>
/// <param name="Quality">The quality model; null for none.</param>
/// <param name="Labels">The image classifier; null for none.</param>
/// <param name="Text">The text reader; null for none.</param>
/// <param name="Vision">The joint vision model, which takes the place of the image parts of those of the first three that its
/// configuration names; null for none.</param>
public sealed record ModelFolders(
    string Captioner,
    string? Quality = null,
    string? Labels = null,
    string? Text = null,
    string? Vision = null
);
