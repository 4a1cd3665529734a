using Serverless.Delivery.Releases;
using Serverless.Delivery.Targets;
using Serverless.Ledger;

namespace Serverless.Delivery.Rollouts;

/// <summary>The steps of one rollout, from nothing to all traffic.</summary>
/// <param name="scope">What it works with.</param>
/// <param name="turn">Its turn.</param>
/// <param name="release">The release.</param>
/// <param name="spec">Its revision.</param>
/// <param name="champion">What serves; null where nothing does.</param>
internal sealed class RolloutSteps(RolloutScope scope, RolloutTurn turn, Release release, RevisionSpec spec, ServingVersion? champion)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly IDeploymentTarget _target = scope.Target;
    private int _probes;

    /// <summary>All of them.</summary>
    /// <returns>Why it went no further; null when the revision has all traffic and kept to what is allowed.</returns>
    public async Task<RolloutStop?> RunAsync() =>
        await new RevisionStart(scope, turn).RunAsync(spec.Id, spec)
        ?? await SmokeAsync(isBefore: true)
        ?? await SayReadyAsync()
        ?? await CanaryAsync();

    /// <summary>Only the checks, of what serves already.</summary>
    public async Task<RolloutStop?> CheckAsync()
    {
        if (RolloutStop.Of(await SmokeTest.RunAsync(_target, spec.Id, release.Models, turn.Token)) is { } stop)
            return stop;
        var (analysis, stopped) = await WatchAsync();
        return stopped ?? (analysis!.IsPass ? null : RolloutStop.Of(analysis.Why));
    }

    /// <summary>Before it has traffic where the platform lets one revision be asked, else as soon as it has.</summary>
    private async Task<RolloutStop?> SmokeAsync(bool isBefore) =>
        _target.Capabilities.AddressesRevisions == isBefore
            ? RolloutStop.Of(await SmokeTest.RunAsync(_target, spec.Id, release.Models, turn.Token))
            : null;

    private async Task<RolloutStop?> SayReadyAsync()
    {
        var entry = scope.Entry(EntryKind.Deployed, release.Version, turn.Run, spec.Id);
        return Unsaid(await scope.Ledger.AppendAsync(entry, turn.Token));
    }

    private async Task<RolloutStop?> CanaryAsync()
    {
        var steps = champion is not null && _target.Capabilities.SplitsTraffic ? scope.Policy.Canary.Steps : [100];
        foreach (var weight in steps)
        {
            var weights = new Dictionary<string, int> { [spec.Id] = weight };
            if (weight < 100)
                weights[champion!.Revision] = 100 - weight;
            if (RolloutStop.Of(await _target.ShiftAsync(weights, turn.Token)) is { } unshifted)
                return unshifted;
            if (await SmokeAsync(isBefore: false) is { } broken)
                return broken;
            scope.Say(FormattableString.Invariant($"{weight} % of the traffic goes to {release.Version}"));
            var (analysis, stopped) = await WatchAsync();
            if (stopped is not null)
                return stopped;
            var entry = scope.Entry(EntryKind.Canary, release.Version, turn.Run, spec.Id) with
            {
                Weight = weight,
                Verdict = analysis!.Verdict,
                Why = analysis.Why,
            };
            if (Unsaid(await scope.Ledger.AppendAsync(entry, turn.Token)) is { } unsaid)
                return unsaid;
            if (!analysis.IsPass)
                return RolloutStop.Of(FormattableString.Invariant($"at {weight} % of the traffic: {analysis.Why}"));
        }

        return null;
    }

    /// <summary>Watches for a window. What plainly fails ends it early; where nobody asks, this asks itself.</summary>
    private async Task<(AnalysisResult? Result, RolloutStop? Stop)> WatchAsync()
    {
        var (clock, since) = (scope.Lease.Clock, scope.Lease.Clock.GetUtcNow());
        var end = since + TimeSpan.FromSeconds(scope.Policy.Canary.WindowSeconds);
        while (clock.GetUtcNow() < end)
        {
            var left = end - clock.GetUtcNow();
            if (await turn.WaitAsync(left < Poll ? left : Poll) is { } stop)
                return (null, stop);
            var (early, unmeasured) = await JudgeAsync(since);
            if (unmeasured is not null || early is { Verdict: CanaryAnalysis.Fail })
                return (early, unmeasured);
        }

        var (result, failed) = await JudgeAsync(since);
        if (failed is not null || result!.Verdict != CanaryAnalysis.NoData)
            return (result, failed);
        return await ProbeAsync(since) is { } unasked ? (null, unasked) : await JudgeAsync(since);
    }

    private async Task<(AnalysisResult? Result, RolloutStop? Stop)> JudgeAsync(DateTimeOffset since)
    {
        if (!(await _target.MetricsAsync(since, turn.Token)).TryGet(out var metrics, out var failure))
            return (null, RolloutStop.Of(failure));
        var before = champion is null ? null : metrics.Of(champion.Revision);
        return (CanaryAnalysis.Judge(metrics.Of(spec.Id), before, scope.Lease.Clock.GetUtcNow() - since, scope.Policy), null);
    }

    private async Task<RolloutStop?> ProbeAsync(DateTimeOffset since)
    {
        if (!(await _target.MetricsAsync(since, turn.Token)).TryGet(out var metrics, out var failure))
            return RolloutStop.Of(failure);
        var missing = scope.Policy.Canary.MinRequests - metrics.Of(spec.Id).Requests;
        scope.Say(FormattableString.Invariant($"too little traffic to judge by: {missing} probe requests are sent"));
        for (var i = 0; i < missing; i++)
        {
            var sent = await _target.SendAsync(spec.Id, SmokeTest.Picture(_probes++), turn.Token);
            if (sent.Failure is { IsUnreachable: true } unreachable)
                return RolloutStop.Of(unreachable);
        }

        return null;
    }

    private static RolloutStop? Unsaid(DeliveryFailure? failure) =>
        failure is null ? null : new RolloutStop(failure.Code == ExitCode.TryAgain, failure.Detail);
}
