using Serverless.Delivery.Targets;
using Serverless.Ledger;

namespace Serverless.Delivery.Tests.Local;

/// <summary>Rollouts of real hosts over a local target, under callers.</summary>
public sealed class LocalRolloutTests : IClassFixture<LocalRollouts>
{
    private const int Concurrency = 16;

    private readonly LocalRollouts _rollouts;

    public LocalRolloutTests(LocalRollouts rollouts)
    {
        Assert.SkipWhen(LocalRollouts.WhyMissing is not null, LocalRollouts.WhyMissing + ".");
        _rollouts = rollouts;
    }

    [Fact]
    public async Task A_good_release_takes_over_and_goes_back_without_a_failed_request()
    {
        await _rollouts.ServeAsync(LocalRollouts.Good);
        await using var callers = await CallAsync();

        Assert.Null((await _rollouts.DeployAsync(LocalRollouts.Better))?.Detail);
        var state = await _rollouts.StateAsync();
        Assert.Equal(LocalRollouts.Better, state.Live!.Version);
        Assert.Equal(RevisionStatus.Stopped, Assert.Single(state.Revisions, revision => revision.Weight == 0).Status);
        Assert.Null((await _rollouts.RollBackAsync())?.Detail);

        Assert.Equal(LocalRollouts.Good, (await _rollouts.StateAsync()).Live!.Version);
        await AssertUndisturbedAsync(callers);
    }

    [Theory]
    [InlineData(LocalRollouts.Refusing, null, "refused 100 %")]
    [InlineData(LocalRollouts.NeverReady, null, "did not start")]
    [InlineData(LocalRollouts.Better, "CAPTION_MAX_BODY_BYTES=1024", "smoke test, cat.png: status 413")]
    public async Task A_bad_release_goes_back_by_itself_without_a_failed_request(string version, string? setting, string why)
    {
        await _rollouts.ServeAsync(LocalRollouts.Good);
        await using var callers = await CallAsync();

        var failure = await _rollouts.DeployAsync(version, SettingsOf(setting));

        Assert.Equal(ExitCode.Refused, failure!.Code);
        Assert.Contains(why, failure.Detail, StringComparison.Ordinal);
        var state = await _rollouts.StateAsync();
        Assert.Equal(LocalRollouts.Good, state.Live!.Version);
        Assert.DoesNotContain(state.Revisions, revision => revision.Id != state.Live.Id && revision.Status == RevisionStatus.Ready);
        Assert.Equal(EntryKind.RolledBack, (await _rollouts.ContextAsync()).Ledger.Entries[^1].Kind);
        await AssertUndisturbedAsync(callers);
    }

    [Fact]
    public async Task Two_deploys_at_once_are_one_after_the_other()
    {
        await _rollouts.ServeAsync(LocalRollouts.Good);
        var before = (await _rollouts.ContextAsync()).Ledger.Entries.Count;

        var failures = await Task.WhenAll(_rollouts.DeployAsync(LocalRollouts.Better), _rollouts.DeployAsync(LocalRollouts.Better));

        Assert.All(failures, failure => Assert.Null(failure?.Detail));
        var entries = (await _rollouts.ContextAsync()).Ledger.Entries.Skip(before).ToList();
        Assert.Single(entries, entry => entry.Kind == EntryKind.Promoted);
        Assert.Equal(EntryKind.Verified, entries[^1].Kind);
        var turns = 1 + entries.Zip(entries.Skip(1)).Count(pair => pair.First.Run != pair.Second.Run);
        Assert.Equal(2, turns);
    }

    [Fact]
    public async Task A_version_that_never_served_is_no_way_back()
    {
        await _rollouts.ServeAsync(LocalRollouts.Good);

        Assert.Contains("never served", (await _rollouts.RollBackAsync(LocalRollouts.Refusing))!.Detail, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> SettingsOf(string? setting) =>
        setting?.Split('=') is [var name, var value] ? new() { [name] = value } : [];

    private async Task<Callers> CallAsync() => new((await _rollouts.StateAsync()).Url!, Concurrency);

    private static async Task AssertUndisturbedAsync(Callers callers)
    {
        await callers.EndAsync();
        Assert.Empty(callers.Failures);
        Assert.True(callers.Answered >= Concurrency, $"{callers.Answered} answers");
    }
}
