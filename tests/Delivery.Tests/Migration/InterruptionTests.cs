using Serverless.Delivery.Migration;
using Serverless.Ledger;
using Serverless.Results.Processing;
using Serverless.Storage;

namespace Serverless.Delivery.Tests.Migration;

/// <summary>Runs that are killed at every single call of a store, before it and after it, and run again.</summary>
public sealed class InterruptionTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_migration_that_is_killed_at_any_call_and_run_again_ends_the_same_without_double_work(bool isAfter)
    {
        var (expected, writes, calls) = await PlainAsync();
        for (var at = 1; at <= calls; at++)
        {
            var world = await SeededAsync();
            world.Kill.Reset(at, isAfter);
            await Assert.ThrowsAsync<KilledException>(() => world.MigrateAsync());
            var before = world.Destination.Writes;
            world.Kill.Reset(0, false);

            var report = await world.MigrateAsync();

            Assert.Equal(ExitCode.Done, report.ExitCode);
            Assert.Equal("gcp", world.Entry.Target);
            Assert.True(report.Verified!.IsWhole);
            Assert.Equal(expected, (await MigrationWorld.SnapshotAsync(world.Destination)).Keys.Count(IsOurs));
            Assert.InRange(world.Destination.Writes, before, writes + Probes(world) + 1);
            foreach (var name in (string[])["ö b.png", "damaged.png", "reviewed.png", "erased.png"])
                await world.New.EventAsync(name);
            Assert.Equal(0, world.New.Descriptions);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_undo_that_is_killed_at_any_call_and_run_again_leaves_the_destination_as_it_was(bool isAfter)
    {
        for (var at = 1; ; at++)
        {
            var world = await SeededAsync();
            var before = await MigrationWorld.SnapshotAsync(world.Destination);
            await world.MigrateAsync();
            world.Kill.Reset(at, isAfter);
            try
            {
                await world.UndoAsync();
                world.Kill.Reset(0, false);
                Assert.Equal(before, await MigrationWorld.SnapshotAsync(world.Destination));
                return; // it took fewer calls than that
            }
            catch (KilledException)
            {
                world.Kill.Reset(0, false);
            }

            if ((await new MigrationRecords(world.DeliveryFolder, world.Plan.Id).StageAsync("undone", Now)).Value is null)
                Assert.Equal(ExitCode.Done, (await world.UndoAsync()).ExitCode);

            Assert.Equal(before, await MigrationWorld.SnapshotAsync(world.Destination));
            Assert.Equal("aws", world.Entry.Target);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_undo_of_a_migration_that_was_killed_at_any_call_leaves_the_destination_as_it_was(bool isAfter)
    {
        var (_, _, calls) = await PlainAsync();
        for (var at = 1; at <= calls; at += 3)
        {
            var world = await SeededAsync();
            var before = await MigrationWorld.SnapshotAsync(world.Destination);
            world.Kill.Reset(at, isAfter);
            await Assert.ThrowsAsync<KilledException>(() => world.MigrateAsync());
            world.Kill.Reset(0, false);
            if ((await new MigrationRecords(world.DeliveryFolder, world.Plan.Id).PlanAsync(Now)).Value is null)
                continue; // it had not begun

            Assert.Equal(ExitCode.Done, (await world.UndoAsync()).ExitCode);

            var after = await MigrationWorld.SnapshotAsync(world.Destination);
            Assert.Equal(before, after);
            Assert.Equal("aws", world.Entry.Target);
        }
    }

    [Fact]
    public async Task A_store_that_is_away_for_a_while_is_told_and_another_run_ends_it()
    {
        var world = await SeededAsync();
        world.Destination.Fault = (call, key) =>
            call == "write" && key.EndsWith(".caption.json", StringComparison.Ordinal)
                ? new StoreFailure(StoreFailureReason.Throttled, "Slow down.")
                : null;

        var report = await world.MigrateAsync();

        Assert.Equal(ExitCode.TryAgain, report.ExitCode);
        Assert.Equal("aws", world.Entry.Target);
        Assert.All(report.Passes[^1].Troubles, line => Assert.Contains("Slow down.", line, StringComparison.Ordinal));
        world.Destination.Fault = (_, _) => null;
        Assert.Equal(ExitCode.Done, (await world.MigrateAsync()).ExitCode);
        Assert.Equal(PictureOutcomeKind.Existed, (await world.New.EventAsync("ö b.png")).Kind);
    }

    private static bool IsOurs(string key) => !key.Contains("/migrations/", StringComparison.Ordinal);

    /// <summary>Two writes at each place tell whether it can be written, and keeps conditions.</summary>
    private static int Probes(MigrationWorld world) => 2 * world.Plan.Pairs.Count();

    private static async Task<MigrationWorld> SeededAsync()
    {
        var world = new MigrationWorld();
        await world.SeedAsync("ö b.png");
        return world;
    }

    private static async Task<(int Objects, int Writes, int Calls)> PlainAsync()
    {
        var world = await SeededAsync();
        world.Kill.Reset(0, false);
        await world.MigrateAsync();
        var calls = world.Kill.Calls;
        var writes = world.Destination.Writes;
        return ((await MigrationWorld.SnapshotAsync(world.Destination)).Keys.Count(IsOurs), writes, calls);
    }
}
