using Serverless.Core;
using Serverless.Delivery.Targets.Clouds;

namespace Serverless.Delivery.Targets.OnPrem;

/// <summary>
/// One machine with systemd: a revision comes in beside the current release on a port of its own, the front shares the traffic out, and a
/// promotion makes it the current one while the revision beside serves. Driven by the bundle's own install.sh and captions-front.
/// Judged by probe requests.
/// </summary>
/// <param name="machine">The machine.</param>
/// <param name="http">Asks revisions.</param>
/// <param name="outputs">The file of outputs.</param>
/// <param name="key">The API key of smoke tests; null for none.</param>
/// <param name="clock">Gives the times.</param>
internal sealed class OnPremTarget(IMachine machine, HttpClient http, TerraformOutputs outputs, string? key, TimeProvider clock)
    : IDeploymentTarget
{
    private readonly ProbeMeter _probes = new(clock);
    private readonly OnPremHost _host = new(machine, outputs);
    private readonly string _bundles = outputs.Find("bundles") ?? OnPremBundle.DefaultFolder;

    public TargetCapabilities Capabilities => TargetCapabilities.All;

    public async Task<Result<TargetState, TargetFailure>> StateAsync(CancellationToken cancellationToken) =>
        (await _host.ViewAsync(cancellationToken)).TryGet(out var view, out var failure)
            ? new TargetState(view.Revisions(), outputs.Url)
            : failure;

    public async Task<TargetFailure?> CreateAsync(RevisionSpec revision, CancellationToken cancellationToken)
    {
        if (!OnPremBundle.Find(_bundles, revision).TryGet(out var bundle, out var failure))
            return failure;
        return await StartAsync(
            OnPremRevision.Of(revision),
            made => _host.BringBesideAsync(bundle, made, cancellationToken),
            cancellationToken
        );
    }

    public async Task<TargetFailure?> StartAsync(string id, CancellationToken cancellationToken)
    {
        if (!(await _host.ViewAsync(cancellationToken)).TryGet(out var view, out var failure))
            return failure;
        return view.Find(id) is { } revision
            ? await StartAsync(revision, made => _host.StartBesideAsync(made.Version, cancellationToken), cancellationToken)
            : TargetFailure.Refused($"{id} is not on the machine.");
    }

    public async Task<TargetFailure?> ShiftAsync(IReadOnlyDictionary<string, int> weights, CancellationToken cancellationToken)
    {
        if (!(await _host.ViewAsync(cancellationToken)).TryGet(out var view, out var failure))
            return failure;
        var shares = weights.Where(one => one.Value > 0).ToList();
        if (shares is [{ Value: 100 } all])
        {
            return view.Find(all.Key) is { } revision
                ? await new OnPremPromotion(_host, view).RunAsync(revision, cancellationToken)
                : TargetFailure.Refused($"{all.Key} is not on the machine.");
        }

        var share = weights.GetValueOrDefault(view.Beside?.Id ?? "");
        return view.Record.Replaces is null && share > 0 && share + weights.GetValueOrDefault(view.Current.Id) == 100
            ? await _host.WeighAsync(share, cancellationToken)
            : TargetFailure.Refused("Only the current release and the revision beside it can share the traffic.");
    }

    public async Task<TargetFailure?> RemoveAsync(string id, bool keep, CancellationToken cancellationToken)
    {
        if (!(await _host.ViewAsync(cancellationToken)).TryGet(out var view, out var failure))
            return failure;
        if (view.Current.Id == id || view.Record.Replaces == id)
            return TargetFailure.Refused($"{id} serves: move its traffic first.");
        var others = view.Record.Kept.Where(one => one.Id != id);
        var record = view.Record with { Kept = keep && view.Find(id) is { } kept ? [.. others, kept] : [.. others] };
        failure = await _host.WriteRecordAsync(record, cancellationToken);
        if (failure is null && view.Beside?.Id == id)
        {
            failure =
                (view.BesideShare > 0 ? await _host.WeighAsync(0, cancellationToken) : null)
                ?? await _host.RetireAsync(view, cancellationToken)
                ?? await _host.WriteRecordAsync(record with { Beside = null }, cancellationToken);
        }

        return failure;
    }

    public Task<Result<TargetMetrics, TargetFailure>> MetricsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.FromResult<Result<TargetMetrics, TargetFailure>>(_probes.Read(since));

    public async Task<Result<ProbeResponse, TargetFailure>> SendAsync(string id, ProbeRequest request, CancellationToken cancellationToken)
    {
        if (!(await _host.ViewAsync(cancellationToken)).TryGet(out var view, out var failure))
            return failure;
        if (view.Current.Id != id && view.Beside?.Id != id)
            return TargetFailure.Refused($"{id} does not run.");
        if (!(await _host.ForwardAsync(view.Current.Id != id, cancellationToken)).TryGet(out var tunnel, out failure))
            return failure;
        using (tunnel)
        {
            var headers = key is null ? [] : new Dictionary<string, string> { ["X-Api-Key"] = key };
            return await _probes.MeasureAsync(id, () => HttpProbes.SendAsync(http, tunnel.Address, request, headers, cancellationToken));
        }
    }

    /// <summary>Starts a revision beside the current release; what is there without traffic makes room, and stays startable.</summary>
    private async Task<TargetFailure?> StartAsync(
        OnPremRevision revision,
        Func<OnPremRevision, Task<TargetFailure?>> start,
        CancellationToken cancellationToken
    )
    {
        if (!(await _host.ViewAsync(cancellationToken)).TryGet(out var view, out var failure))
            return failure;
        if (view.CurrentVersion is null)
            return TargetFailure.Refused("Nothing is installed there to stand beside: run the bundle's install.sh once.");
        if (view.Current.Id == revision.Id || (view.Beside == revision && view.BesideStatus == RevisionStatus.Ready))
            return null;
        if (view.Beside is { } other && other.Id != revision.Id)
        {
            if (view.BesideShare > 0)
                return TargetFailure.Refused($"{other.Id} is beside and has traffic: move that first.");
            if (await RemoveAsync(other.Id, keep: true, cancellationToken) is { } unmoved)
                return unmoved;
        }

        // the record first: what is beside without one is somebody else's
        var kept = view.Record.Kept.Where(one => one.Id != view.Beside?.Id);
        var record = view.Record with { Beside = revision, Kept = view.Beside is { } moved ? [.. kept, moved] : [.. kept] };
        return (view.BesideShare > 0 ? await _host.WeighAsync(0, cancellationToken) : null)
            ?? await _host.WriteRecordAsync(record, cancellationToken)
            ?? await _host.WriteSettingsAsync(OnPremPromotion.UnitOf(_host.BesidePort), revision.Settings, cancellationToken)
            ?? await start(revision);
    }
}
