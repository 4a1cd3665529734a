namespace Serverless.Core.Classification;

/// <summary>What the image classifier says of one picture.</summary>
/// <param name="Labels">One thing: probabilities of classes that sum to 1, and of the kinds above them.</param>
/// <param name="Tags">Many things and where they are; null where the model has no tags.</param>
public sealed record ClassifiedPicture(LabelProbabilities Labels, TagProbabilities? Tags);
