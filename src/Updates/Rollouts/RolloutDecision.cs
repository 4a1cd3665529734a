using Serverless.Packages.Aliases;

namespace Serverless.Updates.Rollouts;

/// <summary>
/// How the rollout of one entry of an alias ended; written once, by whichever instance came to it first, and followed by all.
/// </summary>
/// <param name="Alias">The alias.</param>
/// <param name="Number">The number of its entry.</param>
/// <param name="Version">The package's version.</param>
/// <param name="Digest">The digest of its manifest.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Serves">Whether it serves from now on.</param>
/// <param name="Why">The figures, or what was wrong.</param>
/// <param name="At">When.</param>
/// <param name="By">Which instance.</param>
internal sealed record RolloutDecision(
    string Alias,
    long Number,
    string Version,
    string Digest,
    RolloutOutcome Outcome,
    bool Serves,
    string Why,
    DateTimeOffset At,
    string By
)
{
    public bool IsAbout(AliasEntry entry) => Alias == entry.Alias && Number == entry.Number && Digest == entry.Digest;
}
