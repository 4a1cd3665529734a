using Serverless.Delivery.Rollouts;
using Serverless.Ledger;

namespace Serverless.Delivery.Tests.Rollouts;

public sealed class DeployGatesTests : IDisposable
{
    private readonly TestRollouts _rollouts = new();

    public void Dispose() => _rollouts.Dispose();

    [Fact]
    public async Task Nothing_goes_anywhere_untested()
    {
        await _rollouts.PublishAsync("1.0.0", isTested: false);

        await AssertClosedAsync("tested", "dev");
        await _rollouts.RecordAsync(EntryKind.Tested, "1.0.0", "fail");
        await AssertClosedAsync("tested", "dev");
        await _rollouts.RecordAsync(EntryKind.Tested, "1.0.0", "pass");
        Assert.Null(await _rollouts.DeployAsync("1.0.0"));
    }

    [Theory]
    [InlineData(EntryKind.Golden)]
    [InlineData(EntryKind.Scanned)]
    public async Task A_verdict_against_a_release_keeps_it_everywhere_out(string kind)
    {
        await _rollouts.PublishAsync("1.0.0");
        await _rollouts.RecordAsync(kind, "1.0.0", "fail");

        await AssertClosedAsync(kind, "dev");
    }

    [Fact]
    public async Task An_environment_over_its_budget_takes_nothing()
    {
        await _rollouts.PublishAsync("1.0.0");
        await _rollouts.RecordAsync(EntryKind.Costed, "1.0.0", "fail", "dev");

        await AssertClosedAsync("budget", "dev");
    }

    [Fact]
    public async Task Pre_production_takes_what_dev_promoted()
    {
        await _rollouts.PublishAsync("1.0.0");

        await AssertClosedAsync("earlier-environment", "preprod");
        Assert.Null(await _rollouts.DeployAsync("1.0.0"));
        Assert.Null(await _rollouts.DeployAsync("1.0.0", "preprod"));
    }

    [Fact]
    public async Task Production_takes_what_ran_well_in_pre_production_often_enough()
    {
        await _rollouts.PublishAsync("1.0.0");
        Assert.Null(await _rollouts.DeployAsync("1.0.0"));
        for (var run = 0; run < 3; run++)
        {
            await AssertClosedAsync("good-runs", "prod");
            Assert.Null(await _rollouts.DeployAsync("1.0.0", "preprod"));
        }

        Assert.Null(await _rollouts.DeployAsync("1.0.0", "prod"));
    }

    [Fact]
    public async Task Runs_before_a_version_went_bad_do_not_count()
    {
        await _rollouts.PublishAsync("1.0.0");
        await _rollouts.PublishAsync("1.1.0");
        foreach (var version in new[] { "1.0.0", "1.1.0" })
        {
            Assert.Null(await _rollouts.DeployAsync(version));
            for (var run = 0; run < 3; run++)
                Assert.Null(await _rollouts.DeployAsync(version, "preprod"));
        }

        Assert.Null(await _rollouts.RollBackAsync(environment: "preprod"));

        Assert.Contains("good-runs", (await _rollouts.DeployAsync("1.1.0", "prod"))!.Detail, StringComparison.Ordinal);
        Assert.Null(await _rollouts.DeployAsync("1.0.0", "prod"));
    }

    [Fact]
    public async Task Where_keys_are_trusted_the_unsigned_is_refused()
    {
        using var key = new TestKey();
        await _rollouts.PublishAsync("1.0.0");
        _rollouts.Delivery.Keys = key.PublicKeys;
        await AssertClosedAsync("signature", "dev");

        _rollouts.Delivery.Keys = key.Keys;
        var context = await _rollouts.Delivery.OpenAsync();
        var release = (await context.Releases.FindAsync(context.Ledger, "1.0.0", default)).Value!;
        Assert.Null(await context.Releases.SignAsync(release, key.Keys.Signing!, default));

        Assert.Null(await _rollouts.DeployAsync("1.0.0"));
    }

    [Fact]
    public async Task A_version_that_was_never_built_is_refused()
    {
        var failure = await _rollouts.DeployAsync("3.0.0");

        Assert.Contains("never built", failure!.Detail, StringComparison.Ordinal);
        Assert.Empty(_rollouts.Target.Revisions);
    }

    private async Task AssertClosedAsync(string gate, string environment)
    {
        var before = _rollouts.TargetOf(environment, "aws").Revisions.Count;

        var failure = await _rollouts.DeployAsync("1.0.0", environment);

        Assert.Equal(ExitCode.Refused, failure!.Code);
        Assert.Contains($"The gate {gate} is closed", failure.Detail, StringComparison.Ordinal);
        Assert.Equal(before, _rollouts.TargetOf(environment, "aws").Revisions.Count);
        var last = (await _rollouts.EntriesAsync())[^1];
        Assert.Equal((EntryKind.GateClosed, environment), (last.Kind, last.Environment));
        Assert.StartsWith(gate + ":", last.Why, StringComparison.Ordinal);
        Assert.Null(RolloutHistory.Of(await _rollouts.EntriesAsync(), environment, "aws").Unfinished);
    }
}
