using System.Text;
using Serverless.Delivery.Rollouts;
using Serverless.Ledger;
using Serverless.Ledger.Leases;

namespace Serverless.Delivery.Tests.Rollouts;

public sealed class RollbackTests : IDisposable
{
    private readonly TestRollouts _rollouts = new();

    public void Dispose() => _rollouts.Dispose();

    [Fact]
    public async Task It_goes_back_to_the_version_before_with_its_reason()
    {
        await DeployAsync("1.0.0", "1.1.0");

        Assert.Null(await _rollouts.RollBackAsync());

        Assert.Equal("1.0.0", _rollouts.Target.Live.Version);
        Assert.Equal(0, _rollouts.Target.MaxUnserved);
        var last = (await _rollouts.EntriesAsync())[^1];
        Assert.Equal((EntryKind.RolledBack, "1.1.0", "1.0.0", "complaints"), (last.Kind, last.Version, last.To, last.Why));
        Assert.DoesNotContain(_rollouts.Target.Revisions, revision => revision.Version == "1.1.0");
    }

    [Fact]
    public async Task A_version_that_was_taken_out_is_no_good_version_before()
    {
        await DeployAsync("1.0.0", "1.1.0");
        Assert.Null(await _rollouts.RollBackAsync());

        var failure = await _rollouts.RollBackAsync();

        Assert.Equal(ExitCode.Refused, failure!.Code);
        Assert.Contains("no good version before 1.0.0", failure.Detail, StringComparison.Ordinal);
        Assert.Equal("1.0.0", _rollouts.Target.Live.Version);
    }

    [Fact]
    public async Task With_nothing_before_it_a_rollback_is_refused()
    {
        Assert.Contains("nothing to go back from", (await _rollouts.RollBackAsync())!.Detail, StringComparison.Ordinal);

        await DeployAsync("1.0.0");

        Assert.Contains("no good version before", (await _rollouts.RollBackAsync())!.Detail, StringComparison.Ordinal);
        Assert.Equal("1.0.0", _rollouts.Target.Live.Version);
    }

    [Fact]
    public async Task A_version_that_never_served_there_is_refused()
    {
        await DeployAsync("1.0.0", "1.1.0");
        await _rollouts.PublishAsync("2.0.0");
        var before = await _rollouts.Delivery.ObjectsAsync();

        var failure = await _rollouts.RollBackAsync("2.0.0");

        Assert.Contains("never served dev/aws", failure!.Detail, StringComparison.Ordinal);
        Assert.Equal(before, await _rollouts.Delivery.ObjectsAsync());
        Assert.Contains("serves dev/aws already", (await _rollouts.RollBackAsync("1.1.0"))!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_version_whose_revision_is_gone_is_made_again()
    {
        await DeployAsync("1.0.0", "1.1.0", "1.2.0");
        Assert.DoesNotContain(_rollouts.Target.Revisions, revision => revision.Version == "1.0.0");

        Assert.Null(await _rollouts.RollBackAsync("1.0.0"));

        Assert.Equal("1.0.0", _rollouts.Target.Live.Version);
    }

    [Fact]
    public async Task A_rollout_under_way_is_asked_to_go_back_and_does()
    {
        await DeployAsync("1.0.0");
        await _rollouts.PublishAsync("1.1.0");
        Task<DeliveryFailure?>? rollback = null;
        var (deploy, other) = (await _rollouts.ScopeAsync(), await _rollouts.ScopeAsync());
        other = other with { Lease = other.Lease with { Pause = async (_, _) => await Task.Yield() } };
        _rollouts.OnPause = () =>
        {
            _rollouts.OnPause = () => { };
            rollback = Task.Run(() => new Rollback(other).RunAsync(null, "complaints", CancellationToken.None));
            SpinWait.SpinUntil(() => IsAskedToStopAsync().GetAwaiter().GetResult());
        };

        var failure = await new Rollout(deploy).DeployAsync("1.1.0", adopt: false, CancellationToken.None);

        Assert.Contains("complaints", failure!.Detail, StringComparison.Ordinal);
        Assert.Null(await rollback!);
        Assert.Equal("1.0.0", _rollouts.Target.Live.Version);
    }

    private async Task<bool> IsAskedToStopAsync() =>
        Encoding
            .UTF8.GetString(await _rollouts.Delivery.ReadAsync(Lease.NameOf("dev/aws")))
            .Contains("complaints", StringComparison.Ordinal);

    private async Task DeployAsync(params string[] versions)
    {
        foreach (var version in versions)
        {
            await _rollouts.PublishAsync(version);
            Assert.Null((await _rollouts.DeployAsync(version))?.Detail);
        }
    }
}
