using Serverless.Core;
using Serverless.Packages;
using Serverless.Packages.Aliases;
using Serverless.Storage;

namespace Serverless.Updates.Rollouts;

/// <summary>How hosts judged what they tried, for those who wait for it: read alone, never decided here.</summary>
/// <param name="folder">Where the hosts keep their state: the registry, or CAPTION_MODEL_STATE.</param>
public sealed class RolloutVerdicts(BlobFolder folder)
{
    private readonly StoreRolloutState _state = new(folder, "reader");

    /// <summary>Looks how the trial of an entry stands.</summary>
    /// <param name="entry">The entry of an alias.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How it stands; <c>state</c> where a document cannot be read or is about another package.</returns>
    public async Task<Result<TrialState, PackageFailure>> FindAsync(AliasEntry entry, CancellationToken cancellationToken)
    {
        if (!(await _state.FindDecisionAsync(entry, cancellationToken)).TryGet(out var found, out var failure))
            return failure;
        if (found.Document is { } decision)
        {
            return decision.IsAbout(entry)
                ? new TrialState(true, new TrialVerdict(decision.Outcome == RolloutOutcome.Success, Serves(decision), decision.Why))
                : PackageFailure.Refused("state", $"A decision about {entry.Alias} {entry.Number} is about another package.");
        }

        return (await _state.FindStartAsync(entry, cancellationToken)).TryGet(out var start, out failure)
            ? new TrialState(start.Document is not null, null)
            : failure;
    }

    private static bool? Serves(RolloutDecision decision) => decision.Outcome == RolloutOutcome.NoData ? null : decision.Serves;
}

/// <summary>How a trial stands.</summary>
/// <param name="HasBegun">Whether a host tries it, or did.</param>
/// <param name="Verdict">How it ended; null while it is open.</param>
public sealed record TrialState(bool HasBegun, TrialVerdict? Verdict);

/// <summary>How a trial ended.</summary>
/// <param name="IsPassed">Whether every window passed.</param>
/// <param name="Serves">Whether the package serves from now on; null where there was too little traffic to say.</param>
/// <param name="Why">The figures, or what was wrong.</param>
public sealed record TrialVerdict(bool IsPassed, bool? Serves, string Why);
