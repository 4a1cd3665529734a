namespace Serverless.Benchmarks.Names;

/// <summary>A photograph as the image model sees it, and the truth about it.</summary>
/// <param name="Image">Its name.</param>
/// <param name="Logits">[classes].</param>
/// <param name="Truth">Whether a name is right: 1, 0, or null where the rule says neither.</param>
internal sealed record LabelledPicture(string Image, float[] Logits, Func<Core.Classification.Label, double?> Truth);
