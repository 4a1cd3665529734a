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
)
{
    /// <summary>The models of a package, or of any folder with the same layout.</summary>
    /// <param name="folder">
    /// The captioner, with <c>quality</c>, <c>labels</c>, <c>text</c> and <c>vision</c> below it where it brings them.
    /// </param>
    /// <param name="embedded">The models that came with the program: they stand for labels, text and vision that the folder lacks; a
    /// quality model belongs to its captioner.</param>
    public static ModelFolders In(string folder, ModelFolders embedded)
    {
        string? Below(string name) => Path.Combine(folder, name) is var path && Directory.Exists(path) ? path : null;
        return new ModelFolders(
            folder,
            Below("quality"),
            Below("labels") ?? embedded.Labels,
            Below("text") ?? embedded.Text,
            Below("vision") ?? embedded.Vision
        );
    }
}
