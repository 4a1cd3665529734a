using System.Text.Json.Nodes;

namespace Serverless.Delivery.Targets.Kubernetes;

/// <summary>What the cluster has: the stable Deployment, the canary, revisions that are kept, and how traffic is shared.</summary>
/// <param name="stable">The stable Deployment.</param>
/// <param name="canary">The canary.</param>
/// <param name="service">The Service of all pods.</param>
/// <param name="route">The HTTPRoute that weighs traffic; null where the ratio of pods does.</param>
/// <param name="canaryService">The Service of the canary's pods, by which the route names it.</param>
internal sealed class KubernetesView(
    KubernetesTrack stable,
    KubernetesTrack canary,
    JsonNode service,
    JsonNode? route,
    string canaryService
)
{
    /// <summary>Stands for a canary that nobody of this delivery put there.</summary>
    private const string ForeignCanary = "canary-by-hand";

    public KubernetesTrack Stable => stable;

    public KubernetesTrack Canary => canary;

    public JsonNode? Route => route;

    /// <summary>The canary's revision; null where it has none.</summary>
    public KubernetesRevision? Beside =>
        canary.Recorded is not null ? canary.Found
        : canary.Replicas > 0 ? canary.Found with { Id = ForeignCanary }
        : null;

    /// <summary>Whether the canary was scaled up by somebody else.</summary>
    public bool IsForeign => Beside?.Id == ForeignCanary;

    /// <summary>The track that the Service of all pods is narrowed to; null for both.</summary>
    public string? ServiceTrack => (string?)service["spec"]?["selector"]?[KubernetesTrack.TrackLabel];

    /// <summary>The canary's share of the traffic, in percent.</summary>
    public int CanaryShare => route is null ? ShareOfPods() : ShareOfRoute();

    /// <summary>The revision by its id, wherever it is; null where it is nowhere.</summary>
    public KubernetesRevision? Find(string id) =>
        stable.Found.Id == id ? stable.Found
        : Beside?.Id == id ? Beside
        : stable.Kept.FirstOrDefault(one => one.Id == id);

    /// <summary>All revisions with their shares.</summary>
    public IReadOnlyList<TargetRevision> Revisions()
    {
        var (live, beside, share) = (stable.Found, Beside, CanaryShare);
        var revisions = new List<TargetRevision>();
        if (stable.Replaces is { } replaced && replaced != live.Id)
        {
            // pods of both serve until the last one is replaced: neither has all the traffic
            share = Math.Clamp(beside is null ? 1 : share, 1, 99);
            var isReplacedBeside = beside?.Id == replaced;
            revisions.Add(Of(live, RevisionStatus.Ready, isReplacedBeside ? 100 - share : share));
            if (stable.Kept.FirstOrDefault(one => one.Id == replaced) is { } old)
                revisions.Add(Of(old, RevisionStatus.Ready, isReplacedBeside ? share : 100 - share));
        }
        else
        {
            var all = beside is null || beside.Id == live.Id ? 100 : 100 - share;
            var status = stable.Serves ? RevisionStatus.Ready : stable.Status;
            revisions.Add(Of(live, status, all, stable.Reason));
        }

        if (beside is not null && revisions.All(one => one.Id != beside.Id))
            revisions.Add(Of(beside, canary.Status, stable.Replaces is null ? share : 0, canary.Reason));
        revisions.AddRange(
            stable.Kept.Where(one => revisions.All(other => other.Id != one.Id)).Select(one => Of(one, RevisionStatus.Stopped, 0))
        );
        return revisions;
    }

    private static TargetRevision Of(KubernetesRevision revision, RevisionStatus status, int weight, string? reason = null) =>
        new(revision.Id, revision.Version, status, weight, revision.Package, revision.Settings, reason);

    private int ShareOfPods()
    {
        if (ServiceTrack is { } track)
            return track == "canary" ? 100 : 0;
        var (beside, all) = (canary.Ready, canary.Ready + stable.Ready);
        return beside == 0 ? 0
            : beside == all ? 100
            : Math.Clamp((int)Math.Round(100.0 * beside / all), 1, 99);
    }

    private int ShareOfRoute()
    {
        var backends = (route!["spec"]?["rules"]?[0]?["backendRefs"] as JsonArray)?.Select(one => one!).ToList() ?? [];
        var sum = backends.Sum(WeightOf);
        var beside = backends.Where(one => (string?)one["name"] == canaryService).Sum(WeightOf);
        return sum == 0 ? 0 : (int)Math.Round(100.0 * beside / sum);
    }

    private static int WeightOf(JsonNode backend) => (int?)backend["weight"] ?? 1; // the API's default
}
