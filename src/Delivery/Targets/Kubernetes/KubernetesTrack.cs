using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Delivery.Targets.Kubernetes;

/// <summary>One of the two Deployments, as the API server gives it.</summary>
/// <param name="deployment">The Deployment.</param>
/// <param name="container">The container of the host.</param>
internal sealed class KubernetesTrack(JsonNode deployment, string container)
{
    /// <summary>Annotations of Deployments: the revision of the template; those that are kept; the one that it is replacing.</summary>
    public const string RevisionMark = "captions/revision",
        KeptMark = "captions/kept",
        ReplacesMark = "captions/replaces";

    public const string VersionLabel = "app.kubernetes.io/version",
        TrackLabel = "captions/track";

    private JsonNode Template => deployment["spec"]!["template"]!;

    private JsonNode Container => Containers("containers").First(one => (string?)one["name"] == container);

    /// <summary>The revision of the template; null where no delivery put one there.</summary>
    public KubernetesRevision? Recorded => KubernetesRevision.Read(Annotation(RevisionMark));

    /// <summary>Revisions that do not run and can be started.</summary>
    public IReadOnlyList<KubernetesRevision> Kept =>
        Annotation(KeptMark) is JsonArray kept ? [.. kept.Select(KubernetesRevision.Read).OfType<KubernetesRevision>()] : [];

    /// <summary>The revision whose pods are being replaced; null when that is done.</summary>
    public string? Replaces => (string?)deployment["metadata"]!["annotations"]?[ReplacesMark];

    /// <summary>What runs by the template, whoever put it there.</summary>
    public KubernetesRevision Found
    {
        get
        {
            var (image, label) = ((string)Container["image"]!, (string?)Template["metadata"]?["labels"]?[VersionLabel]);
            var map = (string?)Container["envFrom"]?[0]?["configMapRef"]?["name"];
            var digest = image[(image.IndexOf('@', StringComparison.Ordinal) + 1)..];
            if (Recorded is not { } recorded)
                return new KubernetesRevision(KubernetesRevision.InitialId, null, label, image, digest, null, map);
            return recorded with
            {
                Image = image,
                Package = image == recorded.Image ? recorded.Package : digest,
                Settings = map == recorded.ConfigMap ? recorded.Settings : map ?? "none",
            };
        }
    }

    /// <summary>Pods that are asked for.</summary>
    public int Replicas => (int?)deployment["spec"]!["replicas"] ?? 1;

    /// <summary>Pods that can serve.</summary>
    public int Ready => Count("readyReplicas");

    /// <summary>Init containers that run the host's image.</summary>
    public IEnumerable<string> InitContainers => Containers("initContainers").Select(one => (string)one["name"]!);

    /// <summary>A setting that the stack gives the container itself, which goes over a ConfigMap's; null for none.</summary>
    public string? Variable(string name) =>
        Container["env"] is JsonArray variables && variables.FirstOrDefault(one => (string?)one!["name"] == name) is { } found
            ? (string?)found["value"] ?? ""
            : null;

    /// <summary>Whether it can serve, by the status of the Deployment (kubernetes.io: Deployment status).</summary>
    public RevisionStatus Status =>
        Replicas == 0
            ? Count("replicas") > 0
                ? RevisionStatus.Draining
                : RevisionStatus.Stopped
            : Reason is not null
                ? RevisionStatus.Failed
                : IsObserved
                && Count("updatedReplicas") >= Replicas
                && Count("replicas") == Count("updatedReplicas")
                && Available >= Replicas
                    ? RevisionStatus.Ready
                    : RevisionStatus.Starting;

    /// <summary>Whether at least one pod serves.</summary>
    public bool Serves => Available > 0;

    /// <summary>Why its pods do not come up; null while they may.</summary>
    public string? Reason =>
        IsObserved && deployment["status"]?["conditions"] is JsonArray conditions
            ? (string?)conditions.FirstOrDefault(IsBad)?["message"]
            : null;

    private int Available => Count("availableReplicas");

    private bool IsObserved => Count("observedGeneration") >= ((int?)deployment["metadata"]!["generation"] ?? 0);

    private static bool IsBad(JsonNode? condition) =>
        ((string?)condition!["type"], (string?)condition["status"]) is ("Progressing", "False") or ("ReplicaFailure", "True");

    private int Count(string name) => (int?)deployment["status"]?[name] ?? 0;

    private IEnumerable<JsonNode> Containers(string list) =>
        Template["spec"]![list] is JsonArray containers ? containers.Select(one => one!) : [];

    private JsonNode? Annotation(string name)
    {
        if ((string?)deployment["metadata"]!["annotations"]?[name] is not { Length: > 0 } text)
            return null;
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null; // changed by hand: as if it were not there
        }
    }
}
