using Serverless.Delivery.Migration;
using Serverless.Ledger;
using Serverless.Storage;

namespace Serverless.Delivery.Tests.Migration;

/// <summary>What is refused before a byte is copied, each with what to do.</summary>
public sealed class RefusalTests
{
    private readonly MigrationWorld _world = new();

    [Theory]
    [InlineData("s3://photos/in/", "s3://photos/in/")]
    [InlineData("s3://photos/in/", "s3://photos/in/copy/")]
    [InlineData("s3://photos/in/", "s3://photos/")]
    public async Task The_same_place_or_one_inside_the_other(string from, string to)
    {
        _world.Plan = _world.Plan with { Pictures = [new PlannedPair(from, to)] };

        await RefusedAsync("another destination");
    }

    [Fact]
    public async Task Two_folders_that_would_go_to_one_place()
    {
        _world.Plan = _world.Plan with
        {
            Pictures = [new PlannedPair("s3://photos/in/", "gs://photos/up/"), new PlannedPair("s3://photos/more/", "gs://photos/up/")],
        };

        await RefusedAsync("give each its own");
    }

    [Fact]
    public Task An_empty_source() => RefusedAsync("Look at the addresses");

    [Fact]
    public async Task A_destination_that_holds_results_of_its_own_unless_both_are_to_stand_together()
    {
        await _world.SeedAsync("a.png");
        await MigrationWorld.SeedAsync(_world.New, "other.png");
        var before = await MigrationWorld.SnapshotAsync(_world.Destination);

        await RefusedAsync("--merge");

        Assert.Equal(before, await MigrationWorld.SnapshotAsync(_world.Destination));
        Assert.Contains("uploads/other.png", (await MigrationWorld.SnapshotAsync(_world.Destination)).Keys);
    }

    [Theory]
    [InlineData(true, "list")]
    [InlineData(false, "write")]
    [InlineData(false, "delete")]
    public async Task An_identity_without_rights(bool isSource, string call)
    {
        await _world.SeedAsync("a.png");
        var store = isSource ? _world.Source : _world.Destination;
        store.Fault = (asked, _) => asked == call ? new StoreFailure(StoreFailureReason.AccessDenied, "No.") : null;

        await RefusedAsync("the rights to");
    }

    [Fact]
    public async Task A_store_that_does_not_keep_conditions()
    {
        await _world.SeedAsync("a.png");
        var isSecond = false;
        _world.Destination.Fault = (call, _) =>
        {
            if (call != "write")
                return null;
            (var answer, isSecond) = (isSecond ? new StoreFailure(StoreFailureReason.NotSupported, "No conditions.") : null, true);
            return answer;
        };

        await RefusedAsync("does not keep conditions");
    }

    [Fact]
    public async Task A_setting_whose_address_goes_nowhere()
    {
        await _world.SeedAsync("a.png");
        var settings = new Dictionary<string, string> { ["CAPTION_UPLOADS_TO"] = "s3://elsewhere/up/" };

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _world.MigrateAsync(settings));

        Assert.Contains("--also s3://elsewhere/up/=", error.Message, StringComparison.Ordinal);
        Assert.Empty(await MigrationWorld.SnapshotAsync(_world.Destination));
        Assert.Empty(await MigrationWorld.SnapshotAsync(_world.Delivery));
    }

    [Fact]
    public async Task A_destination_that_does_not_caption_gets_no_traffic()
    {
        await _world.SeedAsync("a.png");
        _world.Smoke = new FixedSmoke(DeliveryFailure.Refused("It does not caption."));

        Assert.Equal(ExitCode.Refused, (await _world.RefusedAsync()).Code);

        Assert.Equal("aws", _world.Entry.Target);
        Assert.Empty(_world.Ledger.Entries);
    }

    private async Task RefusedAsync(string advice)
    {
        var failure = await _world.RefusedAsync();
        Assert.Equal(ExitCode.WrongUsage, failure.Code);
        Assert.Contains(advice, failure.Detail, StringComparison.Ordinal);
        Assert.Empty(await MigrationWorld.SnapshotAsync(_world.Delivery));
        Assert.Equal("aws", _world.Entry.Target);
    }
}
