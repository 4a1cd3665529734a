using Serverless.Delivery.Targets;
using Serverless.Ledger;

namespace Serverless.Delivery.Tests.Targets.Kubernetes;

/// <summary>Whole rollouts, against a cluster in memory: by the ratio of pods, and by a route's weights.</summary>
public sealed class KubernetesRolloutTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_release_takes_over_and_what_was_before_stays_startable(bool hasRoute)
    {
        using var rollouts = new ClusterRollouts(hasRoute);

        await rollouts.PublishAndDeployAsync("1.0.0", "1.1.0", "1.2.0");

        await rollouts.AssertServesAsync("1.2.0");
        var (state, stopped) = (await rollouts.StateAsync(), RevisionStatus.Stopped);
        Assert.Equal([("1.1.0", stopped)], Others(state, "initial").Select(one => (one.Version, one.Status)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tenth_of_the_traffic_goes_to_the_canary_first(bool hasRoute)
    {
        using var rollouts = new ClusterRollouts(hasRoute);
        await rollouts.PublishAndDeployAsync("1.0.0");
        await rollouts.Rollouts.PublishAsync("1.1.0");
        var shares = new List<double>();
        rollouts.Rollouts.OnPause = () => shares.Add(rollouts.Cluster.Traffic.GetValueOrDefault(ClusterRollouts.ImageOf("1.1.0")));

        Assert.Null(await rollouts.DeployAsync("1.1.0"));

        Assert.Equal([10, 100], shares.Select(share => Math.Round(share)).Distinct().Order());
    }

    [Theory]
    [InlineData("not ready", "its revision did not start: it has timed out progressing")]
    [InlineData("errors", "%, allowed: 2")]
    [InlineData("not in the stable Deployment", "did not take over")]
    public async Task A_bad_release_goes_back_by_itself(string fault, string why)
    {
        using var rollouts = new ClusterRollouts(hasRoute: false);
        await rollouts.PublishAndDeployAsync("1.0.0");
        await rollouts.Rollouts.PublishAsync("1.1.0");
        var image = ClusterRollouts.ImageOf("1.1.0");
        if (fault == "errors")
            rollouts.ErrorsAfter[image] = 5;
        else
            (fault == "not ready" ? rollouts.Cluster.BadImages : rollouts.Cluster.BadWhenStable).Add(image);

        var failure = await rollouts.DeployAsync("1.1.0");

        Assert.Equal(ExitCode.Refused, failure!.Code);
        Assert.Contains(why, failure.Detail, StringComparison.Ordinal);
        await rollouts.AssertServesAsync("1.0.0");
        Assert.DoesNotContain((await rollouts.StateAsync()).Revisions, one => one.Version == "1.1.0");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rollback_brings_the_version_before_with_its_settings(bool hasRoute)
    {
        using var rollouts = new ClusterRollouts(hasRoute);
        rollouts.Rollouts.Settings = new() { ["CAPTION_QUEUE"] = "8" };
        await rollouts.PublishAndDeployAsync("1.0.0");
        var map = Assert.Single(rollouts.Cluster.ConfigMaps);
        rollouts.Rollouts.Settings = [];
        await rollouts.PublishAndDeployAsync("1.1.0");
        var container = rollouts.Cluster.Object("deployment/captions-dev")["spec"]!["template"]!["spec"]!["containers"]![0]!;
        Assert.Null(container["envFrom"]);

        Assert.Null((await rollouts.RollBackAsync())?.Detail);

        await rollouts.AssertServesAsync("1.0.0");
        container = rollouts.Cluster.Object("deployment/captions-dev")["spec"]!["template"]!["spec"]!["containers"]![0]!;
        Assert.Equal(map, (string?)container["envFrom"]![0]!["configMapRef"]!["name"]);
        Assert.DoesNotContain((await rollouts.StateAsync()).Revisions, one => one.Version == "1.1.0");
    }

    [Fact]
    public async Task What_Terraform_put_there_serves_again_after_a_rollback_of_the_first_release()
    {
        using var rollouts = new ClusterRollouts(hasRoute: false);
        await rollouts.PublishAndDeployAsync("1.0.0");

        Assert.Null((await rollouts.RollBackAsync())?.Detail);

        await rollouts.AssertServesAsync(version: null);
        var labels = rollouts.Cluster.Object("deployment/captions-dev")["spec"]!["template"]!["metadata"]!["labels"]!;
        Assert.Equal("0.9.0", (string?)labels["app.kubernetes.io/version"]);
    }

    [Theory]
    [InlineData("deploy", false)]
    [InlineData("deploy", true)]
    [InlineData("bad deploy", false)]
    [InlineData("rollback", false)]
    [InlineData("rollback", true)]
    public async Task A_cluster_that_goes_away_at_any_call_is_put_right_by_the_next_deploy(string verb, bool hasRoute)
    {
        var steps = 0;
        while (await GoAwayAsync(verb, hasRoute, steps))
            steps++;

        Assert.InRange(steps, 20, 400);
    }

    [Fact]
    public async Task An_image_that_was_changed_by_hand_stops_a_deploy()
    {
        using var rollouts = new ClusterRollouts(hasRoute: false);
        await rollouts.PublishAndDeployAsync("1.0.0");
        await rollouts.Rollouts.PublishAsync("1.1.0");
        var template = rollouts.Cluster.Object("deployment/captions-dev")["spec"]!["template"]!;
        template["spec"]!["containers"]![0]!["image"] = "registry/captions@sha256:byhand";

        Assert.Contains("runs another package", (await rollouts.DeployAsync("1.1.0"))!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_canary_that_was_started_by_hand_is_left_alone()
    {
        using var rollouts = new ClusterRollouts(hasRoute: false);
        await rollouts.PublishAndDeployAsync("1.0.0");
        await rollouts.Rollouts.PublishAsync("1.1.0");
        rollouts.Cluster.Object("deployment/captions-dev-canary")["spec"]!["replicas"] = 1;

        Assert.Contains("what no release put there", (await rollouts.DeployAsync("1.1.0"))!.Detail, StringComparison.Ordinal);
        Assert.Equal(1, rollouts.Cluster.PodsOf("captions-dev-canary"));
    }

    [Fact]
    public async Task A_setting_that_the_stack_gives_itself_is_refused_for_it_would_have_no_effect()
    {
        using var rollouts = new ClusterRollouts(hasRoute: false);
        rollouts.Rollouts.Settings = new() { ["CAPTION_ADDRESS"] = "127.0.0.1" };
        await rollouts.Rollouts.PublishAsync("1.0.0");

        Assert.Contains("CAPTION_ADDRESS is given by the stack", (await rollouts.DeployAsync("1.0.0"))!.Detail, StringComparison.Ordinal);
        await rollouts.AssertServesAsync(version: null);
    }

    /// <summary>The cluster answers no call from the step-th on, before its work or after it; then it is there again.</summary>
    /// <returns>Whether it went away before the verb ended.</returns>
    private static async Task<bool> GoAwayAsync(string verb, bool hasRoute, int step)
    {
        using var rollouts = new ClusterRollouts(hasRoute);
        await rollouts.PublishAndDeployAsync("1.0.0");
        await rollouts.Rollouts.PublishAsync("1.1.0");
        if (verb == "rollback")
            Assert.Null(await rollouts.DeployAsync("1.1.0"));
        if (verb == "bad deploy")
            rollouts.ErrorsAfter[ClusterRollouts.ImageOf("1.1.0")] = 5;
        var (calls, isAway) = (0, false);
        rollouts.Cluster.Fault = _ =>
        {
            isAway |= calls++ == step;
            return isAway ? TargetFailure.Unreachable("Unable to connect to the server.") : null;
        };

        var failure = verb == "rollback" ? await rollouts.RollBackAsync() : await rollouts.DeployAsync("1.1.0");
        rollouts.Cluster.Fault = _ => null;
        rollouts.ErrorsAfter.Clear();
        if (!isAway)
            return false;

        Assert.True(failure is null || failure.Code is ExitCode.TryAgain, $"{step}: {failure?.Detail}");
        Assert.Equal((step, null), (step, (await rollouts.DeployAsync("1.1.0"))?.Detail));
        await rollouts.AssertServesAsync("1.1.0");
        return true;
    }

    private static IEnumerable<TargetRevision> Others(TargetState state, string id) =>
        state.Revisions.Where(one => one.Weight == 0 && one.Id != id);
}
