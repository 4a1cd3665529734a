namespace Serverless.Core.Classification;

/// <summary>A name for what a picture shows.</summary>
/// <param name="Label">What is named.</param>
/// <param name="Probability">0 to 1, by the temperature of the model's parameters.</param>
public sealed record ImageLabel(Label Label, double Probability);
