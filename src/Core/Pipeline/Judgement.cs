using Serverless.Core.AltText;
using Serverless.Core.Quality;

namespace Serverless.Core.Pipeline;

/// <summary>Somebody's own words judged.</summary>
/// <param name="Quality">How far they can be trusted, with the verdict.</param>
/// <param name="Findings">What the rules noticed.</param>
/// <param name="Image">The picture.</param>
/// <param name="Model">The model.</param>
public sealed record Judgement(CaptionQuality Quality, IReadOnlyList<Finding> Findings, ImageIdentity Image, ModelIdentity Model);
