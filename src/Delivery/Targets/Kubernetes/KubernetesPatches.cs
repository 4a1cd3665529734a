using System.Text.Json.Nodes;

namespace Serverless.Delivery.Targets.Kubernetes;

/// <summary>What is sent by <c>kubectl patch</c>.</summary>
internal static class KubernetesPatches
{
    /// <summary>
    /// The template of a revision for a Deployment, and the record of it: a strategic merge, which leaves all else alone.
    /// </summary>
    /// <param name="track">The Deployment as it is.</param>
    /// <param name="container">The container of the host.</param>
    /// <param name="revision">The revision.</param>
    public static JsonObject Template(KubernetesTrack track, string container, KubernetesRevision revision)
    {
        var containers = new JsonArray(
            new JsonObject
            {
                ["name"] = container,
                ["image"] = revision.Image,
                ["envFrom"] = revision.ConfigMap is { } map
                    ? new JsonArray(new JsonObject { ["configMapRef"] = new JsonObject { ["name"] = map } })
                    : null,
            }
        );
        var pod = new JsonObject { ["containers"] = containers };
        var inits = track.InitContainers.Select(JsonNode? (name) => new JsonObject { ["name"] = name, ["image"] = revision.Image });
        if (inits.ToArray() is { Length: > 0 } list)
            pod["initContainers"] = new JsonArray(list);
        var labels = new JsonObject { [KubernetesTrack.RevisionMark] = revision.Id, [KubernetesTrack.VersionLabel] = revision.Label };
        var digests = new JsonObject { ["captions/package-sha256"] = revision.Package, ["captions/settings-sha256"] = revision.Settings };
        return new JsonObject
        {
            ["metadata"] = Marks((KubernetesTrack.RevisionMark, revision.ToJson().ToJsonString())),
            ["spec"] = new JsonObject
            {
                ["template"] = new JsonObject
                {
                    ["metadata"] = new JsonObject { ["labels"] = labels, ["annotations"] = digests },
                    ["spec"] = pod,
                },
            },
        };
    }

    /// <summary>Metadata with annotations; null takes one away.</summary>
    public static JsonObject Marks(params (string Name, string? Value)[] marks)
    {
        var annotations = new JsonObject();
        foreach (var (name, value) in marks)
            annotations[name] = value;
        return new JsonObject { ["annotations"] = annotations };
    }

    /// <summary>The annotation of revisions that are kept.</summary>
    public static (string Name, string Value) Kept(IEnumerable<KubernetesRevision> revisions) =>
        (KubernetesTrack.KeptMark, new JsonArray([.. revisions.Select(JsonNode? (one) => one.ToJson())]).ToJsonString());

    /// <summary>Takes the canary's pods and the record of its revision away.</summary>
    public static JsonObject Empty() =>
        new()
        {
            ["metadata"] = Marks((KubernetesTrack.RevisionMark, null)),
            ["spec"] = new JsonObject { ["replicas"] = 0 },
        };

    /// <summary>Narrows the Service of all pods to one track: a merge patch.</summary>
    /// <param name="track">The track; null for both.</param>
    public static JsonObject Selector(string? track) =>
        new() { ["spec"] = new JsonObject { ["selector"] = new JsonObject { [KubernetesTrack.TrackLabel] = track } } };

    /// <summary>Weights of an HTTPRoute's two backends: a JSON patch, which fails where the route changed meanwhile.</summary>
    /// <param name="route">The route.</param>
    /// <param name="canaryService">The backend of the canary.</param>
    /// <param name="share">The canary's share in percent.</param>
    public static JsonArray Weights(JsonNode route, string canaryService, int share)
    {
        var patch = new JsonArray();
        var rules = (JsonArray)route["spec"]!["rules"]!;
        for (var rule = 0; rule < rules.Count; rule++)
        {
            var backends = (JsonArray)rules[rule]!["backendRefs"]!;
            for (var backend = 0; backend < backends.Count; backend++)
            {
                var (name, path) = ((string)backends[backend]!["name"]!, $"/spec/rules/{rule}/backendRefs/{backend}");
                patch.Add(Step("test", path + "/name", name));
                patch.Add(Step("add", path + "/weight", name == canaryService ? share : 100 - share));
            }
        }

        return patch;
    }

    private static JsonObject Step(string verb, string path, JsonNode value) =>
        new()
        {
            ["op"] = verb,
            ["path"] = path,
            ["value"] = value,
        };
}
