using Serverless.Core.Classification;
using Serverless.Core.Inference;

namespace Serverless.Benchmarks.Names;

/// <summary>A photograph as the image model sees it, and the truth about it.</summary>
/// <param name="Image">Its name.</param>
/// <param name="Logits">Of classes and tags.</param>
/// <param name="Truth">Whether one name is right: 1, 0, or null where the rule says neither.</param>
/// <param name="TruthOfAll">Whether the names of several things are right together.</param>
internal sealed record LabelledPicture(
    string Image,
    ImageLogits Logits,
    Func<Label, double?> Truth,
    Func<NamedThings, double?> TruthOfAll
);
