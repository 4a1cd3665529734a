namespace Serverless.Evaluation.CaptionMetrics;

/// <summary>A caption and what people wrote for the same picture, cut into words.</summary>
/// <param name="Hypothesis">The caption.</param>
/// <param name="References">At least one.</param>
public sealed record CaptionItem(IReadOnlyList<string> Hypothesis, IReadOnlyList<IReadOnlyList<string>> References);
