using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Core;
using Serverless.Delivery.Targets.Clouds;

namespace Serverless.Delivery.Targets.Kubernetes;

/// <summary>The objects of one deployment by kubectl: reads and single changes, each of which can be repeated.</summary>
/// <param name="kubectl">The command line.</param>
/// <param name="outputs">deployment, canary_deployment, service, container and route of the stack.</param>
internal sealed class KubernetesCluster(IKubectl kubectl, TerraformOutputs outputs)
{
    /// <summary>Waits for one rollout, a minute each; the Deployment's own deadline (600 s without progress) ends it sooner.</summary>
    private const int MaxWaits = 60;

    private readonly string? _route = outputs.Find("route");
    private readonly string _service = outputs.Get("service");

    public string Stable { get; } = outputs.Get("deployment");

    public string Canary { get; } = outputs.Get("canary_deployment");

    public string Container { get; } = outputs.Get("container");

    private string CanaryService => _service + "-canary-only";

    private string RouteName => "httproutes.gateway.networking.k8s.io/" + _route;

    /// <summary>What is there.</summary>
    public async Task<Result<KubernetesView, TargetFailure>> ViewAsync(CancellationToken cancellationToken)
    {
        List<string> words = ["get", "deployment/" + Stable, "deployment/" + Canary, "service/" + _service];
        if (_route is not null)
            words.Add(RouteName);
        if (!(await kubectl.RunAsync(cancellationToken, [.. words, "--output", "json"])).TryGet(out var text, out var failure))
            return failure;
        if (Items(text) is not { } items)
            return TargetFailure.Unreachable("kubectl get answered no list.");
        return
            Named(items, "Deployment", Stable) is { } stable
            && Named(items, "Deployment", Canary) is { } canary
            && Named(items, "Service", _service) is { } service
            && (_route is null || Named(items, "HTTPRoute", _route) is not null)
            ? new KubernetesView(
                new KubernetesTrack(stable, Container),
                new KubernetesTrack(canary, Container),
                service,
                _route is null ? null : Named(items, "HTTPRoute", _route),
                CanaryService
            )
            : TargetFailure.Refused($"The cluster lacks one of {string.Join(", ", words.Skip(1))}: apply the stack again.");
    }

    /// <summary>Pods of a revision that can be asked, those that are ready first.</summary>
    public async Task<Result<KubernetesPod, TargetFailure>> PodAsync(string id, CancellationToken cancellationToken)
    {
        string[] words = ["get", "pods", "--selector", "app.kubernetes.io/name=" + Stable, "--output", "json"];
        if (!(await kubectl.RunAsync(cancellationToken, words)).TryGet(out var text, out var failure))
            return failure;
        var pod = (Items(text) ?? [])
            .Select(one => new KubernetesPod(one!, Container))
            .Where(one => one.Revision == id && !one.IsEnding)
            .OrderByDescending(one => one.IsReady)
            .FirstOrDefault();
        return pod is null ? TargetFailure.Unreachable($"{id} has no pod to be asked.") : pod;
    }

    public Task<Result<Tunnel, TargetFailure>> ForwardAsync(KubernetesPod pod, CancellationToken cancellationToken) =>
        kubectl.ForwardAsync(pod.Name, pod.Port, cancellationToken);

    /// <summary>Changes a Deployment: a strategic merge.</summary>
    public Task<TargetFailure?> PatchAsync(string deployment, JsonNode patch, CancellationToken cancellationToken) =>
        DoAsync(cancellationToken, "patch", "deployment/" + deployment, "--type", "strategic", "--patch", patch.ToJsonString());

    /// <summary>Asks for a number of pods.</summary>
    public Task<TargetFailure?> ScaleAsync(string deployment, int replicas, CancellationToken cancellationToken) =>
        PatchAsync(deployment, new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } }, cancellationToken);

    /// <summary>Waits until all pods of a Deployment are of its template and serve.</summary>
    public async Task<TargetFailure?> WaitAsync(string deployment, CancellationToken cancellationToken)
    {
        TargetFailure? failure = null;
        for (var i = 0; i < MaxWaits; i++)
        {
            failure = await DoAsync(cancellationToken, "rollout", "status", "deployment/" + deployment, "--timeout", "60s");
            if (failure?.Detail.Contains("timed out waiting for the condition", StringComparison.Ordinal) != true)
                return failure;
        }

        return failure;
    }

    /// <summary>Keeps a revision's settings; the same revision has the same ones, so those that are there already are right.</summary>
    public async Task<TargetFailure?> KeepSettingsAsync(
        string configMap,
        IReadOnlyDictionary<string, string> settings,
        CancellationToken cancellationToken
    )
    {
        var literals = settings.Select(one => $"--from-literal={one.Key}={one.Value}");
        var failure = await DoAsync(cancellationToken, ["create", "configmap", configMap, .. literals]);
        return failure?.Detail.Contains("already exists", StringComparison.Ordinal) == true ? null : failure;
    }

    public Task<TargetFailure?> ForgetSettingsAsync(string configMap, CancellationToken cancellationToken) =>
        DoAsync(cancellationToken, "delete", "configmap", configMap, "--ignore-not-found");

    /// <summary>Gives all traffic to the stable pods.</summary>
    public async Task<TargetFailure?> CloseAsync(KubernetesView view, CancellationToken cancellationToken)
    {
        if (view.Route is { } route && view.CanaryShare > 0 && await WeighAsync(route, 0, cancellationToken) is { } unweighed)
            return unweighed;
        return view.ServiceTrack == "stable" ? null : await SelectAsync("stable", cancellationToken);
    }

    /// <summary>Gives the canary its share: exactly by the route, else what the ratio of ready pods is.</summary>
    public Task<TargetFailure?> OpenAsync(KubernetesView view, int share, CancellationToken cancellationToken) =>
        view.Route is { } route ? WeighAsync(route, share, cancellationToken)
        : view.ServiceTrack is null ? Task.FromResult<TargetFailure?>(null)
        : SelectAsync(null, cancellationToken);

    private Task<TargetFailure?> SelectAsync(string? track, CancellationToken cancellationToken)
    {
        var patch = KubernetesPatches.Selector(track).ToJsonString();
        return DoAsync(cancellationToken, "patch", "service/" + _service, "--type", "merge", "--patch", patch);
    }

    private Task<TargetFailure?> WeighAsync(JsonNode route, int share, CancellationToken cancellationToken)
    {
        var patch = KubernetesPatches.Weights(route, CanaryService, share).ToJsonString();
        return DoAsync(cancellationToken, "patch", RouteName, "--type", "json", "--patch", patch);
    }

    private async Task<TargetFailure?> DoAsync(CancellationToken cancellationToken, params string[] words) =>
        (await kubectl.RunAsync(cancellationToken, words)).Failure;

    private static JsonArray? Items(string text)
    {
        try
        {
            return JsonNode.Parse(text)?["items"] as JsonArray;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonNode? Named(JsonArray items, string kind, string name) =>
        items.FirstOrDefault(one => (string?)one!["kind"] == kind && (string?)one["metadata"]?["name"] == name);
}
