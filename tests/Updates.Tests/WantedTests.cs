using Serverless.Packages.Aliases;
using Serverless.Updates.Rollouts;

namespace Serverless.Updates.Tests;

public sealed class WantedTests
{
    private static readonly AliasEntry Champion = UpdateWorld.Entry("champion", 2, "1.1.0", "sha256:c", day: 2);
    private static readonly AliasEntry Previous = UpdateWorld.Entry("previous", 1, "1.0.0", "sha256:p", day: 1);
    private static readonly AliasEntry Newer = UpdateWorld.Entry("candidate", 1, "1.2.0", "sha256:n", day: 3);

    [Fact]
    public void Of_an_empty_registry_nothing_is_wanted() =>
        Assert.Equal(new Wanted(null, null), Wanted.Of(new FeedState(null), null, null));

    [Fact]
    public void A_candidate_alone_is_tried_and_serves_once_it_may()
    {
        var state = new FeedState(null, Newer);
        Assert.Equal(new Wanted(null, Newer), Wanted.Of(state, null, null));
        Assert.Equal(new Wanted(Newer, null), Wanted.Of(state, null, Decided(Newer, RolloutOutcome.Success, true)));
        Assert.Equal(new Wanted(null, null), Wanted.Of(state, null, Decided(Newer, RolloutOutcome.Success, false)));
    }

    [Theory]
    [InlineData(null, false, "sha256:p", "sha256:c")]
    [InlineData(RolloutOutcome.Success, true, "sha256:c", null)]
    [InlineData(RolloutOutcome.Failure, false, "sha256:p", null)]
    [InlineData(RolloutOutcome.NoData, false, "sha256:p", null)]
    public void Until_a_champion_passed_what_was_before_it_serves(object? outcome, bool serves, string serve, string? tried)
    {
        var decision = outcome is RolloutOutcome ended ? Decided(Champion, ended, serves) : null;
        var wanted = Wanted.Of(new FeedState(Champion, null, Previous), decision, null);
        Assert.Equal((serve, tried), (wanted.Serve!.Digest, wanted.Try?.Digest));
    }

    [Fact]
    public void A_rollback_needs_no_decision() =>
        Assert.Equal(
            new Wanted(Champion with { Rollback = true }, null),
            Wanted.Of(new FeedState(Champion with { Rollback = true }, null, Previous), null, null)
        );

    [Fact]
    public void A_candidate_is_tried_only_where_it_is_newer_than_a_settled_champion_and_something_else()
    {
        var settled = Decided(Champion, RolloutOutcome.Success, true);
        Assert.Equal(new Wanted(Champion, Newer), Wanted.Of(new FeedState(Champion, Newer), settled, null));
        Assert.Equal(
            new Wanted(Champion, null),
            Wanted.Of(new FeedState(Champion, Newer with { At = Champion.At.AddDays(-1) }), settled, null)
        );
        Assert.Equal(
            new Wanted(Champion, null),
            Wanted.Of(new FeedState(Champion, Newer with { Digest = Champion.Digest }), settled, null)
        );
        Assert.Equal(new Wanted(null, Champion), Wanted.Of(new FeedState(Champion, Newer), null, null));
        Assert.Equal(
            new Wanted(Champion, null),
            Wanted.Of(new FeedState(Champion, Newer), settled, Decided(Newer, RolloutOutcome.Failure, false))
        );
    }

    private static RolloutDecision Decided(AliasEntry entry, RolloutOutcome outcome, bool serves) =>
        new(entry.Alias, entry.Number, entry.Version, entry.Digest, outcome, serves, "because", entry.At, "one");
}
