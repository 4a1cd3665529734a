using System.Text.Json.Nodes;

namespace Serverless.Delivery.Targets.Kubernetes;

/// <summary>
/// Gives a revision all traffic: the stable Deployment gets its template and replaces pod by pod, then the canary goes. The mark
/// <c>captions/replaces</c> is there from the first change to the last one, so that whoever comes after one that was cut off sees that
/// neither revision has all the traffic.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="view">What is there.</param>
internal sealed class KubernetesPromotion(KubernetesCluster cluster, KubernetesView view)
{
    /// <summary>Promotes. When the new pods do not come up, the stable Deployment gets its old template back.</summary>
    /// <param name="revision">The revision.</param>
    /// <param name="cancellationToken">Ends it; the next call goes on.</param>
    public async Task<TargetFailure?> RunAsync(KubernetesRevision revision, CancellationToken cancellationToken)
    {
        var live = view.Stable.Found;
        if (live.Id != revision.Id)
        {
            if (await ReplaceAsync(revision, live, cancellationToken) is { } unreplaced)
                return unreplaced;
        }

        if (live.Id != revision.Id || view.Stable.Replaces is not null)
        {
            if (await cluster.WaitAsync(cluster.Stable, cancellationToken) is { } unready)
                return unready.IsUnreachable || live.Id == revision.Id ? unready : await PutBackAsync(live, revision, unready);
        }

        return await cluster.CloseAsync(view, cancellationToken)
            ?? (view.Beside?.Id == revision.Id ? await EmptyAsync(cancellationToken) : null)
            ?? await EndAsync(cancellationToken);
    }

    /// <summary>One change: template, what it is, what it replaces, and what is kept.</summary>
    private Task<TargetFailure?> ReplaceAsync(KubernetesRevision next, KubernetesRevision before, CancellationToken cancellationToken)
    {
        var patch = KubernetesPatches.Template(view.Stable, cluster.Container, next);
        var kept = view.Stable.Kept.Where(one => one.Id != before.Id && one.Id != next.Id).Append(before);
        var annotations = (JsonObject)patch["metadata"]!["annotations"]!;
        annotations[KubernetesTrack.KeptMark] = KubernetesPatches.Kept(kept).Value;
        annotations[KubernetesTrack.ReplacesMark] = before.Id;
        return cluster.PatchAsync(cluster.Stable, patch, cancellationToken);
    }

    private async Task<TargetFailure> PutBackAsync(KubernetesRevision before, KubernetesRevision failed, TargetFailure why)
    {
        // however the caller's time stands: half of what serves may be new by now
        var open =
            await ReplaceAsync(before, failed, CancellationToken.None)
            ?? await cluster.WaitAsync(cluster.Stable, CancellationToken.None)
            ?? await EndAsync(CancellationToken.None);
        return open is null
            ? TargetFailure.Refused($"{failed.Id} did not take over ({why.Detail}), and {before.Id} serves as before.")
            : TargetFailure.Unreachable($"{failed.Id} did not take over ({why.Detail}), nor did {before.Id} ({open.Detail}).");
    }

    private Task<TargetFailure?> EmptyAsync(CancellationToken cancellationToken) =>
        cluster.PatchAsync(cluster.Canary, KubernetesPatches.Empty(), cancellationToken);

    private async Task<TargetFailure?> EndAsync(CancellationToken cancellationToken)
    {
        var marks = new JsonObject { ["metadata"] = KubernetesPatches.Marks((KubernetesTrack.ReplacesMark, null)) };
        return await cluster.PatchAsync(cluster.Stable, marks, cancellationToken);
    }
}
