using Serverless.Core.AltText;
using Serverless.Core.Quality;
using Serverless.Core.Reading;

namespace Serverless.Core.Pipeline;

/// <summary>What is said of a picture, before the alt-text rules.</summary>
/// <param name="Text">The words; null when refused.</param>
/// <param name="Source">Where they come from.</param>
/// <param name="Quality">Their quality.</param>
/// <param name="Signals">Signals of the sentence; null where the words are none.</param>
/// <param name="Written">How the text that was read is said; null where it is not.</param>
internal sealed record Statement(
    string? Text,
    CaptionSource Source,
    CaptionQuality Quality,
    QualitySignals? Signals = null,
    WrittenReadText? Written = null
)
{
    /// <summary>What was left out of the words around text that was read.</summary>
    public IReadOnlyList<Finding> NeutralFindings { get; init; } = [];
}
