namespace Serverless.Core.Classification;

/// <summary>A name in plain words, ready to stand for a sentence.</summary>
/// <param name="Text">With article, hedged where it is not sure: "a cat", "probably a cat".</param>
/// <param name="Probability">Of the name, 0 to 1.</param>
/// <param name="Score">Its quality as a caption, 0 to 1.</param>
/// <param name="IsGood">Whether the measured risk allows to say it without a person looking.</param>
public sealed record LabelCaption(string Text, double Probability, double Score, bool IsGood);
