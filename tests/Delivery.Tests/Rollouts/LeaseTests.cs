using Serverless.Ledger;
using Serverless.Ledger.Leases;

namespace Serverless.Delivery.Tests.Rollouts;

public sealed class LeaseTests : IDisposable
{
    private readonly TestRollouts _rollouts = new();

    public void Dispose() => _rollouts.Dispose();

    [Fact]
    public async Task The_second_waits_and_then_says_who_has_it()
    {
        using var first = await TakeAsync("a");

        var failure = (await TryAsync("b", wait: TimeSpan.FromMinutes(1), renewing: first)).Failure!;

        Assert.Equal(ExitCode.TryAgain, failure.Code);
        Assert.Contains("tester 1 changes dev/aws now (run a, on machine)", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_goes_on_when_the_first_gives_it_back()
    {
        using var first = await TakeAsync("a");
        await first.ReleaseAsync(CancellationToken.None);

        using var second = await TakeAsync("b");

        Assert.False(second.IsLost);
    }

    [Fact]
    public async Task A_dead_holder_loses_it_when_it_runs_out_and_hears_of_it()
    {
        using var first = await TakeAsync("a");

        using var second = await TakeAsync("b");

        Assert.NotNull(await first.RenewAsync(CancellationToken.None));
        Assert.True(first.IsLost);
        await first.ReleaseAsync(CancellationToken.None);
        Assert.Null(await second.RenewAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_holder_that_works_keeps_it()
    {
        using var first = await TakeAsync("a");
        for (var i = 0; i < 100; i++)
        {
            _rollouts.Delivery.Clock.Advance(TimeSpan.FromSeconds(30));
            Assert.Null(await first.RenewAsync(CancellationToken.None));
        }

        Assert.NotNull((await TryAsync("b", wait: TimeSpan.Zero)).Failure);
    }

    [Fact]
    public async Task One_whose_process_of_this_machine_is_gone_is_free_at_once()
    {
        using var first = await TakeAsync("a");
        var options = (await _rollouts.ScopeAsync()).Lease with { IsGone = _ => true, Wait = TimeSpan.Zero };

        using var second = (await Lease.TakeAsync(options, "dev/aws", "b", null, CancellationToken.None)).Value;

        Assert.NotNull(second);
    }

    [Fact]
    public void This_process_is_not_gone_and_one_with_its_number_that_started_earlier_is()
    {
        var self = LeaseOptions.ThisProcess();

        Assert.False(LeaseOptions.IsGoneHere(self));
        Assert.True(LeaseOptions.IsGoneHere(self with { StartedAt = self.StartedAt.AddHours(-1) }));
        Assert.True(LeaseOptions.IsGoneHere(self with { Process = int.MaxValue - 7 }));
        Assert.False(LeaseOptions.IsGoneHere(self with { Machine = "another", Process = int.MaxValue - 7 }));
    }

    private async Task<Lease> TakeAsync(string run) => (await TryAsync(run)).Value!;

    private async Task<Core.Result<Lease, DeliveryFailure>> TryAsync(string run, TimeSpan? wait = null, Lease? renewing = null)
    {
        var scope = await _rollouts.ScopeAsync(wait: wait);
        if (renewing is not null)
            _rollouts.OnPause = () => renewing.RenewAsync(CancellationToken.None).GetAwaiter().GetResult();
        return await Lease.TakeAsync(scope.Lease, "dev/aws", run, null, CancellationToken.None);
    }
}
