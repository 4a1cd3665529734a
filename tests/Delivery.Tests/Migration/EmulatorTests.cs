using Serverless.Delivery.Migration;
using Serverless.Ledger;
using Serverless.Results.Processing;
using Serverless.Storage;
using Serverless.Storage.Files;
using Serverless.Testing.Emulators;

namespace Serverless.Delivery.Tests.Migration;

/// <summary>Over the vendors' own clients: from moto to the Cloud Storage server, from there to Azurite, from there to a folder.</summary>
public sealed class EmulatorTests : IDisposable
{
    private static readonly string[] Names = [.. MigrationWorld.OddNames, "a\u00a0b.png", "quote'd & <tagged>.png"];

    private readonly string _folder = Directory.CreateTempSubdirectory("migrate-").FullName;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_S3_to_Cloud_Storage_and_back()
    {
        await using var from = await CloudEmulator.S3Async("photos-from");
        await using var to = await CloudEmulator.GoogleAsync("photos-to");
        await CheckAsync(Opened.Of(from), Opened.Of(to));
    }

    [Fact]
    public async Task From_Cloud_Storage_to_Azure_and_back()
    {
        await using var from = await CloudEmulator.GoogleAsync("photos-from");
        await using var to = await CloudEmulator.AzureAsync("photos-to");
        await CheckAsync(Opened.Of(from), Opened.Of(to));
    }

    [Fact]
    public async Task From_Azure_to_a_folder_and_back()
    {
        await using var from = await CloudEmulator.AzureAsync("photos-from");
        await CheckAsync(Opened.Of(from), Opened.Of(_folder));
    }

    [Fact]
    public async Task From_a_folder_to_another_and_back()
    {
        var (one, other) = (Directory.CreateDirectory(Path.Combine(_folder, "1")), Directory.CreateDirectory(Path.Combine(_folder, "2")));
        await CheckAsync(Opened.Of(one.FullName), Opened.Of(other.FullName));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task CheckAsync(Opened from, Opened to)
    {
        var (old, next) = (from.Host(), to.Host());
        await MigrationWorld.SeedAsync(old, Names);
        var plan = new MigrationPlan(
            "one-to-other-00000000-1",
            "one",
            "other",
            [new PlannedPair(from.Pictures.ToString(), to.Pictures.ToString())],
            null,
            new PlannedPair(from.Reviews.ToString(), to.Reviews.ToString()),
            [],
            HasPictures: true,
            DateTimeOffset.UnixEpoch
        );
        var before = await MigrationWorld.SnapshotAsync(to.Store, to.Prefix);
        var world = new MigrationWorld();
        var context = world.Context(maxConcurrency: 4) with { Sides = new Sides(from.Stores, to.Stores) };

        var run = await new MigrationRun(context, plan).RunAsync(null, merges: false, Now);

        Assert.True(run.TryGet(out var report, out var failure), failure?.Detail);
        var said = string.Join('\n', report.Passes[^1].Troubles.Concat(report.Verified?.Lines ?? []));
        Assert.True(report.ExitCode == ExitCode.Done, said);
        foreach (var name in Names)
        {
            Assert.Equal((name, PictureOutcomeKind.Existed), (name, (await next.EventAsync(name)).Kind));
            Assert.Equal((await old.LatestAsync(name))!.Latest.Caption!.AltText, (await next.LatestAsync(name))!.Latest.Caption!.AltText);
        }

        Assert.Equal(PictureOutcomeKind.KeptPerson, (await next.EventAsync("reviewed.png")).Kind);
        Assert.Equal(PictureOutcomeKind.Erased, (await next.EventAsync("erased.png")).Kind);
        await next.ReviewAsync((await old.LatestAsync(Names[0]))!.Latest.Caption!.Id, "Reviewed over there");
        Assert.Equal("Reviewed over there", (await next.LatestAsync(Names[0]))!.Latest.Caption!.Caption);
        Assert.Equal(0, next.Descriptions);

        // a second run finds it done; what the new cloud's hosts wrote since stays when it is taken back
        var again = await new MigrationRun(context, plan).RunAsync(null, merges: false, Now);
        Assert.Equal(0, again.Value!.Passes.Sum(pass => pass.Moves));
        var undone = await new MigrationUndo(context, plan).RunAsync(Now);
        Assert.True(undone.TryGet(out var taken, out failure), failure?.Detail);
        Assert.Empty(taken.Failures);
        var left = await MigrationWorld.SnapshotAsync(to.Store, to.Prefix);
        Assert.DoesNotContain(left.Keys.Except(before.Keys), key => key.EndsWith(Names[0], StringComparison.Ordinal));
    }

    /// <summary>One side, as its own client reaches it.</summary>
    private sealed record Opened(BlobStores Stores, BlobAddress Root, IBlobStore Store, string Prefix)
    {
        public BlobAddress Pictures => Root.With(Root.Key + "in put/");

        public BlobAddress Reviews => Root.With(Root.Key + "reviews/");

        public static Opened Of(CloudEmulator emulator)
        {
            var root = BlobAddress.Parse(emulator.Container).Value!;
            var stores = new BlobStores(
                Clouds.Providers(TimeProvider.System, TimeSpan.FromSeconds(60), emulator.Environment.GetValueOrDefault),
                new FolderStores(TimeProvider.System)
            );
            return new Opened(stores, root, emulator.Store, "");
        }

        public static Opened Of(string folder)
        {
            var root = BlobAddress.Parse(FolderStores.AddressOf(folder) + "/").Value!;
            Directory.CreateDirectory(Path.Combine(folder, "in put"));
            Directory.CreateDirectory(Path.Combine(folder, "reviews"));
            var stores = new BlobStores([], new FolderStores(TimeProvider.System));
            return new Opened(stores, root, stores.Open(root).Value!.Store, "");
        }

        public CaptioningHost Host() => new(Stores, Pictures, null, Reviews);
    }
}
