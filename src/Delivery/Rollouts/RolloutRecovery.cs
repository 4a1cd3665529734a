using Serverless.Core;
using Serverless.Delivery.Releases;
using Serverless.Delivery.Targets;
using Serverless.Ledger;

namespace Serverless.Delivery.Rollouts;

/// <summary>
/// Brings a target and the ledger together again: after a rollout that failed, after one that was killed, after a change by hand.
/// </summary>
/// <param name="scope">What it works with.</param>
internal sealed class RolloutRecovery(RolloutScope scope)
{
    /// <summary>Stands for what a platform serves before the first release.</summary>
    private const string InitialVersion = "0.0.0-initial";

    private readonly IDeploymentTarget _target = scope.Target;

    /// <summary>Finishes or undoes what a killed rollout left, then holds what runs to what the ledger says.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="adopt">Whether a difference is taken over.</param>
    /// <returns>What runs, or why nothing may be changed.</returns>
    public async Task<Result<TargetState, DeliveryFailure>> SettleAsync(RolloutTurn turn, bool adopt)
    {
        if (!(await StateAsync(turn.Token)).TryGet(out var state, out var failure))
            return failure;
        if (scope.History.Unfinished is { } unfinished)
        {
            if (await SettleAsync(turn, unfinished, state) is { } unsettled)
                return unsettled;
            if (!(await StateAsync(turn.Token)).TryGet(out state, out failure))
                return failure;
        }

        if (scope.History.Serving is null && state.Live is { Version: null } initial)
            return await AdoptInitialAsync(turn, initial) is { } unadopted ? unadopted : state;
        if (DriftOf(state, scope.History.Serving) is not { } drift)
            return await TidyAsync(turn.Token) is { } untidy ? untidy : state;
        if (!adopt)
        {
            return DeliveryFailure.Refused(
                $"{scope.Place}: {drift}. Nothing is changed. Put it back, or take over what runs with --adopt (ADOPT=1)."
            );
        }

        scope.Say($"taken over: {drift}");
        var live = state.Live;
        var entry = scope.Entry(EntryKind.Adopted, live?.Version ?? (live is null ? null : "unknown"), turn.Run, live?.Id) with
        {
            Why = drift,
            Evidence = EvidenceOf(live),
        };
        return await scope.Ledger.AppendAsync(entry, turn.Token) is { } unsaid ? unsaid : state;
    }

    /// <summary>Gives the traffic back to what served, takes the new revision out, and says so.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="started">The start of the rollout.</param>
    /// <param name="stop">Why.</param>
    /// <returns>The failure of the rollout, or, where it could not go back either, what is open.</returns>
    public async Task<DeliveryFailure> GoBackAsync(RolloutTurn turn, LedgerEntry started, RolloutStop stop)
    {
        var reason = stop.Detail.TrimEnd('.');
        turn.IsGoingBack = true;
        if (await UndoAsync(turn, started, reason) is { } open)
        {
            return DeliveryFailure.TryAgain(
                $"{started.Version} did not reach {scope.Place} ({reason}), and the way back is not done yet "
                    + $"({open.Detail.TrimEnd('.')}). Run any verb on this target again: it goes on where this one stopped."
            );
        }

        var served = scope.History.Serving is { } serving ? $"{serving.Version} serves as before" : "nothing served before";
        var detail = $"{started.Version} did not reach {scope.Place}: {reason}. {served}.";
        return stop.IsUnreachable ? DeliveryFailure.TryAgain(detail) : DeliveryFailure.Refused(detail);
    }

    /// <summary>Says what serves now, with what the target says it is.</summary>
    public async Task<DeliveryFailure?> SayServingAsync(
        string run,
        string kind,
        string version,
        string revision,
        CancellationToken cancellationToken,
        Func<LedgerEntry, LedgerEntry>? change = null
    )
    {
        if (!(await StateAsync(cancellationToken)).TryGet(out var state, out var failure))
            return failure;
        var entry = scope.Entry(kind, version, run, revision) with { Evidence = EvidenceOf(state.Find(revision)) };
        return await scope.Ledger.AppendAsync(change is null ? entry : change(entry), cancellationToken);
    }

    /// <summary>
    /// Stops what served before and keeps it startable; removes every other revision of ours. Whatever was not done in time is done by the
    /// next verb.
    /// </summary>
    public async Task<DeliveryFailure?> TidyAsync(CancellationToken cancellationToken)
    {
        if (!(await StateAsync(cancellationToken)).TryGet(out var state, out var failure))
            return failure;
        var history = scope.History;
        foreach (var revision in state.Revisions.Where(one => one.Weight == 0 && history.IsOurs(one.Id)))
        {
            if (revision.Id == history.Serving?.Revision)
                continue;
            var isKept = revision.Id == history.PreviousGood?.Revision;
            if (isKept && revision.Status == RevisionStatus.Stopped)
                continue;
            if (await _target.RemoveAsync(revision.Id, isKept, cancellationToken) is { } unremoved)
                return Of(unremoved);
        }

        return null;
    }

    /// <summary>What a revision of a release is made of here.</summary>
    public async Task<Result<RevisionSpec, DeliveryFailure>> SpecOfAsync(Release release, CancellationToken cancellationToken)
    {
        if (release.PackageOf(scope.Place.Target) is not { } package)
        {
            return DeliveryFailure.Refused(
                $"Release {release.Version} has no package for {scope.Place.Target}; it has some for "
                    + $"{string.Join(", ", release.Packages.Select(one => one.Target))}."
            );
        }

        var opened = await scope.Delivery.Releases.OpenPackageAsync(release, package, scope.CacheFolder, cancellationToken);
        return opened.TryGet(out var file, out var failure)
            ? new RevisionSpec(
                RevisionNames.Of(release.Version, package.Sha256, scope.Settings),
                release.Version,
                file,
                package.Sha256,
                package.Image,
                scope.Settings
            )
            : failure;
    }

    private async Task<DeliveryFailure?> SettleAsync(RolloutTurn turn, LedgerEntry unfinished, TargetState state)
    {
        var isRollback = unfinished.To is not null;
        var hasAll = state.Live?.Id == unfinished.Revision;
        if (hasAll && (isRollback || scope.History.IsAnalysed(unfinished)))
        {
            scope.Say($"a rollout by {unfinished.Actor} that was cut off after its last step is finished");
            return isRollback
                ? await SayRolledBackAsync(turn, unfinished, unfinished.Why ?? "")
                : await SayServingAsync(
                    unfinished.Run!,
                    EntryKind.Promoted,
                    unfinished.Version!,
                    unfinished.Revision!,
                    turn.Token,
                    entry => entry with { Why = "finished by the next rollout" }
                );
        }

        scope.Say($"a rollout of {unfinished.Version} by {unfinished.Actor} that was cut off is undone");
        turn.IsGoingBack = true;
        var unsettled = await UndoAsync(turn, unfinished, "it was cut off");
        turn.IsGoingBack = false;
        return unsettled;
    }

    /// <summary>Says that a rollback is done: another version serves.</summary>
    public Task<DeliveryFailure?> SayRolledBackAsync(RolloutTurn turn, LedgerEntry started, string reason) =>
        SayServingAsync(
            started.Run!,
            EntryKind.RolledBack,
            started.Version!,
            started.Revision!,
            turn.Token,
            entry => entry with { To = started.To, Why = reason }
        );

    private async Task<DeliveryFailure?> UndoAsync(RolloutTurn turn, LedgerEntry started, string reason)
    {
        var champion = scope.History.Serving;
        if (champion is not null && await GiveBackAsync(turn, champion) is { } stop)
            return stop.IsUnreachable ? DeliveryFailure.TryAgain(stop.Detail) : DeliveryFailure.Refused(stop.Detail);
        var isNew = started.Revision != champion?.Revision;
        var isKept = started.To is not null || started.Revision == scope.History.PreviousGood?.Revision;
        if (isNew && await _target.RemoveAsync(started.Revision!, isKept, turn.Token) is { } unremoved)
            return Of(unremoved);
        if (started.To is not null) // an attempt to roll back: what served serves
        {
            var failed = scope.Entry(EntryKind.DeployFailed, started.Version, started.Run!, started.Revision);
            return await scope.Ledger.AppendAsync(failed with { To = started.To, Why = reason }, turn.Token);
        }

        return await scope.Ledger.AppendAsync(
            scope.Entry(EntryKind.RolledBack, started.Version, started.Run!, champion?.Revision) with
            {
                To = champion?.Version,
                Why = reason,
                Evidence = champion is null ? null : EvidenceOf(champion),
            },
            turn.Token
        );
    }

    /// <summary>Traffic back to the champion.</summary>
    private async Task<RolloutStop?> GiveBackAsync(RolloutTurn turn, ServingVersion champion)
    {
        if (!(await _target.StateAsync(turn.Token)).TryGet(out var state, out var failure))
            return RolloutStop.Of(failure);
        if (state.Live?.Id == champion.Revision)
            return null;
        var all = new Dictionary<string, int> { [champion.Revision] = 100 };
        return await StartAsync(turn, champion) ?? RolloutStop.Of(await _target.ShiftAsync(all, turn.Token));
    }

    /// <summary>Makes sure that a version which served is ready to serve; where its revision is gone, it is made again.</summary>
    public async Task<RolloutStop?> StartAsync(RolloutTurn turn, ServingVersion version)
    {
        if (!(await _target.StateAsync(turn.Token)).TryGet(out var state, out var failure))
            return RolloutStop.Of(failure);
        var start = new RevisionStart(scope, turn);
        if (state.Find(version.Revision) is not null)
            return await start.RunAsync(version.Revision, spec: null);
        var found = await scope.Delivery.Releases.FindAsync(scope.Ledger, version.Version, turn.Token);
        if (!found.TryGet(out var release, out var unfound))
            return RolloutStop.Of(unfound.Detail);
        return (await SpecOfAsync(release, turn.Token)).TryGet(out var spec, out var unopened)
            ? await start.RunAsync(version.Revision, spec with { Id = version.Revision })
            : RolloutStop.Of(unopened.Detail);
    }

    /// <summary>What the platform itself put there when it was set up, before any release: it serves until the first one does.</summary>
    private async Task<DeliveryFailure?> AdoptInitialAsync(RolloutTurn turn, TargetRevision initial) =>
        await scope.Ledger.AppendAsync(
            scope.Entry(EntryKind.Adopted, InitialVersion, turn.Run, initial.Id) with
            {
                Why = "what serves before the first release",
                Evidence = EvidenceOf(initial),
            },
            turn.Token
        );

    private async Task<Result<TargetState, DeliveryFailure>> StateAsync(CancellationToken cancellationToken) =>
        (await _target.StateAsync(cancellationToken)).TryGet(out var state, out var failure) ? state : Of(failure);

    private DeliveryFailure Of(TargetFailure failure) =>
        failure.IsUnreachable
            ? DeliveryFailure.TryAgain($"{scope.Place} cannot be reached: {failure.Detail}")
            : DeliveryFailure.Refused($"{scope.Place}: {failure.Detail}");

    private static Evidence[]? EvidenceOf(TargetRevision? revision) => Evidence(revision?.PackageSha256, revision?.SettingsSha256);

    private static Evidence[]? EvidenceOf(ServingVersion version) => Evidence(version.PackageSha256, version.SettingsSha256);

    private static Evidence[]? Evidence(string? package, string? settings)
    {
        var evidence = new[] { (RolloutHistory.PackageEvidence, package), (RolloutHistory.SettingsEvidence, settings) }
            .Where(one => one.Item2 is not null)
            .Select(one => new Evidence(one.Item1, one.Item2!))
            .ToArray();
        return evidence.Length > 0 ? evidence : null;
    }

    /// <summary>How what runs differs from what the ledger says; null where it does not.</summary>
    private static string? DriftOf(TargetState state, ServingVersion? expected)
    {
        var live = state.Live;
        if (live is null && state.Revisions.Any(revision => revision.Weight > 0))
            return "several revisions share the traffic, and the ledger knows of no rollout";
        return (live, expected) switch
        {
            (null, null) => null,
            (null, { } gone) => $"nothing serves, and the ledger says {gone.Version} ({gone.Revision})",
            ({ } found, null) => $"{found.Version} ({found.Id}) serves, and the ledger says nothing does",
            ({ } found, { } known) when found.Id != known.Revision =>
                $"{found.Version} ({found.Id}) serves, and the ledger says {known.Version} ({known.Revision})",
            ({ } found, { } known) when Differs(found.PackageSha256, known.PackageSha256) =>
                $"{found.Id} runs another package than the one that was deployed",
            ({ } found, { } known) when Differs(found.SettingsSha256, known.SettingsSha256) =>
                $"{found.Id} has other settings than those it was deployed with",
            _ => null,
        };
    }

    private static bool Differs(string? one, string? other) => one is not null && other is not null && one != other;
}
