using System.Text;
using Serverless.Ledger;
using Serverless.Results.Processing;
using Serverless.Storage;

namespace Serverless.Delivery.Tests.Migration;

/// <summary>Conflicts, what is taken back, and what is not believed.</summary>
public sealed class UndoTests
{
    private const string Pointer = "uploads/a.png.caption.json";

    private readonly MigrationWorld _world = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Any_keys_survive_the_way_and_undo_leaves_the_destination_as_it_was(int seed)
    {
        var random = new Random(seed);
        var world = new MigrationWorld(hasOwnResults: seed % 2 == 0);
        var names = Enumerable.Range(0, 12).Select(_ => NameOf(random)).Distinct().ToArray();
        await world.SeedAsync(names);
        foreach (var other in Enumerable.Range(0, random.Next(5)))
            await WriteAsync(world.Destination, $"elsewhere/{other}", "not ours");
        var before = await MigrationWorld.SnapshotAsync(world.Destination);

        var report = await world.MigrateAsync();

        Assert.True(report.Verified!.IsWhole, string.Join('\n', report.Verified.Lines.Concat(report.Passes[^1].Troubles)));
        foreach (var name in names)
        {
            Assert.Equal(
                (await world.Old.LatestAsync(name))!.Latest.Caption!.AltText,
                (await world.New.LatestAsync(name))!.Latest.Caption!.AltText
            );
        }

        var undone = await world.UndoAsync();
        Assert.Equal((ExitCode.Done, "aws"), (undone.ExitCode, world.Entry.Target));
        Assert.Equal(before, await MigrationWorld.SnapshotAsync(world.Destination));
    }

    [Fact]
    public async Task Something_else_at_the_destination_is_never_overwritten_and_stops_the_switch()
    {
        await _world.SeedAsync("a.png");
        await WriteAsync(_world.Destination, Pointer, "{\"result\":\"mine\"}");
        var before = await MigrationWorld.SnapshotAsync(_world.Destination);

        var report = await _world.MigrateAsync();

        Assert.Equal((ExitCode.Partial, "aws"), (report.ExitCode, _world.Entry.Target));
        Assert.Contains("gs://photos/" + Pointer, Assert.Single(report.Passes[^1].Troubles), StringComparison.Ordinal);
        Assert.Equal(before[Pointer], (await MigrationWorld.SnapshotAsync(_world.Destination))[Pointer]);
        await _world.UndoAsync();
        Assert.Equal(before, await MigrationWorld.SnapshotAsync(_world.Destination));
    }

    [Fact]
    public async Task What_was_there_with_the_same_bytes_stays_when_the_migration_is_taken_back()
    {
        await _world.SeedAsync("a.png");
        await _world.New.PutAsync("a.png", MigrationWorld.PictureOf("a.png"));
        var before = await MigrationWorld.SnapshotAsync(_world.Destination);
        await _world.MigrateAsync();

        await _world.UndoAsync();

        Assert.Equal(before, await MigrationWorld.SnapshotAsync(_world.Destination));
    }

    [Fact]
    public async Task What_others_wrote_since_stays_and_is_told()
    {
        await _world.SeedAsync("a.png", "b.png");
        await _world.MigrateAsync();
        await _world.New.EventAsync("a.png");
        var mine = await MigrationWorld.SnapshotAsync(_world.Destination);

        var undone = await _world.UndoAsync();

        Assert.Equal((ExitCode.Partial, "aws"), (undone.ExitCode, _world.Entry.Target));
        Assert.Contains(Pointer, Assert.Single(undone.Kept), StringComparison.Ordinal);
        var left = await MigrationWorld.SnapshotAsync(_world.Destination);
        Assert.Equal(mine[Pointer], left[Pointer]);
        Assert.DoesNotContain(left.Keys, key => key.Contains("b.png", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pointer_that_was_moved_forward_is_put_back_as_it_was()
    {
        await _world.SeedAsync("a.png");
        await _world.MigrateAsync();
        var back = new MigrationWorld();
        await CopyAsync(_world.Source, back.Source);
        await CopyAsync(_world.Source, back.Destination, key => key.Replace("in/", "uploads/", StringComparison.Ordinal));
        await back.Old.ReviewAsync((await back.Old.LatestAsync("a.png"))!.Latest.Caption!.Id, "Newer words");
        var before = await MigrationWorld.SnapshotAsync(back.Destination);

        var report = await back.MigrateAsync(merges: true);

        Assert.Equal(ExitCode.Done, report.ExitCode);
        Assert.Equal("Newer words", (await back.New.LatestAsync("a.png"))!.Latest.Caption!.Caption);
        Assert.Equal(ExitCode.Done, (await back.UndoAsync()).ExitCode);
        Assert.Equal(before, await MigrationWorld.SnapshotAsync(back.Destination));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_forged_manifest_removes_nothing(bool isAtDestination)
    {
        await _world.SeedAsync("a.png");
        await _world.MigrateAsync();
        var store = isAtDestination ? _world.Destination : _world.Delivery;
        var key = (await MigrationWorld.SnapshotAsync(store)).Keys.Last(key => key.Contains("/manifest-", StringComparison.Ordinal));
        await WriteAsync(store, key, "{}", WriteCondition.None);
        var before = await MigrationWorld.SnapshotAsync(_world.Destination);

        var undo = await new Delivery.Migration.MigrationUndo(_world.Context(), _world.Plan).RunAsync(Now);

        Assert.Equal(ExitCode.Refused, undo.Failure!.Code);
        Assert.Equal(before, await MigrationWorld.SnapshotAsync(_world.Destination));
        Assert.Equal("gcp", _world.Entry.Target);
    }

    [Fact]
    public async Task A_forged_journal_stops_both_ways()
    {
        await _world.SeedAsync("a.png");
        await _world.MigrateAsync();
        var key = (await MigrationWorld.SnapshotAsync(_world.Delivery)).Keys.First(key =>
            key.Contains("/journal/", StringComparison.Ordinal)
        );
        var text = Encoding.UTF8.GetString((await _world.Delivery.ReadBytesAsync(key, BlobSelection.All, Now)).Value!.Bytes);
        await WriteAsync(_world.Delivery, key, text.Replace("a.png", "b.png", StringComparison.Ordinal), WriteCondition.None);
        var before = await MigrationWorld.SnapshotAsync(_world.Destination);

        await Assert.ThrowsAsync<InvalidDataException>(() => _world.MigrateAsync());
        await Assert.ThrowsAsync<InvalidDataException>(() => _world.UndoAsync());

        Assert.Equal(before, await MigrationWorld.SnapshotAsync(_world.Destination));
    }

    [Fact]
    public async Task A_journal_that_names_a_stranger_s_object_does_not_remove_it()
    {
        await _world.SeedAsync("a.png");
        await _world.MigrateAsync();
        await _world.Destination.DeleteAsync("uploads/a.png", null, Now);
        await WriteAsync(_world.Destination, "uploads/a.png", Encoding.UTF8.GetString(MigrationWorld.PictureOf("another")));

        var undone = await _world.UndoAsync();

        Assert.Contains("uploads/a.png", Assert.Single(undone.Kept), StringComparison.Ordinal);
        Assert.Contains("uploads/a.png", (await MigrationWorld.SnapshotAsync(_world.Destination)).Keys);
    }

    [Fact]
    public async Task A_migration_is_taken_back_once()
    {
        await _world.SeedAsync("a.png");
        await _world.MigrateAsync();
        await _world.UndoAsync();

        var again = await new Delivery.Migration.MigrationUndo(_world.Context(), _world.Plan).RunAsync(Now);

        Assert.Equal(ExitCode.WrongUsage, again.Failure!.Code);
        Assert.Equal(["results, reviews and settings migrated", "migration undone"], _world.Ledger.Entries);
    }

    [Fact]
    public async Task After_an_undo_the_old_cloud_captions_as_before()
    {
        await _world.SeedAsync("a.png");
        var before = await MigrationWorld.SnapshotAsync(_world.Source);
        await _world.MigrateAsync();
        await _world.UndoAsync();

        Assert.Equal(before, await MigrationWorld.SnapshotAsync(_world.Source));
        Assert.Equal(PictureOutcomeKind.Existed, (await _world.Old.EventAsync("a.png")).Kind);
    }

    private static string NameOf(Random random)
    {
        const string Letters = "abcXYZ019-_ .%#?+&=~!'()[]{}@$^äß日🙂";
        var runes = Letters.EnumerateRunes().ToArray();
        var segments = Enumerable
            .Range(0, random.Next(1, 4))
            .Select(_ => "n" + string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => runes[random.Next(runes.Length)])) + "n");
        return string.Join('/', segments) + ".png";
    }

    private static async Task CopyAsync(IBlobStore from, IBlobStore to, Func<string, string>? rename = null)
    {
        foreach (var key in (await MigrationWorld.SnapshotAsync(from)).Keys)
        {
            var bytes = (await from.ReadBytesAsync(key, BlobSelection.All, Now)).Value!.Bytes;
            var content = BlobContent.Of(bytes, "application/octet-stream");
            await to.WriteAsync(rename?.Invoke(key) ?? key, content, WriteCondition.Absent, Now);
        }
    }

    private static async Task WriteAsync(IBlobStore store, string key, string text, WriteCondition? condition = null)
    {
        var content = BlobContent.Of(Encoding.UTF8.GetBytes(text), "text/plain");
        Assert.Null((await store.WriteAsync(key, content, condition ?? WriteCondition.Absent, Now)).Failure);
    }
}
