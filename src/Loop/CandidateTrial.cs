using Serverless.Core;
using Serverless.Ledger;
using Serverless.Loop.Runs;
using Serverless.Packages.Aliases;
using Serverless.Updates.Rollouts;

namespace Serverless.Loop;

/// <summary>
/// Waits for what the hosts say of a candidate. They decide; the loop moves the pointer after them where no host has a key to, and ends a
/// trial that nobody comes to.
/// </summary>
/// <param name="parts">What the loop is made of.</param>
/// <param name="tried">The step that began the trial.</param>
internal sealed class CandidateTrial(LoopParts parts, RunStep tried)
{
    private DateTimeOffset Now => parts.Author.Clock.GetUtcNow();

    /// <summary>Looks until the hosts decided, or as long as one look may wait.</summary>
    /// <param name="endAsync">Ends the run with an outcome and why.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Result<PassResult, DeliveryFailure>> WatchAsync(
        Func<string, string, CancellationToken, Task<Result<PassResult, DeliveryFailure>>> endAsync,
        CancellationToken cancellationToken
    )
    {
        var deadline = Now + parts.Settings.TrialWait;
        while (true)
        {
            if (!(await LookAsync(cancellationToken)).TryGet(out var end, out var failure))
                return failure;
            if (end.Outcome is { } outcome)
                return await endAsync(outcome, end.Why, cancellationToken);
            if (Now >= deadline)
                return new PassResult(PassOutcome.Waiting, end.Why);
            await parts.Pause(parts.Settings.TrialPoll, cancellationToken);
        }
    }

    private async Task<Result<TrialEnd, DeliveryFailure>> LookAsync(CancellationToken cancellationToken)
    {
        if (!(await parts.Registry.FindAsync(AliasNames.Candidate, cancellationToken)).TryGet(out var candidate, out var failure))
            return failure;
        if (!(await parts.Registry.FindAsync(AliasNames.Champion, cancellationToken)).TryGet(out var champion, out failure))
            return failure;
        if (candidate.Entry is not { } entry || entry.Number != tried.AliasNumber || entry.Digest != tried.Candidate!.Digest)
            return Withdrawn(candidate.Entry, champion.Entry);
        if (!(await parts.Registry.FindTrialAsync(entry, cancellationToken)).TryGet(out var trial, out failure))
            return failure;
        if (trial.Verdict is { } verdict)
            return await SettleAsync(entry, champion.Entry, verdict, cancellationToken);
        if (champion.Entry is { } other && other.At > entry.At)
            return new TrialEnd(RunOutcome.Superseded, $"{other.Version} was promoted meanwhile: {other.Why}");
        if (Now - tried.At >= parts.Settings.TrialMax)
            return await WithdrawAsync(champion.Entry, trial, cancellationToken);
        return new TrialEnd(null, trial.HasBegun ? $"hosts try {entry.Version}" : $"{entry.Version} waits for a host to try it");
    }

    private async Task<Result<TrialEnd, DeliveryFailure>> SettleAsync(
        AliasEntry entry,
        AliasEntry? champion,
        TrialVerdict verdict,
        CancellationToken cancellationToken
    )
    {
        if (verdict.Serves is null)
            return new TrialEnd(RunOutcome.NoData, verdict.Why);
        if (verdict is { IsPassed: true, Serves: false })
            return new TrialEnd(RunOutcome.Passed, $"a person promotes it, its policy does not: {verdict.Why}");
        if (!verdict.IsPassed)
            return new TrialEnd(RunOutcome.RolledBack, verdict.Why);
        if (champion is { } other && other.At > entry.At && other.Digest != entry.Digest)
            return new TrialEnd(RunOutcome.Superseded, $"it passed, and {other.Version} was promoted meanwhile: {other.Why}");
        var target = new AliasTarget(entry.Name, entry.Version, entry.Digest);
        var moved = await parts.Registry.PointAsync(AliasNames.Champion, target, verdict.Why, cancellationToken);
        return moved.TryGet(out _, out var failure) ? new TrialEnd(RunOutcome.Promoted, verdict.Why) : failure;
    }

    /// <summary>The alias means the champion then, so that no host begins with what was given up.</summary>
    private async Task<Result<TrialEnd, DeliveryFailure>> WithdrawAsync(
        AliasEntry? champion,
        TrialState trial,
        CancellationToken cancellationToken
    )
    {
        var why = trial.HasBegun ? "no host decided in time" : "no host tried it in time";
        if (champion is not { } entry)
            return new TrialEnd(RunOutcome.NoData, why);
        var target = new AliasTarget(entry.Name, entry.Version, entry.Digest);
        var moved = await parts.Registry.PointAsync(AliasNames.Candidate, target, why, cancellationToken);
        return moved.TryGet(out _, out var failure) ? new TrialEnd(RunOutcome.NoData, why) : failure;
    }

    /// <summary>The alias means the champion where a pass before this one gave up, else what somebody put there.</summary>
    private static TrialEnd Withdrawn(AliasEntry? candidate, AliasEntry? champion) =>
        candidate is not null && candidate.Digest == champion?.Digest
            ? new TrialEnd(RunOutcome.NoData, candidate.Why)
            : new TrialEnd(RunOutcome.Superseded, "the alias candidate means another package meanwhile");

    /// <param name="Outcome">How it ended; null while it is open.</param>
    /// <param name="Why">In plain words.</param>
    private sealed record TrialEnd(string? Outcome, string Why);
}
