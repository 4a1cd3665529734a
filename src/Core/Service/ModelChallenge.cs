namespace Serverless.Core.Service;

/// <summary>A model that is tried beside the one that serves.</summary>
/// <param name="Model">The model.</param>
/// <param name="Mode">How.</param>
/// <param name="Share">Share of the pictures that it gets, above 0 to 1.</param>
public sealed record ModelChallenge(ServedModel Model, ChallengeMode Mode, double Share);

/// <summary>How a model is tried.</summary>
public enum ChallengeMode
{
    /// <summary>It answers its share of the pictures: always the same ones, by their content.</summary>
    Canary,

    /// <summary>The one that serves answers; this one describes the same picture afterwards, and the difference is told.</summary>
    Shadow,
}
