namespace Serverless.Core.Quality;

/// <summary>How far a text about a picture can be trusted.</summary>
/// <param name="Score">0 to 1.</param>
/// <param name="Fit">The quality model's own probability that the text fits, 0 to 1; null without a quality model.</param>
/// <param name="Lift">How much likelier the picture makes the text, nats a token; null without an unconditional state.</param>
/// <param name="Confidence">The captioner's own probability of the text, mean per token, 0 to 1.</param>
/// <param name="Verdict">What to do with the text.</param>
/// <param name="Reasons">Why not simply good; empty when good.</param>
/// <param name="Shares">What each signal added to the score, in logits; empty where no curve made it.</param>
public sealed record CaptionQuality(
    double Score,
    double? Fit,
    double? Lift,
    double Confidence,
    Verdict Verdict,
    IReadOnlyList<QualityReason> Reasons,
    IReadOnlyList<SignalShare>? Shares = null
)
{
    /// <summary>Whether the models doubt a text that they can judge: for review, and not for what they cannot know.</summary>
    internal bool IsDoubted =>
        Verdict == Verdict.Review
        && Reasons.Any(reason => reason is QualityReason.LowFit or QualityReason.LowConfidence or QualityReason.Contradicted)
        && !Reasons.Any(reason => reason is QualityReason.OutOfScope or QualityReason.QualityUnavailable);

    /// <summary>The same without the shares of its signals.</summary>
    public CaptionQuality Unexplained() => this with { Shares = null };

    /// <summary>The value of a signal that the score rests on; null where it does not.</summary>
    /// <param name="signal">Which.</param>
    public double? ValueOf(QualitySignal signal) => Shares?.FirstOrDefault(share => share.Signal == signal)?.Value;
}
