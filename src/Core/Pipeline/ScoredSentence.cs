using Serverless.Core.Quality;

namespace Serverless.Core.Pipeline;

/// <summary>A sentence of our own with its quality.</summary>
/// <param name="Text">The sentence, or a medium alone.</param>
/// <param name="Quality">Its quality.</param>
/// <param name="Signals">Its signals; null of a medium, and where nothing can be scored.</param>
internal sealed record ScoredSentence(string Text, CaptionQuality Quality, QualitySignals? Signals)
{
    /// <summary>[width] the quality model's features; null without one, and of a medium.</summary>
    public IReadOnlyList<float>? Features => Signals?.Features;

    /// <summary>The same, refused: a captioner may write nothing.</summary>
    public ScoredSentence Refused() =>
        this with
        {
            Quality = Quality with { Verdict = Verdict.Refused, Reasons = [QualityReason.LowConfidence] },
        };
}
