using Serverless.Delivery.Targets;

namespace Serverless.Delivery.Rollouts;

/// <summary>Makes or starts a revision beside the others, and waits until it is ready.</summary>
/// <param name="scope">What it works with.</param>
/// <param name="turn">The turn.</param>
internal sealed class RevisionStart(RolloutScope scope, RolloutTurn turn)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Does.</summary>
    /// <param name="id">The revision.</param>
    /// <param name="spec">What it is made of where it is not there, or failed; null where it is there.</param>
    /// <returns>Why it is not ready.</returns>
    public async Task<RolloutStop?> RunAsync(string id, RevisionSpec? spec)
    {
        if (!(await scope.Target.StateAsync(turn.Token)).TryGet(out var state, out var failure))
            return RolloutStop.Of(failure);
        var before = state.Find(id);
        if (spec is not null && before is { Status: RevisionStatus.Failed or RevisionStatus.Draining })
        {
            if (RolloutStop.Of(await scope.Target.RemoveAsync(id, keep: false, turn.Token)) is { } stop)
                return stop;
            before = null;
        }

        if (before is { Status: RevisionStatus.Stopped or RevisionStatus.Failed })
            failure = await scope.Target.StartAsync(id, turn.Token);
        else if (before is null && spec is not null)
            failure = await scope.Target.CreateAsync(spec, turn.Token);
        return RolloutStop.Of(failure) ?? await WaitReadyAsync(id);
    }

    private async Task<RolloutStop?> WaitReadyAsync(string id)
    {
        var deadline = scope.Lease.Clock.GetUtcNow() + TimeSpan.FromSeconds(scope.Policy.ReadySeconds);
        while (true)
        {
            if (!(await scope.Target.StateAsync(turn.Token)).TryGet(out var state, out var failure))
                return RolloutStop.Of(failure);
            var revision = state.Find(id);
            if (revision is { Status: RevisionStatus.Ready })
                return null;
            if (revision is null or { Status: RevisionStatus.Failed })
                return RolloutStop.Of($"its revision did not start{(revision?.Reason is { } why ? ": " + why : "")}");
            if (scope.Lease.Clock.GetUtcNow() >= deadline)
                return RolloutStop.Of(FormattableString.Invariant($"it was not ready after {scope.Policy.ReadySeconds} s"));
            if (await turn.WaitAsync(Poll) is { } stop)
                return stop;
        }
    }
}
