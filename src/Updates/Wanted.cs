using Serverless.Packages.Aliases;
using Serverless.Updates.Rollouts;

namespace Serverless.Updates;

/// <summary>What is to serve and what is to be tried, by the aliases and the decisions about them.</summary>
/// <param name="Serve">What is to serve; null to leave what serves.</param>
/// <param name="Try">What is to be tried; null for nothing.</param>
internal sealed record Wanted(AliasEntry? Serve, AliasEntry? Try)
{
    /// <summary>Works it out.</summary>
    /// <param name="state">The aliases.</param>
    /// <param name="champion">How the champion's rollout ended; null while it is open.</param>
    /// <param name="candidate">How the candidate's rollout ended; null while it is open.</param>
    public static Wanted Of(FeedState state, RolloutDecision? champion, RolloutDecision? candidate)
    {
        if (state.Champion is not { } entry)
            return new Wanted(candidate is { Serves: true } ? state.Candidate : null, candidate is null ? state.Candidate : null);

        // 1. The champion: a person's word. Until its rollout ended, and where it failed, what was before it serves.
        var isSettled = entry.Rollback || champion is not null;
        var isTaken = entry.Rollback || champion is { Serves: true };
        if (!isTaken)
            return new Wanted(state.Previous, isSettled ? null : entry);

        // 2. The candidate, where it is newer than that and something else.
        if (state.Candidate is not { } next || next.At < entry.At || next.Digest == entry.Digest)
            return new Wanted(entry, null);
        return candidate switch
        {
            null => new Wanted(entry, next),
            { Serves: true } => new Wanted(next, null),
            _ => new Wanted(entry, null),
        };
    }
}
