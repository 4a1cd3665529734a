namespace Serverless.Core.Classification;

/// <summary>A caption made of a label's display name.</summary>
/// <param name="Text">With article, hedged where it is not sure: "a cat", "probably a cat".</param>
/// <param name="Probability">Of the name, 0 to 1.</param>
/// <param name="Score">Its quality as a caption, 0 to 1.</param>
/// <param name="IsGood">Whether the measured risk allows it without a review.</param>
public sealed record LabelCaption(string Text, double Probability, double Score, bool IsGood);
