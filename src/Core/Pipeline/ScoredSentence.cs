using Serverless.Core.Quality;

namespace Serverless.Core.Pipeline;

/// <summary>A sentence of our own with its quality.</summary>
/// <param name="Text">The sentence, or a medium alone.</param>
/// <param name="Quality">Its quality.</param>
/// <param name="Features">[width] the quality model's features; null without one, and of a medium.</param>
internal sealed record ScoredSentence(string Text, CaptionQuality Quality, IReadOnlyList<float>? Features)
{
    /// <summary>The same, refused: a captioner may write nothing.</summary>
    public ScoredSentence Refused() =>
        this with
        {
            Quality = Quality with { Verdict = Verdict.Refused, Reasons = [QualityReason.LowConfidence] },
        };
}
