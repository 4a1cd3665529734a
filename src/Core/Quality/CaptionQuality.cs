namespace Serverless.Core.Quality;

/// <summary>How far words can be trusted for a picture.</summary>
/// <param name="Score">0 to 1.</param>
/// <param name="Fit">The quality model's own probability that the words fit, 0 to 1; null without a quality model.</param>
/// <param name="Lift">How much likelier the picture makes the words, nats a token; null without a reference state.</param>
/// <param name="Confidence">The captioner's own probability of the words, mean per token, 0 to 1.</param>
/// <param name="Verdict">What to do with the words.</param>
/// <param name="Reasons">Why not simply good; empty when good.</param>
/// <param name="Contradiction">How far what was recognised speaks against the words, 0 to 1; null where nothing was recognised.</param>
public sealed record CaptionQuality(
    double Score,
    double? Fit,
    double? Lift,
    double Confidence,
    Verdict Verdict,
    IReadOnlyList<QualityReason> Reasons,
    double? Contradiction = null
);
