using Serverless.Delivery.Rollouts;
using Serverless.Delivery.Targets;
using Serverless.Delivery.Tests.Targets;
using Serverless.Ledger;

namespace Serverless.Delivery.Tests.Rollouts;

/// <summary>Kills a verb at every call of the target and every write of the store, then lets a fresh one run.</summary>
public sealed class RolloutRecoveryTests
{
    [Theory]
    [InlineData("deploy")]
    [InlineData("bad deploy")]
    [InlineData("rollback")]
    public async Task A_verb_killed_at_any_step_is_finished_or_undone_by_the_next_deploy(string verb)
    {
        var kills = 0;
        for (var step = 0; await KillAsync(verb, step, rollouts => rollouts.DeployAsync("1.1.0"), "1.1.0"); step++)
            kills++;

        Assert.InRange(kills, 10, 200);
    }

    [Theory]
    [InlineData("deploy")]
    [InlineData("rollback")]
    public async Task A_verb_killed_at_any_step_is_put_right_by_a_rollback(string verb)
    {
        var kills = 0;
        for (var step = 0; await KillAsync(verb, step, RollBackAsync, "1.0.0"); step++)
            kills++;

        Assert.InRange(kills, 10, 200);
    }

    [Fact]
    public async Task A_first_deploy_killed_at_any_step_is_finished_by_the_next()
    {
        var kills = 0;
        for (var step = 0; await KillAsync("first", step, rollouts => rollouts.DeployAsync("1.0.0"), "1.0.0"); step++)
            kills++;

        Assert.InRange(kills, 10, 200);
    }

    /// <summary>One that was not begun, or was finished, leaves nothing good before what serves: a refusal, not a fault.</summary>
    private static async Task<DeliveryFailure?> RollBackAsync(TestRollouts rollouts)
    {
        var failure = await rollouts.RollBackAsync();
        Assert.True(failure is null || failure.Detail.Contains("no good version before", StringComparison.Ordinal), failure?.Detail);
        return null;
    }

    /// <summary>Runs a verb until its step-th call, where it dies with all it holds; then the cure.</summary>
    /// <returns>Whether it died.</returns>
    private static async Task<bool> KillAsync(string verb, int step, Func<TestRollouts, Task<DeliveryFailure?>> cure, string expected)
    {
        using var rollouts = new TestRollouts { Policy = new RolloutPolicy { Canary = new CanaryPolicy { WindowSeconds = 3 } } };
        rollouts.Target.CallersPerMinute = 6_000;
        await rollouts.PublishAsync("1.0.0");
        await rollouts.PublishAsync("1.1.0");
        if (verb != "first")
            Assert.Null(await rollouts.DeployAsync("1.0.0"));
        if (verb == "rollback")
            Assert.Null(await rollouts.DeployAsync("1.1.0"));
        if (verb == "bad deploy")
            rollouts.Target.Behaviors["1.1.0"] = new Behavior { ErrorShare = 1 };
        var (calls, isDead) = (0, false);
        rollouts.Target.OnCall = _ => Step();
        rollouts.Delivery.Faults.Fault = (call, _) =>
        {
            if (isDead || call == "write")
                Step();
            return null;
        };

        var wasKilled = false;
        try
        {
            await (verb == "rollback" ? rollouts.RollBackAsync() : rollouts.DeployAsync(verb == "first" ? "1.0.0" : "1.1.0"));
        }
        catch (KilledException)
        {
            wasKilled = true;
        }

        rollouts.Target.OnCall = _ => { };
        rollouts.Delivery.Faults.Fault = (_, _) => null;
        rollouts.Target.Behaviors.Clear();
        if (!wasKilled)
            return false;

        Assert.Null((await cure(rollouts))?.Detail);
        Assert.Equal((step, expected), (step, rollouts.Target.Live.Version));
        Assert.All(
            rollouts.Target.Revisions,
            revision => Assert.True(revision.Weight == 100 || revision.Status == RevisionStatus.Stopped, $"step {step}: {revision}")
        );
        var history = RolloutHistory.Of(await rollouts.EntriesAsync(), "dev", "aws");
        Assert.Null(history.Unfinished);
        Assert.Equal(rollouts.Target.Live.Id, history.Serving!.Revision);
        if (verb != "first")
            Assert.Equal(0, rollouts.Target.MaxUnserved);
        return true;

        void Step()
        {
            if (isDead || calls++ == step)
            {
                isDead = true;
                throw new KilledException();
            }
        }
    }

    private sealed class KilledException : Exception;
}
