using Serverless.Ledger;
using Serverless.Results;
using Serverless.Results.Processing;
using Serverless.Storage;

namespace Serverless.Delivery.Tests.Migration;

/// <summary>What holds after a migration, seen by the hosts of the new cloud.</summary>
public sealed class MigrationTests
{
    private readonly MigrationWorld _world = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_that_has_a_result_is_captioned_again_on_the_new_cloud(bool hasOwnResults)
    {
        var world = new MigrationWorld(hasOwnResults);
        await world.SeedAsync(MigrationWorld.OddNames);

        var report = await world.MigrateAsync();

        Assert.Equal(ExitCode.Done, report.ExitCode);
        Assert.True(report.Verified!.IsWhole);
        Assert.Equal("gcp", world.Entry.Target);
        foreach (var name in MigrationWorld.OddNames)
        {
            Assert.Equal(PictureOutcomeKind.Existed, (await world.New.EventAsync(name)).Kind);
            Assert.Equal(PictureOutcomeKind.Existed, (await world.New.RunAsync(name)).Kind);
            var (old, moved) = ((await world.Old.LatestAsync(name))!, (await world.New.LatestAsync(name))!);
            Assert.Equal(old.Latest.Caption!.AltText, moved.Latest.Caption!.AltText);
            Assert.Equal(world.New.AddressOf(name).ToString(), moved.Latest.Source);
            Assert.StartsWith("generation-", moved.Latest.Version, StringComparison.Ordinal);
        }

        Assert.Equal(PictureOutcomeKind.KeptPerson, (await world.New.EventAsync("reviewed.png")).Kind);
        Assert.Equal("Ann's own words", (await world.New.LatestAsync("reviewed.png"))!.Latest.Caption!.Caption);
        Assert.Equal(PictureOutcomeKind.Erased, (await world.New.EventAsync("erased.png")).Kind);
        Assert.True((await world.New.EventAsync("damaged.png")).IsStanding);
        Assert.Equal(0, world.New.Descriptions);
    }

    [Fact]
    public async Task Pictures_that_vendors_tools_bring_before_or_after_are_not_captioned_either()
    {
        _world.Plan = _world.Plan with { HasPictures = false };
        await _world.SeedAsync("early.png", "late.png");
        await _world.New.PutAsync("early.png", MigrationWorld.PictureOf("early.png"));
        Assert.Equal(ExitCode.Done, (await _world.MigrateAsync()).ExitCode);
        await _world.New.PutAsync("late.png", MigrationWorld.PictureOf("late.png"));

        foreach (var name in (string[])["early.png", "late.png"])
            Assert.Equal(PictureOutcomeKind.Existed, (await _world.New.EventAsync(name)).Kind);

        Assert.Equal(0, _world.New.Descriptions);
    }

    [Fact]
    public async Task A_picture_that_is_replaced_on_the_new_cloud_gets_new_words()
    {
        await _world.SeedAsync("a.png");
        await _world.MigrateAsync();
        await _world.New.EventAsync("a.png");
        await _world.New.PutAsync("a.png", MigrationWorld.PictureOf("another"));

        Assert.Equal(PictureOutcomeKind.Described, (await _world.New.EventAsync("a.png")).Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_review_finds_its_caption_on_the_new_cloud_before_and_after_the_picture_s_event(bool isAfter)
    {
        await _world.SeedAsync("a.png");
        await _world.MigrateAsync();
        var id = (await _world.Old.LatestAsync("a.png"))!.Latest.Caption!.Id;
        if (isAfter)
            await _world.New.EventAsync("a.png");

        await _world.New.ReviewAsync(id, "Two dogs");
        await _world.New.EventAsync("a.png");

        var latest = (await _world.New.LatestAsync("a.png"))!;
        Assert.Equal(("Two dogs", ResultDocument.Human), (latest.Latest.Caption!.Caption, latest.Latest.Generator));
        Assert.Equal(0, _world.New.Descriptions);
    }

    [Fact]
    public async Task Erasure_by_address_on_the_new_cloud_takes_the_review_s_caption_too()
    {
        await _world.SeedAsync("a.png");
        await _world.MigrateAsync();

        var erased = await _world.New.Erasure.EraseAsync(_world.New.AddressOf("a.png"), Now);

        Assert.Equal((1, 0), (erased.Captions, erased.Kept.Count));
        Assert.Equal(PictureOutcomeKind.Erased, (await _world.New.EventAsync("a.png")).Kind);
    }

    [Fact]
    public async Task A_second_run_copies_nothing_and_says_so()
    {
        await _world.SeedAsync("a.png", "b.png");
        await _world.MigrateAsync();
        var before = await MigrationWorld.SnapshotAsync(_world.Destination);

        var again = await _world.MigrateAsync();

        Assert.Equal((ExitCode.Done, 0), (again.ExitCode, again.Passes.Sum(pass => pass.Moves)));
        Assert.Equal(before, await MigrationWorld.SnapshotAsync(_world.Destination));
    }

    [Fact]
    public async Task What_comes_during_the_copy_is_taken_by_another_pass_and_what_comes_after_the_switch_is_told()
    {
        await _world.SeedAsync("a.png");
        var isFirst = true;
        _world.Destination.Fault = (call, key) =>
        {
            if (call != "write" || !key.EndsWith("a.png.caption.json", StringComparison.Ordinal) || !isFirst)
                return null;
            isFirst = false;
            _world.Old.PutAsync("meanwhile.png", MigrationWorld.PictureOf("meanwhile.png")).GetAwaiter().GetResult();
            _world.Old.EventAsync("meanwhile.png").GetAwaiter().GetResult();
            return null;
        };
        _world.Entry.OnSwitch = async () =>
        {
            await _world.Old.PutAsync("late.png", MigrationWorld.PictureOf("late.png"));
            await _world.Old.EventAsync("late.png");
        };

        var report = await _world.MigrateAsync();

        Assert.Equal((ExitCode.Done, true), (report.ExitCode, report.Late));
        foreach (var name in (string[])["meanwhile.png", "late.png"])
            Assert.Equal(PictureOutcomeKind.Existed, (await _world.New.EventAsync(name)).Kind);
        Assert.False((await _world.MigrateAsync()).Late);
    }

    [Fact]
    public async Task Words_that_change_between_two_runs_move_forward_on_the_new_cloud_although_its_host_has_taken_them_over()
    {
        await _world.SeedAsync("a.png");
        _world.Smoke = new FixedSmoke(DeliveryFailure.Refused("not yet"));
        Assert.Equal("not yet", (await _world.RefusedAsync()).Detail);
        Assert.Equal("aws", _world.Entry.Target);
        await _world.New.EventAsync("a.png");
        await _world.Old.ReviewAsync((await _world.Old.LatestAsync("a.png"))!.Latest.Caption!.Id, "Better words");
        _world.Smoke = new FixedSmoke(null);

        var report = await _world.MigrateAsync();

        Assert.Equal(ExitCode.Done, report.ExitCode);
        await _world.New.EventAsync("a.png");
        await _world.New.RunAsync("a.png");
        Assert.Equal("Better words", (await _world.New.LatestAsync("a.png"))!.Latest.Caption!.Caption);
        Assert.Equal(0, _world.New.Descriptions);
    }

    [Fact]
    public async Task What_is_erased_at_the_source_between_two_runs_is_gone_on_the_new_cloud_too()
    {
        await _world.SeedAsync("a.png");
        _world.Smoke = new FixedSmoke(DeliveryFailure.Refused("not yet"));
        await _world.RefusedAsync();
        await _world.New.EventAsync("a.png");
        var id = (await _world.Old.LatestAsync("a.png"))!.Latest.Caption!.Id;
        Assert.Empty((await _world.Old.Erasure.EraseAsync(_world.Old.AddressOf("a.png"), Now)).Kept);
        _world.Smoke = null;

        await _world.MigrateAsync();

        Assert.Null(await _world.New.LatestAsync("a.png"));
        Assert.Equal(StoreFailureReason.NotFound, (await _world.New.Reviews.FindAsync(id, Now)).Failure!.Reason);
        Assert.Equal(PictureOutcomeKind.Erased, (await _world.New.EventAsync("a.png")).Kind);
        Assert.Equal(0, _world.New.Descriptions);
    }

    [Fact]
    public async Task What_goes_at_the_source_after_the_switch_stays_on_the_new_cloud()
    {
        await _world.SeedAsync("a.png", "b.png");
        await _world.MigrateAsync();
        var before = await MigrationWorld.SnapshotAsync(_world.Destination);
        foreach (var key in (await MigrationWorld.SnapshotAsync(_world.Source, "in/")).Keys.Where(key => key.Contains("a.png")))
            await _world.Source.DeleteAsync(key, null, Now);

        await _world.MigrateAsync();

        Assert.Equal(before, await MigrationWorld.SnapshotAsync(_world.Destination));
    }

    [Fact]
    public async Task Many_objects_at_a_time_end_the_same()
    {
        var names = Enumerable.Range(0, 60).Select(number => $"{number}.png").ToArray();
        await _world.SeedAsync(names);

        var report = await _world.MigrateAsync(maxConcurrency: 16);

        Assert.Equal(ExitCode.Done, report.ExitCode);
        foreach (var name in names)
            Assert.Equal(PictureOutcomeKind.Existed, (await _world.New.EventAsync(name)).Kind);
    }
}
