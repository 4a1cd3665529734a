using Serverless.Core;
using Serverless.Ledger;

namespace Serverless.Delivery.Rollouts;

/// <summary>Back to a version that served this target before: starts it again, moves the traffic at once, records why.</summary>
/// <param name="scope">What it works with.</param>
internal sealed class Rollback(RolloutScope scope)
{
    private readonly RolloutRecovery _recovery = new(scope);

    /// <summary>Goes back. A rollout that is under way is asked to go back itself, and then is all that is undone.</summary>
    /// <param name="to">A version that served here; null for the good one before.</param>
    /// <param name="reason">Why, for the ledger.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null when that version serves.</returns>
    public Task<DeliveryFailure?> RunAsync(string? to, string reason, CancellationToken cancellationToken)
    {
        var known = scope.Ledger.Entries.Count;
        return RolloutTurn.TakeAsync(scope, reason, turn => RunInTurnAsync(turn, to, reason, known), cancellationToken);
    }

    private async Task<DeliveryFailure?> RunInTurnAsync(RolloutTurn turn, string? to, string reason, int known)
    {
        if (!(await _recovery.SettleAsync(turn, adopt: false)).TryGet(out var state, out var failure))
            return failure;
        var serving = scope.History.Serving;
        if (to is null && serving is not null && WasUndone(known))
        {
            scope.Say($"the rollout that was under way was undone; {serving.Version} serves {scope.Place}");
            return null;
        }

        if (!PickOf(to, serving).TryGet(out var goal, out failure))
            return failure;
        var started = scope.Entry(EntryKind.DeployStarted, serving!.Version, turn.Run, goal.Revision) with
        {
            To = goal.Version,
            Why = reason,
        };
        if (await scope.Ledger.AppendAsync(started, turn.Token) is { } unsaid)
            return unsaid;
        scope.Say($"{scope.Place} goes back from {serving.Version} to {goal.Version}: {reason}");
        if (await turn.TryAsync(() => ShiftAsync(turn, goal)) is { } stop)
            return await _recovery.GoBackAsync(turn, started, stop);
        if (await _recovery.SayRolledBackAsync(turn, started, reason) is { } unrecorded)
            return unrecorded;
        scope.Say($"{goal.Version} serves {scope.Place}");
        return await _recovery.TidyAsync(turn.Token);
    }

    private async Task<RolloutStop?> ShiftAsync(RolloutTurn turn, ServingVersion goal) =>
        await _recovery.StartAsync(turn, goal)
        ?? RolloutStop.Of(await scope.Target.ShiftAsync(new Dictionary<string, int> { [goal.Revision] = 100 }, turn.Token));

    /// <summary>Whether a rollout was undone since this was asked for, by itself or while settling.</summary>
    private bool WasUndone(int known) =>
        scope
            .Ledger.Entries.Skip(known)
            .Any(entry =>
                entry.Kind == EntryKind.RolledBack && entry.Environment == scope.Place.Environment && entry.Target == scope.Place.Target
            );

    private Result<ServingVersion, DeliveryFailure> PickOf(string? to, ServingVersion? serving)
    {
        if (serving is null)
            return DeliveryFailure.Refused($"Nothing serves {scope.Place} by the ledger: there is nothing to go back from.");
        if (to is null)
        {
            return scope.History.PreviousGood is { } previous
                ? previous
                : DeliveryFailure.Refused(
                    $"There is no good version before {serving.Version} on {scope.Place}: name one that served there (--to), or "
                        + "deploy one."
                );
        }

        if (to == serving.Version)
            return DeliveryFailure.Refused($"{to} serves {scope.Place} already.");
        return scope.History.LastServed(to) is { } earlier
            ? earlier
            : DeliveryFailure.Refused($"{to} never served {scope.Place}: a version gets there by `make deploy`.");
    }
}
