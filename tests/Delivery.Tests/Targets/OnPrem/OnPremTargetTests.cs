using Serverless.Delivery.Rollouts;
using Serverless.Delivery.Targets;
using Serverless.Delivery.Targets.OnPrem;
using Serverless.Delivery.Tests.Rollouts;
using Serverless.Ledger;

namespace Serverless.Delivery.Tests.Targets.OnPrem;

/// <summary>Whole rollouts on one machine: the real installer and front, in a folder.</summary>
public sealed class OnPremTargetTests : IDisposable
{
    private readonly FolderMachine _machine = new();
    private readonly HttpClient _http = new();
    private readonly TestRollouts _rollouts = new()
    {
        PackageTarget = "onprem",
        Policy = new RolloutPolicy
        {
            Canary = new CanaryPolicy
            {
                Steps = [10, 100],
                WindowSeconds = 1,
                MinRequests = 6,
            },
        },
    };

    private OnPremTarget Target => new(_machine, _http, _machine.Outputs(), key: null, _rollouts.Delivery.Clock);

    public void Dispose()
    {
        _http.Dispose();
        _rollouts.Dispose();
        _machine.Dispose();
    }

    [Fact]
    public async Task A_release_comes_in_beside_gets_its_share_becomes_the_current_one_and_goes_back()
    {
        await _machine.InstallByHandAsync("0.9.0");
        _rollouts.Settings = new() { ["CAPTION_QUEUE"] = "8" };
        await PublishAsync("1.0.0");
        var weights = new List<string>();
        _rollouts.OnPause = () => weights.Add(_machine.Weights);

        Assert.Null((await DeployAsync("1.0.0"))?.Detail);
        await AssertServesAsync("1.0.0", "1.0.0");
        Assert.Contains(weights, one => one.Contains($"10% {_machine.BesidePort};", StringComparison.Ordinal));
        var settings = Path.Combine(_machine.Root, "etc/captions/revision-current.env");
        Assert.Equal("CAPTION_QUEUE=\"8\"\n", await File.ReadAllTextAsync(settings));

        Assert.Null((await RollBackAsync())?.Detail);
        await AssertServesAsync("0.9.0", version: null);
        Assert.Equal("", await File.ReadAllTextAsync(settings));
    }

    [Fact]
    public async Task A_machine_that_goes_away_is_put_right_by_the_next_deploy()
    {
        await _machine.InstallByHandAsync("0.9.0");
        string[] versions = ["1.0.0", "1.1.0"];
        foreach (var version in versions)
            await PublishAsync(version);
        Assert.Null((await DeployAsync("1.0.0"))?.Detail);
        var (kills, isAway) = (0, true);
        for (var step = 3; isAway; step += 6)
        {
            var (calls, version) = (0, versions[(kills + 1) % 2]);
            isAway = false;
            _machine.Fault = _ => (isAway |= calls++ >= step) ? TargetFailure.Unreachable("Connection refused") : null;
            var failure = await DeployAsync(version);
            _machine.Fault = _ => null;
            Assert.True(failure is null || failure.Code == ExitCode.TryAgain, $"{step}: {failure?.Detail}");

            Assert.Equal((step, null), (step, (await DeployAsync(version))?.Detail));
            await AssertServesAsync(version, version);
            kills++;
        }

        Assert.InRange(kills, 8, 40);
    }

    [Fact]
    public async Task A_release_that_does_not_come_up_as_the_current_one_leaves_the_one_before_serving()
    {
        await _machine.InstallByHandAsync("0.9.0");
        await PublishAsync("1.0.0");
        Assert.Null((await DeployAsync("1.0.0"))?.Detail);
        await PublishAsync("1.1.0");
        _machine.Fault = lines =>
            lines.Contains("/1.1.0/install.sh --root '", StringComparison.Ordinal) && lines.EndsWith("' ", StringComparison.Ordinal)
                ? TargetFailure.Refused("release 1.1.0 did not come up")
                : null;

        var failure = await DeployAsync("1.1.0");

        Assert.Contains("release 1.1.0 did not come up", failure!.Detail, StringComparison.Ordinal);
        await AssertServesAsync("1.0.0", "1.0.0");
        Assert.False(File.Exists(Path.Combine(_machine.Root, "opt/captions/revisions", $"{_machine.BesidePort}")));
    }

    [Fact]
    public async Task A_bundle_of_another_build_than_the_published_one_is_refused()
    {
        await _machine.InstallByHandAsync("0.9.0");
        await PublishAsync("1.0.0");
        _machine.MakeBundle("1.0.0", package: null);
        File.Delete(Path.Combine(_machine.Bundles, "captions-onprem-1.0.0.tar"));
        Assert.Contains("`make bundle` makes it", (await DeployAsync("1.0.0"))!.Detail, StringComparison.Ordinal);

        await _rollouts.PublishAsync("1.0.1");
        _machine.MakeBundle("1.0.1", package: null);

        Assert.Contains("is not of the published release 1.0.1", (await DeployAsync("1.0.1"))!.Detail, StringComparison.Ordinal);
        await AssertServesAsync("0.9.0", version: null);
    }

    [Fact]
    public async Task A_machine_where_nothing_is_installed_is_refused_with_what_to_do()
    {
        await PublishAsync("1.0.0");

        Assert.Contains("run its install.sh once", (await DeployAsync("1.0.0"))!.Detail, StringComparison.Ordinal);
    }

    private async Task PublishAsync(string version)
    {
        await _rollouts.PublishAsync(version);
        _machine.Model = _rollouts.Target.Model;
        _machine.MakeBundle(version, Path.Combine(_rollouts.PackagesFolder, "onprem", "captions-onprem.zip"));
    }

    private async Task<RolloutScope> ScopeAsync() => (await _rollouts.ScopeAsync(target: "onprem")) with { Target = Target };

    private async Task<DeliveryFailure?> DeployAsync(string version) =>
        await new Rollout(await ScopeAsync()).DeployAsync(version, adopt: false, CancellationToken.None);

    private async Task<DeliveryFailure?> RollBackAsync() =>
        await new Rollback(await ScopeAsync()).RunAsync(to: null, "complaints", CancellationToken.None);

    private async Task AssertServesAsync(string release, string? version)
    {
        Assert.Equal(release, _machine.Current);
        var live = (await Target.StateAsync(CancellationToken.None)).Value!.Live!;
        Assert.Equal((version, RevisionStatus.Ready), (live.Version, live.Status));
        if (File.Exists(Path.Combine(_machine.Root, "etc/captions/front-weights.conf")))
            Assert.Matches($@"\{{\s+\* {_machine.Port};", _machine.Weights);
        var history = RolloutHistory.Of(await _rollouts.EntriesAsync(), "dev", "onprem");
        Assert.Null(history.Unfinished);
    }
}
