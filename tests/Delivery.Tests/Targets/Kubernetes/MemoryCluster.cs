using System.Globalization;
using System.Text.Json.Nodes;
using Serverless.Core;
using Serverless.Delivery.Targets;
using Serverless.Delivery.Targets.Kubernetes;

namespace Serverless.Delivery.Tests.Targets.Kubernetes;

/// <summary>
/// A cluster behind kubectl's words, which it holds to their documented syntax: two Deployments, a Service, a route if asked for.
/// Pods of a new template come up at the next look, and old ones go only then; those of a bad image never come up.
/// </summary>
internal sealed class MemoryCluster : IKubectl
{
    public const string InitialImage = "registry/captions@sha256:0000";

    private readonly Dictionary<string, JsonObject> _objects = [];
    private readonly Dictionary<string, List<Pod>> _pods = [];
    private int _podNames;

    public MemoryCluster(bool hasRoute)
    {
        AddDeployment("captions-dev", "stable", replicas: 9);
        AddDeployment("captions-dev-canary", "canary", replicas: 0);
        _objects["service/captions-dev"] = Parse(
            """
            {"kind":"Service","metadata":{"name":"captions-dev"},"spec":{"selector":{"app.kubernetes.io/name":"captions-dev"}}}
            """
        );
        if (hasRoute)
        {
            _objects["httproutes.gateway.networking.k8s.io/captions-dev"] = Parse(
                """
                {"kind":"HTTPRoute","metadata":{"name":"captions-dev"},"spec":{"rules":[{"backendRefs":[
                {"name":"captions-dev-stable-only","port":80,"weight":100},
                {"name":"captions-dev-canary-only","port":80,"weight":0}]}]}}
                """
            );
        }

        Look();
    }

    /// <summary>Called before and after each call with its first word; what it gives is answered in place of the work.</summary>
    public Func<string, TargetFailure?> Fault { get; set; } = _ => null;

    /// <summary>Images whose pods never become ready.</summary>
    public HashSet<string> BadImages { get; } = [];

    /// <summary>Images whose pods no longer become ready in the stable Deployment.</summary>
    public HashSet<string> BadWhenStable { get; } = [];

    /// <summary>Every call, its words with a blank between.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Names of ConfigMaps.</summary>
    public List<string> ConfigMaps { get; } = [];

    /// <summary>Requests that were sent to pods, by image.</summary>
    public Dictionary<string, int> Asked { get; } = new() { [InitialImage] = 100 };

    /// <summary>The biggest share of the traffic that had nowhere to go.</summary>
    public double MaxUnserved { get; private set; }

    /// <summary>Images that got callers' traffic before they were asked five times.</summary>
    public HashSet<string> Untried { get; } = [];

    public JsonObject Object(string name) => _objects[name];

    /// <summary>How the traffic is shared out, by image.</summary>
    public Dictionary<string, double> Traffic
    {
        get
        {
            var shares = new Dictionary<string, double>();
            foreach (var (pods, share) in Backends().Where(one => one.Pods.Count > 0))
            {
                foreach (var pod in pods)
                    shares[pod.Image] = shares.GetValueOrDefault(pod.Image) + (share / pods.Count);
            }

            return shares;
        }
    }

    /// <summary>The image that a pod runs.</summary>
    public string ImageOf(string pod) => _pods.Values.SelectMany(pods => pods).Single(one => one.Name == pod).Image;

    public int PodsOf(string deployment) => _pods[deployment].Count;

    public Task<Result<string, TargetFailure>> RunAsync(CancellationToken cancellationToken, params string[] words)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Calls.Add(string.Join(' ', words));
        if (Fault("before " + words[0]) is { } before)
            return Task.FromResult<Result<string, TargetFailure>>(before);
        var answer = Answer(words);
        Note();
        return Task.FromResult(Fault("after " + words[0]) is { } after ? after : answer);
    }

    public Task<Result<Tunnel, TargetFailure>> ForwardAsync(string pod, int port, CancellationToken cancellationToken)
    {
        Assert.Equal(8080, port);
        return Task.FromResult<Result<Tunnel, TargetFailure>>(
            Fault("before port-forward") is { } failure ? failure : new Tunnel(new Uri($"http://{pod}/"), process: null)
        );
    }

    private Result<string, TargetFailure> Answer(string[] words)
    {
        switch (words)
        {
            case ["get", "pods", "--selector", "app.kubernetes.io/name=captions-dev", "--output", "json"]:
                return List(_pods.Values.SelectMany(pods => pods).Select(pod => pod.ToJson()));
            case ["get", .. var names, "--output", "json"]:
                Look();
                return List(names.Select(name => _objects[name].DeepClone()));
            case ["patch", var name, "--type", "strategic", "--patch", var patch]
                when name.StartsWith("deployment/", StringComparison.Ordinal):
                Merge(_objects[name], Parse(patch));
                Bump(_objects[name]);
                return $"{name} patched";
            case ["patch", var name, "--type", "merge", "--patch", var patch]:
                Merge(_objects[name], Parse(patch));
                return $"{name} patched";
            case ["patch", var name, "--type", "json", "--patch", var patch]:
                return Apply(_objects[name], (JsonArray)JsonNode.Parse(patch)!);
            case ["rollout", "status", var name, "--timeout", "60s"]:
                Look();
                return IsComplete(name["deployment/".Length..])
                    ? "successfully rolled out"
                    : TargetFailure.Refused($"error: {name} exceeded its progress deadline");
            case ["create", "configmap", var name, .. var literals]:
                Assert.All(literals, one => Assert.StartsWith("--from-literal=", one, StringComparison.Ordinal));
                if (ConfigMaps.Contains(name))
                    return TargetFailure.Refused($"configmaps \"{name}\" already exists");
                ConfigMaps.Add(name);
                return "created";
            case ["delete", "configmap", var name, "--ignore-not-found"]:
                ConfigMaps.Remove(name);
                return "";
            default:
                throw new InvalidOperationException("kubectl has no " + string.Join(' ', words));
        }
    }

    private static string List(IEnumerable<JsonNode> items) => new JsonObject { ["items"] = new JsonArray([.. items]) }.ToJsonString();

    private static JsonObject Parse(string text) => (JsonObject)JsonNode.Parse(text)!;

    private void AddDeployment(string name, string track, int replicas)
    {
        _pods[name] = [];
        _objects["deployment/" + name] = Parse(
            $$"""
            {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"{{name}}","generation":1},"spec":{"replicas":{{replicas}},
            "selector":{"matchLabels":{"captions/track":"{{track}}"} },
            "template":{"metadata":{"labels":{"captions/track":"{{track}}","app.kubernetes.io/version":"0.9.0"} },
            "spec":{"initContainers":[{"name":"folders","image":"{{InitialImage}}"}],
            "containers":[{"name":"captions","image":"{{InitialImage}}","env":[{"name":"CAPTION_ADDRESS","value":"0.0.0.0"}]}]} } } }
            """
        );
    }

    private static void Bump(JsonObject deployment) =>
        deployment["metadata"]!["generation"] = (int)deployment["metadata"]!["generation"]! + 1;

    /// <summary>What a strategic merge does with the kinds that are patched here: containers by their name, all else by its key.</summary>
    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
                target.Remove(name);
            else if (value is JsonObject inner)
            {
                if (target[name] is not JsonObject)
                    target[name] = new JsonObject();
                Merge((JsonObject)target[name]!, inner);
            }
            else if (name is "containers" or "initContainers")
            {
                foreach (var container in (JsonArray)value)
                    Merge((JsonObject)((JsonArray)target[name]!).Single(one => Same(one, container))!, (JsonObject)container!);
            }
            else
                target[name] = value.DeepClone();
        }

        static bool Same(JsonNode? one, JsonNode? other) => (string?)one!["name"] == (string?)other!["name"];
    }

    private static Result<string, TargetFailure> Apply(JsonObject target, JsonArray steps)
    {
        foreach (var step in steps)
        {
            var path = ((string)step!["path"]!).Split('/')[1..];
            var parent = path[..^1]
                .Aggregate(
                    (JsonNode)target,
                    (node, part) => int.TryParse(part, CultureInfo.InvariantCulture, out var at) ? node[at]! : node[part]!
                );
            if ((string)step["op"]! == "add")
                parent[path[^1]] = step["value"]!.DeepClone();
            else if (!JsonNode.DeepEquals(parent[path[^1]], step["value"]))
                return TargetFailure.Refused("the test of the patch failed");
        }

        return "patched";
    }

    /// <summary>Lets pods come and go as the Deployments ask, and writes their status.</summary>
    private void Look()
    {
        foreach (var (name, pods) in _pods)
        {
            var deployment = _objects["deployment/" + name];
            var (replicas, labels) = ((int)deployment["spec"]!["replicas"]!, deployment["spec"]!["template"]!["metadata"]!["labels"]!);
            var (image, revision) = (ImageOf(deployment), (string?)labels["captions/revision"]);
            var isBad = BadImages.Contains(image) || (BadWhenStable.Contains(image) && name == "captions-dev");
            pods.RemoveAll(pod => !pod.IsReady && pod.Revision != revision);
            if (!isBad || replicas == 0)
                pods.RemoveAll(pod => pod.Revision != revision);
            while (pods.Count(pod => pod.Revision == revision) < (isBad ? Math.Min(1, replicas) : replicas))
                pods.Add(new Pod($"{name}-{_podNames++}", image, revision, !isBad));
            while (pods.Count(pod => pod.Revision == revision) > replicas)
                pods.RemoveAt(pods.Count - 1);
            var (ready, updated) = (pods.Count(pod => pod.IsReady), pods.Count(pod => pod.Revision == revision));
            deployment["status"] = new JsonObject
            {
                ["observedGeneration"] = (int)deployment["metadata"]!["generation"]!,
                ["replicas"] = pods.Count,
                ["updatedReplicas"] = updated,
                ["readyReplicas"] = ready,
                ["availableReplicas"] = ready,
                ["conditions"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = "Progressing",
                        ["status"] = isBad ? "False" : "True",
                        ["message"] = "it has timed out progressing.",
                    }
                ),
            };
        }
    }

    private bool IsComplete(string name) => !_pods[name].Exists(pod => !pod.IsReady);

    private static string ImageOf(JsonObject deployment) => (string)deployment["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!;

    /// <summary>Who answers callers, and which share of them.</summary>
    private List<(List<Pod> Pods, double Share)> Backends()
    {
        var (stable, canary) = (ReadyOf("captions-dev"), ReadyOf("captions-dev-canary"));
        if (_objects.GetValueOrDefault("httproutes.gateway.networking.k8s.io/captions-dev") is { } route)
        {
            var backends = (JsonArray)route["spec"]!["rules"]![0]!["backendRefs"]!;
            return [(stable, (int)backends[0]!["weight"]!), (canary, (int)backends[1]!["weight"]!)];
        }

        return (string?)_objects["service/captions-dev"]["spec"]!["selector"]!["captions/track"] switch
        {
            "stable" => [(stable, 100)],
            null => [([.. stable, .. canary], 100)],
            var other => throw new InvalidOperationException(other),
        };
    }

    private List<Pod> ReadyOf(string name) => [.. _pods[name].Where(pod => pod.IsReady)];

    private void Note()
    {
        MaxUnserved = Math.Max(MaxUnserved, Backends().Where(one => one.Pods.Count == 0).Sum(one => one.Share));
        foreach (var image in Traffic.Where(one => one.Value > 0).Select(one => one.Key))
        {
            if (Asked.GetValueOrDefault(image) < 5)
                Untried.Add(image);
        }
    }

    private sealed record Pod(string Name, string Image, string? Revision, bool IsReady)
    {
        public JsonObject ToJson()
        {
            var labels = new JsonObject { ["app.kubernetes.io/name"] = "captions-dev" };
            if (Revision is not null)
                labels["captions/revision"] = Revision;
            return new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = Name, ["labels"] = labels },
                ["status"] = new JsonObject
                {
                    ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = IsReady ? "True" : "False" }),
                },
            };
        }
    }
}
