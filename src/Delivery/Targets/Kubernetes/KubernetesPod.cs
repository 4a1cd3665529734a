using System.Text.Json.Nodes;

namespace Serverless.Delivery.Targets.Kubernetes;

/// <summary>A pod, as the API server gives it.</summary>
/// <param name="pod">The pod.</param>
/// <param name="container">The container of the host.</param>
internal sealed class KubernetesPod(JsonNode pod, string container)
{
    private const int DefaultPort = 8080;

    public string Name => (string)pod["metadata"]!["name"]!;

    /// <summary>The revision that it runs.</summary>
    public string Revision => (string?)pod["metadata"]!["labels"]?[KubernetesTrack.RevisionMark] ?? KubernetesRevision.InitialId;

    /// <summary>Whether it was told to end.</summary>
    public bool IsEnding => pod["metadata"]!["deletionTimestamp"] is not null;

    public bool IsReady =>
        pod["status"]?["conditions"] is JsonArray conditions
        && conditions.Any(one => (string?)one!["type"] == "Ready" && (string?)one["status"] == "True");

    /// <summary>Where it listens.</summary>
    public int Port =>
        pod["spec"]?["containers"] is JsonArray containers
        && containers.FirstOrDefault(one => (string?)one!["name"] == container) is { } host
            ? (int?)host["ports"]?[0]?["containerPort"] ?? DefaultPort
            : DefaultPort;
}
