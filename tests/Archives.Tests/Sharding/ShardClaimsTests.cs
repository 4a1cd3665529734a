using Serverless.Archives.Sharding;
using Serverless.Storage;

namespace Serverless.Archives.Tests.Sharding;

/// <summary>Shares without numbers: each is claimed once, a dead worker's is taken over, and nobody ends before all are done.</summary>
public sealed class ShardClaimsTests
{
    private readonly SteppedClock _clock = new();
    private readonly BlobFolder _place;

    public ShardClaimsTests() =>
        _place = new BlobFolder(new BlobAddress("s3", "results", ""), new MemoryBlobStore(TimeProvider.System), "");

    [Fact]
    public async Task Workers_share_all_shares_among_them_each_once()
    {
        var done = new System.Collections.Concurrent.ConcurrentBag<int>();
        var workers = Enumerable
            .Range(0, 4)
            .Select(worker =>
                Task.Run(async () =>
                {
                    var claims = new ShardClaims(_place, "run", 25, $"worker-{worker}", new ImpatientClock());
                    while (true)
                    {
                        var claimed = (await claims.ClaimAsync(default)).Value!;
                        if (claimed.Shard is null)
                            return;
                        await claims.HoldAsync(
                            claimed,
                            _ =>
                            {
                                done.Add(claimed.Shard.Index);
                                return Task.FromResult(true);
                            },
                            default
                        );
                    }
                })
            );
        await Task.WhenAll(workers);
        Assert.Equal(Enumerable.Range(0, 25), done.Order());
    }

    [Fact]
    public async Task A_share_of_a_dead_worker_is_taken_when_its_lease_is_over()
    {
        var dead = (await Claims("dead", 1).ClaimAsync(default)).Value!;
        Assert.NotNull(dead.Version);
        var next = Claims("next", 1).ClaimAsync(default);
        Assert.False(next.IsCompleted);
        _clock.Step(TimeSpan.FromMinutes(4));
        Assert.NotNull((await next.WaitAsync(TimeSpan.FromSeconds(20))).Value!.Version);
    }

    [Fact]
    public async Task Work_that_fails_gives_its_share_back()
    {
        var claims = Claims("one", 1);
        var claimed = (await claims.ClaimAsync(default)).Value!;
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            claims.HoldAsync(claimed, _ => throw new InvalidOperationException(), default)
        );
        Assert.Equal(0, (await Claims("two", 1).ClaimAsync(default).WaitAsync(TimeSpan.FromSeconds(20))).Value!.Shard!.Index);
    }

    private ShardClaims Claims(string worker, int count) => new(_place, "run", count, worker, _clock);

    /// <summary>Time stands still; who waits for a look once more has waited long enough, and leases are never renewed.</summary>
    private sealed class ImpatientClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime <= TimeSpan.FromSeconds(10) ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, period);
    }
}
