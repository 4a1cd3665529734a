using Serverless.Delivery.Gates;
using Serverless.Delivery.Releases;
using Serverless.Delivery.Targets;
using Serverless.Ledger;

namespace Serverless.Delivery.Rollouts;

/// <summary>
/// Brings a release to a target: gates, lease, what a killed rollout left, a revision beside the old one, smoke test, canary, promotion.
/// Whatever fails leaves the version before it serving. Killed at any step, the next verb finishes it or undoes it.
/// </summary>
/// <param name="scope">What it works with.</param>
internal sealed class Rollout(RolloutScope scope)
{
    private readonly DeployGates _gates = new(scope.Delivery, scope.Policy);
    private readonly RolloutRecovery _recovery = new(scope);

    /// <summary>Deploys.</summary>
    /// <param name="version">A published version.</param>
    /// <param name="adopt">Whether what runs is taken over where it is not what the ledger says.</param>
    /// <param name="cancellationToken">Stops it: it goes back first.</param>
    /// <returns>Null when the version serves all traffic.</returns>
    public async Task<DeliveryFailure?> DeployAsync(string version, bool adopt, CancellationToken cancellationToken)
    {
        if (!(await scope.Delivery.Releases.FindAsync(scope.Ledger, version, cancellationToken)).TryGet(out var release, out var failure))
            return failure;
        if (!(await _recovery.SpecOfAsync(release, cancellationToken)).TryGet(out var spec, out failure))
            return failure;
        if (await ClosedGateAsync(release, cancellationToken) is { } closed)
            return closed;
        return await RolloutTurn.TakeAsync(
            scope,
            stopReason: null,
            turn => DeployInTurnAsync(turn, release, spec, adopt),
            cancellationToken
        );
    }

    private async Task<DeliveryFailure?> DeployInTurnAsync(RolloutTurn turn, Release release, RevisionSpec spec, bool adopt)
    {
        // others may have written while this one waited for its turn
        if (await ClosedGateAsync(release, turn.Token) is { } closed)
            return closed;
        if (!(await _recovery.SettleAsync(turn, adopt)).TryGet(out var state, out var failure))
            return failure;
        if (state.Live?.Id == spec.Id)
            return await VerifyAsync(turn, release, spec);

        var champion = scope.History.Serving;
        var started = scope.Entry(EntryKind.DeployStarted, release.Version, turn.Run, spec.Id);
        if (await scope.Ledger.AppendAsync(started, turn.Token) is { } unsaid)
            return unsaid;
        scope.Say($"{release.Version} goes to {scope.Place} as {spec.Id}{(champion is null ? "" : $", beside {champion.Version}")}");
        var steps = new RolloutSteps(scope, turn, release, spec, champion);
        if (await turn.TryAsync(steps.RunAsync) is { } stop)
            return await _recovery.GoBackAsync(turn, started, stop);
        return await PromoteAsync(turn, release, spec);
    }

    private async Task<DeliveryFailure?> PromoteAsync(RolloutTurn turn, Release release, RevisionSpec spec)
    {
        if (await _recovery.SayServingAsync(turn.Run, EntryKind.Promoted, release.Version, spec.Id, turn.Token) is { } unsaid)
            return unsaid;
        scope.Say($"{release.Version} serves {scope.Place}");
        return await _recovery.TidyAsync(turn.Token);
    }

    /// <summary>What runs already is checked again; a good run counts for the gate of production.</summary>
    private async Task<DeliveryFailure?> VerifyAsync(RolloutTurn turn, Release release, RevisionSpec spec)
    {
        scope.Say($"{release.Version} serves {scope.Place} already, and is checked again");
        var steps = new RolloutSteps(scope, turn, release, spec, champion: null);
        var stop = await turn.TryAsync(steps.CheckAsync);
        if (stop is { IsUnreachable: true })
            return DeliveryFailure.TryAgain($"{release.Version} could not be checked: {stop.Detail}");
        var entry = scope.Entry(stop is null ? EntryKind.Verified : EntryKind.DeployFailed, release.Version, turn.Run, spec.Id);
        var unsaid = await scope.Ledger.AppendAsync(entry with { Why = stop?.Detail ?? "checked again" }, turn.Token);
        return stop is null
            ? unsaid
            : unsaid
                ?? DeliveryFailure.Refused(
                    $"{release.Version} serves {scope.Place} and is not good: {stop.Detail}. `make rollback` takes it out."
                );
    }

    private async Task<DeliveryFailure?> ClosedGateAsync(Release release, CancellationToken cancellationToken)
    {
        var gate = await _gates.CheckAsync(release, scope.Place.Environment, scope.Place.Target, cancellationToken);
        if (gate is null)
            return null;
        return await _gates.SayAsync(gate, release.Version, scope.Place.Environment, scope.Place.Target, cancellationToken)
            ?? DeliveryFailure.Refused($"The gate {gate.Name} is closed for {scope.Place}: {gate.Why} Nothing was deployed.");
    }
}
