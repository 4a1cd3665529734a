using Serverless.Packages;
using Serverless.Storage;

namespace Serverless.Updates.Tests;

public sealed class SwapTests : IDisposable
{
    private const string One = "sha256:1111",
        Two = "sha256:2222";

    private readonly UpdateWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_swap_under_sixteen_callers_fails_no_request_and_each_answer_names_the_model_that_made_it()
    {
        _world.Package(One);
        var before = _world.Service.Models!.Identity.Digest;
        using var enough = new CancellationTokenSource();
        var callers = Enumerable
            .Range(0, 16)
            .Select(caller =>
                Task.Run(async () =>
                {
                    var seen = new List<string>();
                    for (var i = 0; i < 500 && (!enough.IsCancellationRequested || i < 5); i++)
                    {
                        var answer = (await _world.AskAsync(1, (caller * 1_000) + i))[0];
                        Assert.Null(answer.Failure);
                        seen.Add(answer.Value!.Model.Digest);
                    }

                    return seen;
                })
            )
            .ToList();
        _world.Feed.State = new FeedState(UpdateWorld.Entry("champion", 1, "1.0.0", One));
        await _world.CheckAsync();
        Assert.Equal(One, _world.ServingDigest);
        await _world.AskAsync(20);
        await enough.CancelAsync();
        foreach (var seen in await Task.WhenAll(callers))
        {
            Assert.Subset(new HashSet<string> { before, One }, seen.ToHashSet());
            Assert.DoesNotContain(before, seen.SkipWhile(digest => digest == before)); // never back and forth
        }

        Assert.Equal(One, (await _world.AskAsync(1))[0].Value!.Model.Digest);
    }

    [Fact]
    public async Task A_package_serves_since_its_entry_was_written_and_a_start_without_the_registry_learns_that_at_the_next_look()
    {
        _world.Package(One);
        var entry = UpdateWorld.Entry("champion", 1, "1.0.0", One, day: 3);
        _world.Feed.State = new FeedState(entry);
        await _world.CheckAsync();
        Assert.Equal(entry.At, _world.Updates.SinceOf(One));
        Assert.Null(_world.Updates.SinceOf(Two));

        using var next = new UpdateWorld();
        next.Package(One);
        next.Feed.Remember(One);
        next.Feed.Unread = PackageFailure.TryAgain("registry", "It is away.", "x");
        Assert.NotNull(await next.Updates.FindStartAsync(CancellationToken.None));
        Assert.Null(next.Updates.SinceOf(One));
        (next.Feed.Unread, next.Feed.State) = (null, new FeedState(entry with { Rollback = true })); // needs no trial
        await next.CheckAsync();
        Assert.Equal(entry.At, next.Updates.SinceOf(One));
    }

    [Fact]
    public async Task A_champion_that_needs_more_memory_than_there_is_is_named_until_another_serves()
    {
        _world.Package(One, memoryMiB: 900);
        _world.MemoryLimit = Environment.WorkingSet;
        _world.Feed.State = new FeedState(UpdateWorld.Entry("champion", 1, "2.0.0", One));
        await _world.CheckAsync();
        Assert.Equal("2.0.0", _world.Updates.Beyond);
        _world.Package(Two);
        _world.Feed.State = new FeedState(UpdateWorld.Entry("champion", 2, "2.0.1", Two));
        await _world.CheckAsync();
        Assert.Null(_world.Updates.Beyond);
    }

    [Fact]
    public async Task The_model_before_is_freed_when_its_last_request_is_over()
    {
        _world.Package(One);
        var before = _world.Service.Champion!;
        using var hold = new ManualResetEventSlim();
        using var isIn = new ManualResetEventSlim();
        var held = _world.Service.RunAsync<string>(
            (_, _) =>
            {
                isIn.Set();
                hold.Wait(CancellationToken.None);
                return "done";
            },
            CancellationToken.None
        );
        isIn.Wait();
        _world.Feed.State = new FeedState(UpdateWorld.Entry("champion", 1, "1.0.0", One));
        await _world.CheckAsync();
        Assert.Equal(One, _world.ServingDigest);
        Assert.False(before.IsFreed);
        hold.Set();
        Assert.Equal("done", (await held).Value);
        Assert.True(SpinWait.SpinUntil(() => before.IsFreed, TimeSpan.FromSeconds(60)));
    }

    [Theory]
    [InlineData("digest")]
    [InlineData("signature")]
    [InlineData("trial_memory")]
    public async Task A_package_that_is_refused_leaves_the_old_one_serving_and_is_told_and_not_tried_again(string rule)
    {
        var before = _world.ServingDigest;
        _world.Feed.Packages[One] = PackageFailure.Refused(rule, "It is not what it says.", "onnx/decoder_model.onnx");
        _world.Feed.State = new FeedState(UpdateWorld.Entry("champion", 1, "1.0.0", One));
        await _world.CheckAsync();
        await _world.CheckAsync();
        Assert.Equal(before, _world.ServingDigest);
        var step = _world.Steps.First(step => step.Kind == UpdateStep.Refused);
        Assert.Equal(("1.0.0", One), (step.Version, step.Digest));
        Assert.Contains($"{rule}: onnx/decoder_model.onnx", step.Why, StringComparison.Ordinal);
        Assert.Single(_world.Feed.Opened);
        Assert.Null((await _world.AskAsync(1))[0].Failure);
    }

    [Fact]
    public async Task A_package_that_cannot_be_fetched_now_is_tried_again()
    {
        _world.Feed.Packages[One] = PackageFailure.TryAgain("broken_off", "The connection ended.");
        _world.Feed.State = new FeedState(UpdateWorld.Entry("champion", 1, "1.0.0", One));
        await _world.CheckAsync();
        _world.Package(One);
        await _world.CheckAsync();
        Assert.Equal(One, _world.ServingDigest);
    }

    [Fact]
    public async Task A_package_that_needs_more_memory_than_is_free_is_not_loaded()
    {
        _world.MemoryLimit = 100 << 20;
        _world.Package(One, memoryMiB: 101);
        _world.Package(Two, memoryMiB: 99);
        _world.Feed.State = new FeedState(UpdateWorld.Entry("champion", 1, "1.0.0", One));
        await _world.CheckAsync();
        Assert.NotEqual(One, _world.ServingDigest);
        Assert.Contains(_world.Steps, step => step.Why.StartsWith("memory: It takes 101 MiB", StringComparison.Ordinal));
        _world.Feed.State = new FeedState(UpdateWorld.Entry("champion", 2, "1.0.1", Two));
        await _world.CheckAsync();
        Assert.Equal(Two, _world.ServingDigest);
    }

    [Fact]
    public async Task A_package_that_did_not_fit_is_no_worse_for_it_and_is_taken_where_there_is_room()
    {
        _world.MemoryLimit = 100 << 20;
        _world.Package(One, memoryMiB: 101);
        _world.Feed.State = new FeedState(UpdateWorld.Entry("champion", 1, "1.0.0", One));
        await _world.CheckAsync();
        Assert.NotEqual(One, _world.ServingDigest);
        _world.MemoryLimit = 102 << 20;
        await _world.CheckAsync();
        Assert.Equal(One, _world.ServingDigest);
        Assert.Empty(_world.Feed.Moved);
    }

    [Fact]
    public async Task A_folder_that_does_not_load_is_refused()
    {
        _world.Package(One, fixture: "images");
        _world.Feed.State = new FeedState(UpdateWorld.Entry("champion", 1, "1.0.0", One));
        await _world.CheckAsync();
        Assert.NotEqual(One, _world.ServingDigest);
        Assert.Contains(_world.Steps, step => step.Why.StartsWith("load: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_registry_that_cannot_be_read_changes_nothing()
    {
        _world.Feed.Unread = PackageFailure.TryAgain("registry_slow", "It did not answer.");
        await _world.CheckAsync();
        Assert.Contains(_world.Steps, step => step.Why.StartsWith("registry_slow", StringComparison.Ordinal));
        Assert.Null((await _world.AskAsync(1))[0].Failure);
        Assert.Null(await _world.Updates.FindStartAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_start_takes_the_champion_and_what_was_before_it_while_its_rollout_is_open()
    {
        _world.Package(One);
        _world.Package(Two, RolloutTests.Canary);
        var first = UpdateWorld.Entry("champion", 1, "1.0.0", One);
        _world.Feed.State = new FeedState(first);
        Assert.Equal(One, (await _world.Updates.FindStartAsync(CancellationToken.None))!.Digest);

        using var second = new UpdateWorld(_world.Shared, "two");
        second.Package(One);
        second.Package(Two, RolloutTests.Canary);
        second.Feed.State = new FeedState(UpdateWorld.Entry("champion", 2, "1.1.0", Two), null, first with { Alias = "previous" });
        Assert.Equal(One, (await second.Updates.FindStartAsync(CancellationToken.None))!.Digest);
    }

    [Fact]
    public async Task State_that_cannot_be_written_withdraws_the_trial_and_the_next_check_begins_again()
    {
        _world.Package(One);
        _world.Feed.State = new FeedState(UpdateWorld.Entry("champion", 1, "1.0.0", One));
        _world.Store.Fault = (call, _) => call == "write" ? new StoreFailure(StoreFailureReason.Unavailable, "full") : null;
        await _world.CheckAsync();
        Assert.Null(_world.Service.Challenge);
        Assert.NotEqual(One, _world.ServingDigest);
        _world.Store.Fault = (_, _) => null;
        await _world.CheckAsync();
        Assert.Equal(One, _world.ServingDigest);
    }
}
