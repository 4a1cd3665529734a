using Serverless.Core;
using Serverless.Ledger;
using Serverless.Ledger.Leases;
using Serverless.Loop.Runs;
using Serverless.Loop.Triggers;
using Serverless.Packages.Aliases;

namespace Serverless.Loop;

/// <summary>
/// Watch, decide, and where a run is due: snapshot, train, push, try, end. One run at a time; what is done is in the journal, so that a
/// loop that was killed, or that another machine goes on with, does nothing twice.
/// </summary>
/// <param name="parts">What it is made of.</param>
internal sealed class RetrainingLoop(LoopParts parts)
{
    /// <summary>The name of the lease below the loop's folder.</summary>
    public const string LeaseName = "loop";

    /// <summary>Looks once, and does what follows as far as it can be done now.</summary>
    /// <param name="because">Why a person asks for a run; null where nobody does.</param>
    /// <param name="isDryRun">Whether it says what it would do, and changes nothing.</param>
    /// <param name="cancellationToken">Ends it; the next pass goes on.</param>
    public async Task<Result<PassResult, DeliveryFailure>> PassAsync(string? because, bool isDryRun, CancellationToken cancellationToken)
    {
        if (!(await parts.Journal.FindLastAsync(cancellationToken)).TryGet(out var last, out var failure))
            return failure;
        if (isDryRun && last.Run is { IsOpen: true } open)
            return new PassResult(PassOutcome.Due, Invariant($"run {open.Number} is open and would go on"));
        if (last.Run is not { IsOpen: true })
        {
            if (!(await DecideAsync(last.Run, because, cancellationToken)).TryGet(out var decision, out failure))
                return failure;
            if (!decision.IsDue)
                return new PassResult(PassOutcome.Idle, decision.Why);
            if (isDryRun)
                return new PassResult(PassOutcome.Due, "a run would begin: " + Told(decision.Reasons));
        }

        return await InTurnAsync(because, cancellationToken);
    }

    /// <summary>Under the lease everything is looked at again: another loop may have done it meanwhile.</summary>
    private async Task<Result<PassResult, DeliveryFailure>> InTurnAsync(string? because, CancellationToken cancellationToken)
    {
        var id = parts.Author.NewId();
        var taken = await Lease.TakeAsync(parts.Lease, LeaseName, id, null, cancellationToken);
        if (!taken.TryGet(out var lease, out var failure))
            return failure.Code == ExitCode.TryAgain ? new PassResult(PassOutcome.Busy, failure.Detail) : failure;
        using var owned = lease;
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var end = new CancellationTokenSource();
        var keeping = lease.KeepAsync(stopped, end.Token);
        try
        {
            return await RunAsync(id, because, stopped.Token);
        }
        catch (OperationCanceledException) when (lease.IsLost && !cancellationToken.IsCancellationRequested)
        {
            return new PassResult(PassOutcome.Busy, "another loop has taken over; it goes on with this run");
        }
        finally
        {
            await end.CancelAsync();
            await keeping;
            await lease.ReleaseAsync(CancellationToken.None);
        }
    }

    private async Task<Result<PassResult, DeliveryFailure>> RunAsync(string id, string? because, CancellationToken cancellationToken)
    {
        if (!(await parts.Journal.FindLastAsync(cancellationToken)).TryGet(out var last, out var failure))
            return failure;
        if (last.Run is { IsOpen: true } open)
        {
            parts.Tell(Invariant($"run {open.Number} goes on"));
            return await new TrainingRun(parts, open).GoOnAsync(cancellationToken);
        }

        if (!(await DecideAsync(last.Run, because, cancellationToken)).TryGet(out var decision, out failure))
            return failure;
        if (!decision.IsDue)
            return new PassResult(PassOutcome.Idle, decision.Why);
        var number = (last.Run?.Number ?? 0) + 1;
        var step = new RunStep
        {
            Step = RunStep.Triggered,
            Run = id,
            At = parts.Author.Clock.GetUtcNow().ToUniversalTime(),
            By = parts.Author.Actor,
            Why = Told(decision.Reasons),
            Reasons = decision.Reasons,
        };
        if (!(await parts.Journal.WriteAsync(number, step, cancellationToken)).TryGet(out var written, out failure))
            return failure;
        parts.Tell(Invariant($"run {number} begins: {written.Why}"));
        var run = new LoopRun(number, new Dictionary<string, RunStep> { [RunStep.Triggered] = written });
        return await new TrainingRun(parts, run).GoOnAsync(cancellationToken);
    }

    private async Task<Result<TriggerDecision, DeliveryFailure>> DecideAsync(
        LoopRun? last,
        string? because,
        CancellationToken cancellationToken
    )
    {
        var now = parts.Author.Clock.GetUtcNow();
        if (because is not null)
            return TriggerRules.Decide(parts.Settings.Triggers, new TriggerState(now, last?.Began, 0, null, because));
        if (!(await parts.Data.CountAsync(last?.Began, cancellationToken)).TryGet(out var reviews, out var failure))
            return failure;
        Observation? seen = null;
        if (parts.Traffic is { } traffic)
        {
            if (!(await parts.Registry.FindAsync(AliasNames.Champion, cancellationToken)).TryGet(out var champion, out failure))
                return failure;
            if (!(await traffic.LookAsync(champion.Entry, cancellationToken)).TryGet(out seen, out failure))
                return failure;
        }

        return TriggerRules.Decide(parts.Settings.Triggers, new TriggerState(now, last?.Began, reviews.Captions, seen));
    }

    private static string Told(IReadOnlyList<TriggerReason> reasons) =>
        string.Join("; ", reasons.Select(reason => $"{reason.Kind}: {reason.Why}"));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
