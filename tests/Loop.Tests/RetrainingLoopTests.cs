using Serverless.Ledger;
using Serverless.Loop.Triggers;
using Serverless.Packages.Aliases;
using Serverless.Testing;
using Serverless.Updates.Rollouts;

namespace Serverless.Loop.Tests;

public sealed class RetrainingLoopTests : IDisposable
{
    private const string All = "triggered snapshot trained pushed tried";

    private readonly LoopWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_candidate_is_trained_from_the_champion_pushed_tried_and_promoted_once_the_hosts_say_so()
    {
        await _world.PromoteAsync("1.0.0", AliasNames.Champion);
        Assert.Equal(PassOutcome.Waiting, (await _world.PassAsync()).Outcome);
        Assert.Equal("1.0.1", (await _world.FindAsync(AliasNames.Candidate))!.Version);
        Assert.Equal("1.0.0", (await _world.FindAsync(AliasNames.Champion))!.Version); // nothing is promoted before
        Assert.NotNull(_world.Trained.Single().Parent);
        Assert.Equal(PassOutcome.Waiting, (await _world.PassAsync()).Outcome);
        await _world.DecideAsync(RolloutOutcome.Success, serves: true);
        Assert.Equal(new PassResult(PassOutcome.Ended, "promoted: the figures of the hosts"), await _world.PassAsync());
        Assert.Equal("1.0.1", (await _world.FindAsync(AliasNames.Champion))!.Version);
        Assert.Equal("1.0.0", (await _world.FindAsync(AliasNames.Previous))!.Version);
        Assert.Equal($"{All} promoted", await _world.LedgerAsync());
        Assert.Equal(PassOutcome.Idle, (await _world.PassAsync()).Outcome);
        Assert.Single(_world.Trained);
    }

    [Fact]
    public async Task A_candidate_that_the_hosts_take_back_leaves_the_champion_and_is_told()
    {
        await _world.PromoteAsync("1.0.0", AliasNames.Champion);
        await _world.PassAsync();
        await _world.DecideAsync(RolloutOutcome.Failure, serves: false, "errors 12 %");
        Assert.Equal(new PassResult(PassOutcome.Refused, "rolled-back: errors 12 %"), await _world.PassAsync());
        Assert.Equal("1.0.0", (await _world.FindAsync(AliasNames.Champion))!.Version);
        Assert.Equal($"{All} rolled-back", await _world.LedgerAsync());
    }

    [Fact]
    public async Task What_passed_and_may_not_serve_by_itself_waits_for_a_person()
    {
        await _world.PromoteAsync("1.0.0", AliasNames.Champion);
        await _world.PassAsync();
        await _world.DecideAsync(RolloutOutcome.Success, serves: false);
        var result = await _world.PassAsync();
        Assert.Equal(PassOutcome.Ended, result.Outcome);
        Assert.StartsWith("passed: a person promotes it", result.Why, StringComparison.Ordinal);
        Assert.Equal("1.0.0", (await _world.FindAsync(AliasNames.Champion))!.Version);
    }

    [Fact]
    public async Task A_gate_that_closes_ends_the_run_with_every_closed_gate_named_and_nothing_is_pushed()
    {
        await _world.PromoteAsync("1.0.0", AliasNames.Champion);
        _world.Gates = [new("held", true, "good"), new("slice dark", false, "0.61 of 0.70"), new("change", false, "-0.05")];
        Assert.Equal(
            new PassResult(PassOutcome.Refused, "gate-closed: slice dark: 0.61 of 0.70; change: -0.05"),
            await _world.PassAsync()
        );
        Assert.Null(await _world.FindAsync(AliasNames.Candidate));
        Assert.Equal("triggered snapshot gate-closed", await _world.LedgerAsync());
    }

    [Theory]
    [InlineData(ExitCode.Refused)]
    [InlineData(ExitCode.WrongUsage)]
    public async Task Data_that_are_refused_end_the_run_and_the_next_one_waits_for_its_reason(int code)
    {
        await _world.PromoteAsync("1.0.0", AliasNames.Champion);
        _world.Untaken = new DeliveryFailure(code, "one class only");
        var passed = await _world.Loop().PassAsync(null, false, CancellationToken.None);
        Assert.Equal("one class only", passed.Failure!.Detail);
        Assert.Equal(code, passed.Failure.Code);
        Assert.Equal("triggered gate-closed", await _world.LedgerAsync());
        Assert.Equal(PassOutcome.Idle, (await _world.PassAsync()).Outcome);
    }

    [Fact]
    public async Task Data_that_cannot_be_had_now_leave_the_run_open_for_the_next_look()
    {
        await _world.PromoteAsync("1.0.0", AliasNames.Champion);
        _world.Untaken = DeliveryFailure.TryAgain("the store is away");
        Assert.NotNull((await _world.Loop().PassAsync(null, false, CancellationToken.None)).Failure);
        _world.Untaken = null;
        Assert.Equal(PassOutcome.Waiting, (await _world.PassAsync()).Outcome);
        Assert.Equal(All, await _world.LedgerAsync());
    }

    [Fact]
    public async Task The_same_data_are_not_trained_on_twice_unless_a_person_asks()
    {
        await _world.PromoteAsync("1.0.0", AliasNames.Champion);
        _world.Settings = _world.Settings with
        {
            Triggers = new() { MinReviews = 0, CoolDown = TimeSpan.FromHours(1) },
        };
        _world.Seen = new Observation(TrafficVerdict.Drift, "pictures are darker: mean brightness 0.47 → 0.31");
        await _world.PassAsync();
        await _world.DecideAsync(RolloutOutcome.Failure, serves: false);
        await _world.PassAsync();
        Assert.StartsWith("cool-down", (await _world.PassAsync()).Why, StringComparison.Ordinal);
        _world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.StartsWith("nothing-new:", (await _world.PassAsync()).Why, StringComparison.Ordinal);
        Assert.Single(_world.Trained);
        Assert.Equal(PassOutcome.Waiting, (await _world.PassAsync("the threshold of the gate moved")).Outcome);
        Assert.Equal(["1.0.1", "1.0.2"], _world.Trained.Select(order => order.Version));
    }

    [Fact]
    public async Task A_look_without_consequences_says_what_would_happen()
    {
        await _world.PromoteAsync("1.0.0", AliasNames.Champion);
        var told = await _world.Loop().PassAsync(null, isDryRun: true, CancellationToken.None);
        Assert.Equal(PassOutcome.Due, told.Value!.Outcome);
        Assert.Contains("reviews: people decided on 10 captions", told.Value.Why, StringComparison.Ordinal);
        Assert.Equal("", await _world.LedgerAsync());
        Assert.Empty(_world.Trained);
    }

    [Fact]
    public async Task A_trial_that_no_host_comes_to_is_given_up_and_the_alias_taken_back()
    {
        await _world.PromoteAsync("1.0.0", AliasNames.Champion);
        await _world.PassAsync();
        _world.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(new PassResult(PassOutcome.Ended, "no-data: no host tried it in time"), await _world.PassAsync());
        Assert.Equal("1.0.0", (await _world.FindAsync(AliasNames.Candidate))!.Version);
    }

    [Fact]
    public async Task A_persons_promotion_meanwhile_ends_the_run_and_stands()
    {
        await _world.PromoteAsync("1.0.0", AliasNames.Champion);
        await _world.PassAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await _world.PromoteAsync("2.0.0", AliasNames.Champion);
        await _world.DecideAsync(RolloutOutcome.Success, serves: true);
        Assert.StartsWith("superseded:", (await _world.PassAsync()).Why, StringComparison.Ordinal);
        Assert.Equal("2.0.0", (await _world.FindAsync(AliasNames.Champion))!.Version);
    }

    [Fact]
    public async Task Of_two_loops_at_once_one_does_it()
    {
        await _world.PromoteAsync("1.0.0", AliasNames.Champion);
        var loops = Enumerable.Range(0, 4).Select(_ => _world.Loop(isOtherGone: false)).ToList();
        var results = await Task.WhenAll(loops.Select(loop => Task.Run(() => loop.PassAsync(null, false, CancellationToken.None))));
        Assert.All(results, result => Assert.Null(result.Failure));
        Assert.All(results, result => Assert.True(result.Value!.Outcome is PassOutcome.Waiting or PassOutcome.Busy));
        Assert.Contains(results, result => result.Value!.Outcome == PassOutcome.Waiting);
        Assert.Single(_world.Trained);
        Assert.Equal(All, await _world.LedgerAsync());
    }

    [Fact]
    public async Task A_loop_that_died_loses_its_turn_after_three_minutes()
    {
        await _world.PromoteAsync("1.0.0", AliasNames.Champion);
        await DieAsync(at: 4, after: true);
        Assert.Equal(
            PassOutcome.Busy,
            (await _world.Loop(isOtherGone: false).PassAsync(null, false, CancellationToken.None)).Value!.Outcome
        );
        _world.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(
            PassOutcome.Waiting,
            (await _world.Loop(isOtherGone: false).PassAsync(null, false, CancellationToken.None)).Value!.Outcome
        );
    }

    /// <summary>
    /// Killed at every call that changes a store (at full size, at every call), before and after it is done: whoever comes next ends as if
    /// nothing had happened, and nothing is there twice.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_at_any_step_the_loop_ends_the_same_and_does_nothing_twice(bool after)
    {
        var isOver = false;
        for (var at = 1; !isOver; at++)
        {
            using var world = new LoopWorld();
            await world.PromoteAsync("1.0.0", AliasNames.Champion);
            var store = new MortalStore(world.Memory, TestSize.IsFull) { DiesAt = at, DiesAfter = after };
            await RunAsync(world, store);
            await RunAsync(world, new MortalStore(world.Memory));
            Assert.Equal($"{All} promoted", await world.LedgerAsync());
            var (candidate, champion) = (await world.FindAsync(AliasNames.Candidate), await world.FindAsync(AliasNames.Champion));
            Assert.Equal((1, 2, "1.0.1"), (candidate!.Number, champion!.Number, champion.Version));
            Assert.Equal(candidate.Digest, champion.Digest);
            isOver = !store.IsDead;
        }
    }

    /// <summary>Passes until the run is over or the process dead, with hosts that like what they try.</summary>
    private static async Task RunAsync(LoopWorld world, MortalStore store)
    {
        try
        {
            for (var i = 0; i < 3; i++)
            {
                var passed = await world.Loop(store).PassAsync(null, false, CancellationToken.None);
                Assert.Null(passed.Failure);
                await world.DecideAsync(RolloutOutcome.Success, serves: true);
            }
        }
        catch (KilledException)
        {
            await world.DecideAsync(RolloutOutcome.Success, serves: true);
        }
    }

    private async Task DieAsync(int at, bool after)
    {
        var store = new MortalStore(_world.Memory) { DiesAt = at, DiesAfter = after };
        await Assert.ThrowsAsync<KilledException>(() => _world.Loop(store).PassAsync(null, false, CancellationToken.None));
    }
}
