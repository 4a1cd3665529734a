namespace Serverless.Updates;

/// <summary>Something that happened to the models of a host, for its log and the ledger.</summary>
/// <param name="Kind">What: served, tried, canary, promoted, rolled-back, refused, withdrawn.</param>
/// <param name="Version">The package's version; null where none is known.</param>
/// <param name="Digest">The digest of its manifest; null where none is known.</param>
/// <param name="Outcome">pass, fail or no-data; null where nothing was judged.</param>
/// <param name="Why">In plain words.</param>
/// <param name="IsFirst">Whether this instance decided it: only then it belongs into the ledger, once.</param>
public sealed record UpdateStep(string Kind, string? Version, string? Digest, string? Outcome, string Why, bool IsFirst)
{
    /// <summary>A model serves from now on.</summary>
    public const string Served = "served";

    /// <summary>A model is tried beside the one that serves.</summary>
    public const string Tried = "tried";

    /// <summary>A window was judged, or a rollout ended.</summary>
    public const string Canary = "canary";

    /// <summary>A package became champion by its rollout policy.</summary>
    public const string Promoted = "promoted";

    /// <summary>A package was taken out, and what was before it serves.</summary>
    public const string RolledBack = "rolled-back";

    /// <summary>A package, an alias or the registry was refused; what served serves on.</summary>
    public const string Refused = "refused";

    /// <summary>What was tried is no longer wanted.</summary>
    public const string Withdrawn = "withdrawn";
}
