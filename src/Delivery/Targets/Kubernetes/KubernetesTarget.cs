using Serverless.Core;
using Serverless.Delivery.Targets.Clouds;

namespace Serverless.Delivery.Targets.Kubernetes;

/// <summary>
/// A cluster: a revision comes in as the canary Deployment, and is promoted by giving its template to the stable one, whose old pods serve
/// until the new ones do. What served before is kept in an annotation, and starts as the canary. Driven by kubectl
/// (kubernetes.io/docs/reference/kubectl). Judged by probe requests: the API server has no figures of requests.
/// </summary>
/// <param name="kubectl">The command line.</param>
/// <param name="http">Asks revisions.</param>
/// <param name="outputs">The output <c>deployment</c> of the stack, and its registry.</param>
/// <param name="key">The API key of smoke tests; null for none.</param>
/// <param name="clock">Gives the times.</param>
internal sealed class KubernetesTarget(IKubectl kubectl, HttpClient http, TerraformOutputs outputs, string? key, TimeProvider clock)
    : IDeploymentTarget
{
    private readonly ProbeMeter _probes = new(clock);
    private readonly KubernetesCluster _cluster = new(kubectl, outputs);
    private readonly int _maxCanary = Math.Max(1, (int)(outputs.Figure("replicas", "canary_max") ?? 1));

    public TargetCapabilities Capabilities => TargetCapabilities.All;

    public async Task<Result<TargetState, TargetFailure>> StateAsync(CancellationToken cancellationToken) =>
        (await _cluster.ViewAsync(cancellationToken)).TryGet(out var view, out var failure)
            ? new TargetState(view.Revisions(), outputs.Url)
            : failure;

    public async Task<TargetFailure?> CreateAsync(RevisionSpec revision, CancellationToken cancellationToken)
    {
        if (revision.Image is not { } digest || outputs.Registry is not { } registry)
        {
            return TargetFailure.Refused(
                $"Release {revision.Version} was published without an image: `make images`, push it to the registry, "
                    + "publish a new version."
            );
        }

        if (!(await _cluster.ViewAsync(cancellationToken)).TryGet(out var view, out var failure))
            return failure;
        var own = revision.Settings.Where(one => view.Stable.Variable(one.Key) is { } value && value != one.Value).ToList();
        if (own.Count > 0)
        {
            return TargetFailure.Refused(
                $"{string.Join(", ", own.Select(one => one.Key))} is given by the stack itself, which goes over a revision's settings: "
                    + "change it in the stack's `settings`, or take it out there."
            );
        }

        var made = KubernetesRevision.Of(revision, $"{registry}@{digest}", _cluster.Stable);
        if (made.ConfigMap is { } map && await _cluster.KeepSettingsAsync(map, revision.Settings, cancellationToken) is { } unkept)
            return unkept;
        return await StartAsync(view, made, cancellationToken);
    }

    public async Task<TargetFailure?> StartAsync(string id, CancellationToken cancellationToken)
    {
        if (!(await _cluster.ViewAsync(cancellationToken)).TryGet(out var view, out var failure))
            return failure;
        return view.Find(id) is { } revision
            ? await StartAsync(view, revision, cancellationToken)
            : TargetFailure.Refused($"{id} is neither in {_cluster.Stable} nor in {_cluster.Canary}, nor kept.");
    }

    public async Task<TargetFailure?> ShiftAsync(IReadOnlyDictionary<string, int> weights, CancellationToken cancellationToken)
    {
        if (!(await _cluster.ViewAsync(cancellationToken)).TryGet(out var view, out var failure))
            return failure;
        var shares = weights.Where(one => one.Value > 0).ToList();
        if (shares is [{ Value: 100 } all])
        {
            return view.Find(all.Key) is { } revision
                ? await new KubernetesPromotion(_cluster, view).RunAsync(revision, cancellationToken)
                : TargetFailure.Refused($"{all.Key} is not there.");
        }

        var share = weights.GetValueOrDefault(view.Beside?.Id ?? "");
        return view.Stable.Replaces is null && share > 0 && share + weights.GetValueOrDefault(view.Stable.Found.Id) == 100
            ? await SplitAsync(view, share, cancellationToken)
            : TargetFailure.Refused($"Only the revisions of {_cluster.Stable} and {_cluster.Canary} can share the traffic.");
    }

    public async Task<TargetFailure?> RemoveAsync(string id, bool keep, CancellationToken cancellationToken)
    {
        if (!(await _cluster.ViewAsync(cancellationToken)).TryGet(out var view, out var failure))
            return failure;
        if (view.Stable.Found.Id == id || view.Stable.Replaces == id)
            return TargetFailure.Refused($"{id} serves: move its traffic first.");
        var others = view.Stable.Kept.Where(one => one.Id != id).ToList();
        if (keep && view.Find(id) is { } kept)
            others.Add(kept);
        if (others.Count != view.Stable.Kept.Count || keep)
            failure = await KeepAsync(others, cancellationToken);
        if (failure is null && view.Beside?.Id == id)
            failure = await _cluster.CloseAsync(view, cancellationToken) ?? await EmptyCanaryAsync(cancellationToken);
        return failure is null && !keep && view.Find(id)?.ConfigMap is { } map
            ? await _cluster.ForgetSettingsAsync(map, cancellationToken)
            : failure;
    }

    public Task<Result<TargetMetrics, TargetFailure>> MetricsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.FromResult<Result<TargetMetrics, TargetFailure>>(_probes.Read(since));

    public async Task<Result<ProbeResponse, TargetFailure>> SendAsync(string id, ProbeRequest request, CancellationToken cancellationToken)
    {
        if (!(await _cluster.PodAsync(id, cancellationToken)).TryGet(out var pod, out var failure))
            return failure;
        if (!(await _cluster.ForwardAsync(pod, cancellationToken)).TryGet(out var tunnel, out failure))
            return failure;
        using (tunnel)
        {
            var headers = key is null ? [] : new Dictionary<string, string> { ["X-Api-Key"] = key };
            return await _probes.MeasureAsync(id, () => HttpProbes.SendAsync(http, tunnel.Address, request, headers, cancellationToken));
        }
    }

    /// <summary>Runs a revision as the canary with one pod, which has no traffic; one that is there already gets its pod.</summary>
    private async Task<TargetFailure?> StartAsync(KubernetesView view, KubernetesRevision revision, CancellationToken cancellationToken)
    {
        if (view.Stable.Found.Id == revision.Id)
            return null;
        if (view.IsForeign || (view.Beside is { } other && other.Id != revision.Id && view.CanaryShare > 0))
        {
            return TargetFailure.Refused(
                $"{_cluster.Canary} runs {(view.IsForeign ? "what no release put there" : view.Beside!.Id)}: scale it to 0 first."
            );
        }

        var isThere = view.Beside == revision && view.Canary.Replicas > 0;
        if (isThere)
            return null;
        if (view.Beside is { } before && before.Id != revision.Id && view.Stable.Kept.All(one => one.Id != before.Id))
        {
            if (await KeepAsync([.. view.Stable.Kept, before], cancellationToken) is { } unkept)
                return unkept;
        }

        var patch = KubernetesPatches.Template(view.Canary, _cluster.Container, revision);
        patch["spec"]!["replicas"] = 1;
        return await _cluster.CloseAsync(view, cancellationToken) ?? await _cluster.PatchAsync(_cluster.Canary, patch, cancellationToken);
    }

    /// <summary>As many canary pods as the share takes, ready, then the traffic.</summary>
    private async Task<TargetFailure?> SplitAsync(KubernetesView view, int share, CancellationToken cancellationToken)
    {
        var wanted = (int)Math.Round(view.Stable.Replicas * share / (100.0 - share));
        var replicas = Math.Clamp(wanted, 1, _maxCanary);
        var failure = view.Canary.Replicas == replicas ? null : await _cluster.ScaleAsync(_cluster.Canary, replicas, cancellationToken);
        return failure
            ?? await _cluster.WaitAsync(_cluster.Canary, cancellationToken)
            ?? await _cluster.OpenAsync(view, share, cancellationToken);
    }

    private Task<TargetFailure?> KeepAsync(IEnumerable<KubernetesRevision> revisions, CancellationToken cancellationToken)
    {
        var marks = KubernetesPatches.Marks(KubernetesPatches.Kept(revisions));
        return _cluster.PatchAsync(_cluster.Stable, new System.Text.Json.Nodes.JsonObject { ["metadata"] = marks }, cancellationToken);
    }

    private Task<TargetFailure?> EmptyCanaryAsync(CancellationToken cancellationToken) =>
        _cluster.PatchAsync(_cluster.Canary, KubernetesPatches.Empty(), cancellationToken);
}
