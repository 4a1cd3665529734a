using Serverless.Evaluation.Datasets;

namespace Serverless.Evaluation.Reports;

/// <summary>A picture with our caption.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Caption">The caption of the model, also where it is refused; null where the picture could not be decoded.</param>
/// <param name="Kind">Kind of the picture.</param>
/// <param name="Verdict">Verdict of the caption.</param>
/// <param name="Score">Quality score of the caption.</param>
public sealed record CaptionedPicture(ReferencePicture Picture, string? Caption, string Kind, string Verdict, double Score);

/// <summary>A judgement with the score of the quality model.</summary>
/// <param name="Judgement">What people said.</param>
/// <param name="Score">The quality score.</param>
/// <param name="Fit">The bare quality model's probability; null without one.</param>
/// <param name="Lift">Lift; null without a reference state.</param>
/// <param name="Confidence">Mean probability of the text.</param>
/// <param name="Words">How many words.</param>
public sealed record ScoredJudgement(CrowdJudgement Judgement, double Score, double? Fit, double? Lift, double Confidence, int Words);
