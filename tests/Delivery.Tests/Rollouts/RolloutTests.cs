using Serverless.Delivery.Rollouts;
using Serverless.Delivery.Targets;
using Serverless.Delivery.Tests.Targets;
using Serverless.Ledger;

namespace Serverless.Delivery.Tests.Rollouts;

public sealed class RolloutTests : IDisposable
{
    private readonly TestRollouts _rollouts = new();

    public void Dispose() => _rollouts.Dispose();

    [Fact]
    public async Task The_first_release_serves_once_it_is_checked()
    {
        await _rollouts.PublishAsync("1.0.0");

        Assert.Null(await _rollouts.DeployAsync("1.0.0"));

        Assert.Equal("1.0.0", _rollouts.Target.Live.Version);
        Assert.Equal([EntryKind.DeployStarted, EntryKind.Deployed, EntryKind.Canary, EntryKind.Promoted], await _rollouts.KindsAsync());
    }

    [Fact]
    public async Task A_release_takes_over_step_by_step_and_the_one_before_stays_startable()
    {
        await DeployAsync("1.0.0", "1.1.0");

        var steps = (await _rollouts.EntriesAsync()).Where(entry => entry is { Kind: EntryKind.Canary, Version: "1.1.0" }).ToList();
        Assert.Equal([10, 50, 100], steps.Select(entry => entry.Weight));
        Assert.All(steps, entry => Assert.Equal("pass", entry.Verdict));
        Assert.Equal("1.1.0", _rollouts.Target.Live.Version);
        var before = Assert.Single(_rollouts.Target.Revisions, revision => revision.Version == "1.0.0");
        Assert.Equal(RevisionStatus.Stopped, before.Status);
    }

    [Fact]
    public async Task Of_three_releases_only_the_last_two_are_left()
    {
        await DeployAsync("1.0.0", "1.1.0", "1.2.0");

        Assert.Equal(["1.1.0", "1.2.0"], _rollouts.Target.Revisions.Select(revision => revision.Version).Order());
    }

    [Theory]
    [InlineData("not ready", "did not start")]
    [InlineData("starts for ever", "was not ready after 180 s")]
    [InlineData("smoke", "status 500, 200 is expected")]
    [InlineData("stale model", "its model is sha256:stale")]
    [InlineData("errors", "errors 10 %, allowed: 2")]
    [InlineData("slow", "latency p95 9000 ms, allowed: 5000")]
    [InlineData("slower", "latency p95 900 ms, before it 100 ms")]
    [InlineData("refuses", "refused 100 %, allowed: 60")]
    [InlineData("refuses more", "refused 30 %, before it 0 %")]
    public async Task A_bad_release_goes_back_by_itself_and_no_caller_is_left_without_an_answer(string fault, string why)
    {
        await DeployAsync("1.0.0");
        await _rollouts.PublishAsync("1.1.0");
        _rollouts.Target.Behaviors["1.1.0"] = fault switch
        {
            "not ready" => new Behavior { Status = RevisionStatus.Failed },
            "starts for ever" => new Behavior { Status = RevisionStatus.Starting },
            "smoke" => new Behavior { SmokeStatus = 500 },
            "stale model" => new Behavior { ModelDigest = "sha256:stale" },
            "errors" => new Behavior { ErrorShare = 0.1 },
            "slow" => new Behavior { LatencyP95Ms = 9_000 },
            "slower" => new Behavior { LatencyP95Ms = 900 },
            "refuses" => new Behavior { RefusedShare = 1 },
            _ => new Behavior { RefusedShare = 0.3 },
        };

        var failure = await _rollouts.DeployAsync("1.1.0");

        Assert.Equal(ExitCode.Refused, failure!.Code);
        Assert.Contains(why, failure.Detail, StringComparison.Ordinal);
        Assert.Equal("1.0.0", Assert.Single(_rollouts.Target.Revisions).Version);
        Assert.Equal("1.0.0", _rollouts.Target.Live.Version);
        Assert.Equal(0, _rollouts.Target.MaxUnserved);
        var last = (await _rollouts.EntriesAsync())[^1];
        Assert.Equal((EntryKind.RolledBack, "1.1.0", "1.0.0"), (last.Kind, last.Version, last.To));
        Assert.Contains(why, last.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_callers_the_deploy_asks_itself_and_says_so()
    {
        _rollouts.Target.CallersPerMinute = 0;

        await DeployAsync("1.0.0", "1.1.0");

        Assert.Equal("1.1.0", _rollouts.Target.Live.Version);
        Assert.Contains(_rollouts.Said, line => line.Contains("20 probe requests are sent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_nobody_measures_is_never_promoted()
    {
        await DeployAsync("1.0.0");
        await _rollouts.PublishAsync("1.1.0");
        _rollouts.Policy = new RolloutPolicy { Canary = new CanaryPolicy { MinRequests = 1_000 } };
        _rollouts.Target.CallersPerMinute = 0;
        var target = _rollouts.Target;
        target.Fault = name =>
            name == "send" && target.Revisions.Any(revision => revision.Weight == 10) ? TargetFailure.Refused("not counted") : null;

        var failure = await _rollouts.DeployAsync("1.1.0");

        Assert.Contains("0 requests, 1000 are needed", failure!.Detail, StringComparison.Ordinal);
        Assert.Equal("1.0.0", target.Live.Version);
    }

    [Fact]
    public async Task What_runs_already_is_checked_again_and_stays()
    {
        await DeployAsync("1.0.0");

        Assert.Null(await _rollouts.DeployAsync("1.0.0"));

        Assert.Equal(EntryKind.Verified, (await _rollouts.EntriesAsync())[^1].Kind);
        Assert.Single(_rollouts.Target.Revisions);
    }

    [Fact]
    public async Task What_runs_already_and_went_bad_is_said_to_be()
    {
        await DeployAsync("1.0.0");
        _rollouts.Target.Behaviors["1.0.0"] = new Behavior { ErrorShare = 0.5 };

        Assert.Contains("is not good", (await _rollouts.DeployAsync("1.0.0"))!.Detail, StringComparison.Ordinal);
        Assert.Equal("1.0.0", _rollouts.Target.Live.Version);
    }

    [Fact]
    public async Task Other_settings_make_another_revision_of_the_same_version()
    {
        await DeployAsync("1.0.0");
        var before = _rollouts.Target.Live.Id;
        _rollouts.Settings = new() { ["CAPTION_QUEUE"] = "8" };

        Assert.Null(await _rollouts.DeployAsync("1.0.0"));

        Assert.NotEqual(before, _rollouts.Target.Live.Id);
    }

    [Fact]
    public async Task A_target_that_cannot_be_reached_is_left_alone()
    {
        await DeployAsync("1.0.0");
        await _rollouts.PublishAsync("1.1.0");
        _rollouts.Target.Fault = _ => TargetFailure.Unreachable("no route.");
        var before = (await _rollouts.EntriesAsync()).Count;

        var failure = await _rollouts.DeployAsync("1.1.0");

        Assert.Equal(ExitCode.TryAgain, failure!.Code);
        Assert.Equal(before, (await _rollouts.EntriesAsync()).Count);
    }

    [Fact]
    public async Task A_target_that_goes_away_half_way_is_put_right_by_the_next_verb()
    {
        await DeployAsync("1.0.0");
        await _rollouts.PublishAsync("1.1.0");
        var calls = 0;
        _rollouts.Target.Fault = name =>
            name == "shift" || calls > 0 ? TargetFailure.Unreachable(FormattableString.Invariant($"{calls++}.")) : null;

        var failure = await _rollouts.DeployAsync("1.1.0");
        _rollouts.Target.Fault = _ => null;

        Assert.Equal(ExitCode.TryAgain, failure!.Code);
        Assert.Contains("not done yet", failure.Detail, StringComparison.Ordinal);
        Assert.Null(await _rollouts.DeployAsync("1.1.0"));
        Assert.Equal("1.1.0", _rollouts.Target.Live.Version);
    }

    [Fact]
    public async Task A_broken_ledger_stops_a_deploy_and_nothing_changes()
    {
        await DeployAsync("1.0.0");
        await _rollouts.PublishAsync("1.1.0");
        var scope = await _rollouts.ScopeAsync();
        await _rollouts.Delivery.DeleteAsync(LedgerFile.NameOf(2));
        var (objects, revisions) = (await _rollouts.Delivery.ObjectsAsync(), _rollouts.Target.Revisions.ToList());

        var opened = await DeliveryContext.OpenAsync(
            _rollouts.Delivery.Store,
            _rollouts.Delivery.Keys,
            _rollouts.Delivery.Author,
            CancellationToken.None
        );

        Assert.Equal(ExitCode.Refused, opened.Failure!.Code);
        Assert.Equal(objects, await _rollouts.Delivery.ObjectsAsync());
        Assert.Equal(revisions, _rollouts.Target.Revisions);
        Assert.NotNull(scope);
    }

    [Fact]
    public async Task What_was_changed_by_hand_stops_a_deploy_until_it_is_taken_over()
    {
        await DeployAsync("1.0.0");
        await _rollouts.PublishAsync("1.1.0");
        var live = _rollouts.Target.Live.Id;
        _rollouts.Target.ChangeByHand(live, revision => revision with { SettingsSha256 = "others" });

        var refused = await _rollouts.DeployAsync("1.1.0");

        Assert.Contains("has other settings", refused!.Detail, StringComparison.Ordinal);
        Assert.Contains("--adopt", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(live, _rollouts.Target.Live.Id);
        Assert.Null(await _rollouts.DeployAsync("1.1.0", adopt: true));
        Assert.Equal("1.1.0", _rollouts.Target.Live.Version);
    }

    [Fact]
    public async Task A_version_put_there_by_hand_is_drift()
    {
        await _rollouts.PublishAsync("1.0.0");
        _rollouts.Target.AddByHand(new TargetRevision("by-hand", "0.9.0", RevisionStatus.Ready, 100));

        Assert.Contains("the ledger says nothing does", (await _rollouts.DeployAsync("1.0.0"))!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_traffic_cannot_be_shared_it_moves_whole()
    {
        _rollouts.Target.Capabilities = new TargetCapabilities(SplitsTraffic: false, AddressesRevisions: false);

        await DeployAsync("1.0.0", "1.1.0");

        var steps = (await _rollouts.EntriesAsync()).Where(entry => entry is { Kind: EntryKind.Canary, Version: "1.1.0" });
        Assert.Equal([100], steps.Select(entry => entry.Weight));
    }

    [Fact]
    public async Task An_operator_who_stops_a_deploy_leaves_the_version_before_it_serving()
    {
        await DeployAsync("1.0.0");
        await _rollouts.PublishAsync("1.1.0");
        using var stop = new CancellationTokenSource();
        _rollouts.OnPause = stop.Cancel;

        var failure = await new Rollout(await _rollouts.ScopeAsync()).DeployAsync("1.1.0", adopt: false, stop.Token);

        Assert.Contains("stopped by the operator", failure!.Detail, StringComparison.Ordinal);
        Assert.Equal("1.0.0", Assert.Single(_rollouts.Target.Revisions).Version);
        Assert.Equal(100, _rollouts.Target.Live.Weight);
    }

    [Fact]
    public async Task A_release_without_a_package_for_the_target_is_refused()
    {
        await _rollouts.PublishAsync("1.0.0");

        var failure = await new Rollout(await _rollouts.ScopeAsync(target: "gcp")).DeployAsync("1.0.0", false, CancellationToken.None);

        Assert.Contains("no package for gcp", failure!.Detail, StringComparison.Ordinal);
    }

    private async Task DeployAsync(params string[] versions)
    {
        foreach (var version in versions)
        {
            await _rollouts.PublishAsync(version);
            Assert.Null((await _rollouts.DeployAsync(version))?.Detail);
        }
    }
}
