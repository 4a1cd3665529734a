using Serverless.Core.Service;
using Serverless.Packages;
using Serverless.Updates.Rollouts;

namespace Serverless.Updates.Tests;

public sealed class RolloutTests : IDisposable
{
    private const string One = "sha256:1111",
        Two = "sha256:2222";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly UpdateWorld _world = new();

    internal static RolloutPlan Canary { get; } =
        new()
        {
            Share = 0.5,
            Window = Window,
            Windows = 2,
            MinRequests = 5,
            MaxLatencyRatio = 1_000, // a busy machine is no fault of a model here
            MaxRefusedPoints = 100,
            MaxQualityDrop = 1,
        };

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_canary_gets_a_stable_share_of_the_pictures_and_is_champion_after_its_windows()
    {
        Begin(Canary);
        await _world.CheckAsync();
        var first = await _world.AskAsync(40);
        var second = await _world.AskAsync(40);
        var mine = first.Select(answer => answer.Value!.Model.Digest == Two).ToList();
        Assert.InRange(mine.Count(isMine => isMine), 8, 32);
        Assert.Equal(mine, second.Select(answer => answer.Value!.Model.Digest == Two));
        await PassWindowAsync();
        Assert.NotEqual(Two, _world.ServingDigest);
        await _world.AskAsync(40);
        await PassWindowAsync();
        Assert.Equal(Two, _world.ServingDigest);
        Assert.Null(_world.Service.Challenge);
        Assert.All(await _world.AskAsync(20), answer => Assert.Equal(Two, answer.Value!.Model.Digest));
        Assert.Equal(["tried", "canary", "served"], _world.Steps.Where(step => step.Digest == Two).Select(step => step.Kind));
    }

    [Fact]
    public async Task Without_traffic_nothing_is_promoted()
    {
        Begin(Canary);
        await _world.CheckAsync();
        for (var i = 0; i < Canary.MaxWindows + 1; i++)
            await PassWindowAsync();
        Assert.NotEqual(Two, _world.ServingDigest);
        Assert.Null(_world.Service.Challenge);
        var end = _world.Steps.Last(step => step.Kind == UpdateStep.Canary);
        Assert.Equal("no-data", end.Outcome);
        Assert.Contains("too little traffic", end.Why, StringComparison.Ordinal);
        Assert.Empty(_world.Feed.Moved);
        await _world.CheckAsync();
        Assert.Null(_world.Service.Challenge); // and is not tried again
    }

    [Fact]
    public async Task A_canary_that_fails_its_window_goes_back_by_itself_and_the_pointer_with_it()
    {
        Begin(Canary with { MaxQualityDrop = -10 }); // no model is so much better
        await _world.CheckAsync();
        await _world.AskAsync(60);
        await PassWindowAsync();
        Assert.NotEqual(Two, _world.ServingDigest);
        Assert.Null(_world.Service.Challenge);
        Assert.Equal(["back from 1.1.0"], _world.Feed.Moved);
        var back = _world.Steps.Single(step => step.Kind == UpdateStep.RolledBack);
        Assert.Contains("mean score", back.Why, StringComparison.Ordinal);
        Assert.All(await _world.AskAsync(20), answer => Assert.Null(answer.Failure));
    }

    [Fact]
    public async Task A_shadow_answers_nobody_and_is_held_against_what_was_answered()
    {
        Begin(Canary with { Mode = RolloutMode.Shadow, Share = 1, MinAgreement = 1.01 });
        await _world.CheckAsync();
        var shadowed = 0;
        _world.Service.OnAnswer += answer => Interlocked.Add(ref shadowed, answer.IsChallenger ? 1 : 0);
        for (var i = 0; i < 40 || (Volatile.Read(ref shadowed) < Canary.MinRequests && i < 5_000); i++)
            Assert.NotEqual(Two, (await _world.AskAsync(1, i))[0].Value!.Model.Digest);

        Assert.NotEqual(ChallengeMode.Canary, _world.Service.Challenge!.Mode);
        await PassWindowAsync();
        var end = _world.Steps.Last(step => step.Kind == UpdateStep.Canary);
        Assert.Equal("fail", end.Outcome);
        Assert.Contains("agrees on", end.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_instance_decides_all_follow()
    {
        Begin(Canary);
        using var other = new UpdateWorld(_world.Shared, "two", _world.Clock);
        other.Package(Two, Canary);
        other.Feed.State = _world.Feed.State;
        other.Updates.Assume(_world.ServingDigest!);
        await _world.CheckAsync();
        await other.CheckAsync();
        for (var i = 0; i < 2; i++)
        {
            await _world.AskAsync(20); // ten for each model on either instance: together enough
            await other.AskAsync(20, 500);
            _world.Clock.Advance(Window + TimeSpan.FromSeconds(16));
            await _world.CheckAsync();
            await other.CheckAsync();
            _world.Clock.Advance(-TimeSpan.FromSeconds(16));
            await _world.CheckAsync();
        }

        _world.Clock.Advance(TimeSpan.FromSeconds(20));
        await _world.CheckAsync();
        await other.CheckAsync();
        await other.CheckAsync();
        Assert.Equal((Two, Two), (_world.ServingDigest, other.ServingDigest));
        Assert.Single(_world.Steps.Concat(other.Steps), step => step is { Kind: UpdateStep.Canary, IsFirst: true });
    }

    [Theory]
    [InlineData("1.0.1", true, true)]
    [InlineData("1.0.1", false, false)]
    [InlineData("1.1.0", true, false)]
    public async Task A_candidate_becomes_champion_by_itself_only_as_a_patch_whose_policy_says_so(
        string version,
        bool isAllowed,
        bool isServed
    )
    {
        var serving = await ServeFirstAsync();
        _world.Package(Two, RolloutPlan.Immediate with { PatchesByThemselves = isAllowed });
        _world.Feed.State = new FeedState(serving, UpdateWorld.Entry("candidate", 1, version, Two, day: 1));
        await _world.CheckAsync();
        Assert.Equal(isServed ? Two : One, _world.ServingDigest);
        Assert.Equal(isServed ? 1 : 0, _world.Feed.Moved.Count);
        Assert.Null(_world.Service.Challenge);
    }

    [Fact]
    public async Task A_rollback_is_one_pointer_and_serves_at_once()
    {
        await ServeFirstAsync();
        _world.Package(Two);
        _world.Feed.State = new FeedState(UpdateWorld.Entry("champion", 2, "1.1.0", Two, day: 1));
        await _world.CheckAsync();
        Assert.Equal(Two, _world.ServingDigest);
        _world.Package(One, Canary);
        _world.Feed.State = new FeedState(UpdateWorld.Entry("champion", 3, "1.0.0", One, isRollback: true, day: 2));
        await _world.CheckAsync();
        Assert.Equal(One, _world.ServingDigest);
    }

    [Fact]
    public async Task A_candidate_that_is_withdrawn_while_it_is_tried_is_dropped()
    {
        var serving = await ServeFirstAsync();
        _world.Package(Two, Canary);
        _world.Feed.State = new FeedState(serving, UpdateWorld.Entry("candidate", 1, "1.1.0", Two, day: 1));
        await _world.CheckAsync();
        Assert.NotNull(_world.Service.Challenge);
        _world.Feed.State = new FeedState(serving);
        await _world.CheckAsync();
        Assert.Null(_world.Service.Challenge);
        Assert.Contains(_world.Steps, step => step.Kind == UpdateStep.Withdrawn);
    }

    [Fact]
    public async Task A_pointer_that_cannot_be_moved_leaves_the_decision_standing()
    {
        _world.Feed.Unmoved = PackageFailure.Refused("unsigned", "This host has no key.");
        Begin(Canary with { MaxQualityDrop = -10 });
        await _world.CheckAsync();
        await _world.AskAsync(60);
        await PassWindowAsync();
        Assert.NotEqual(Two, _world.ServingDigest);
        Assert.Contains(_world.Steps, step => step.Why.StartsWith("by decision alone: unsigned", StringComparison.Ordinal));
        await _world.CheckAsync();
        Assert.NotEqual(Two, _world.ServingDigest);
    }

    private async Task<Packages.Aliases.AliasEntry> ServeFirstAsync()
    {
        _world.Package(One, fixture: "vit-gpt2-tiny");
        var entry = UpdateWorld.Entry("champion", 1, "1.0.0", One);
        _world.Feed.State = new FeedState(entry);
        await _world.CheckAsync();
        Assert.Equal(One, _world.ServingDigest);
        return entry;
    }

    private void Begin(RolloutPlan plan)
    {
        _world.Package(Two, plan);
        _world.Feed.State = new FeedState(
            UpdateWorld.Entry("champion", 2, "1.1.0", Two),
            null,
            UpdateWorld.Entry("previous", 1, "1.0.0", _world.ServingDigest!)
        );
        _world.Updates.Assume(_world.ServingDigest!);
    }

    private async Task PassWindowAsync()
    {
        _world.Clock.Advance(Window);
        await _world.CheckAsync();
        _world.Clock.Advance(TimeSpan.FromSeconds(16));
        await _world.CheckAsync();
        _world.Clock.Advance(-TimeSpan.FromSeconds(16));
    }
}
