using System.Security.Cryptography;
using System.Text;
using Serverless.Core;
using Serverless.Delivery.Migration;
using Serverless.Delivery.Migration.Entries;
using Serverless.Ledger;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Delivery.Tests.Migration;

/// <summary>Two clouds and a delivery store in memory, each behind the same kill switch.</summary>
internal sealed class MigrationWorld
{
    /// <summary>The last byte of a picture that cannot be read.</summary>
    public const byte Damaged = 0xDD;

    public static readonly string[] OddNames =
    [
        "a.png",
        "b 100%.png",
        "c#d?e+f&g.png",
        "größe/ümläut.png",
        "deep/er/日本語.png",
        "🙂.png",
        "-dash.png",
        "(x) 'y' \"z\".png",
        "no-ending",
        "x.caption.json.png",
    ];

    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];

    public MigrationWorld(bool hasOwnResults = false)
    {
        Kill = new KillSwitch();
        Source = new WatchedStore(new MemoryBlobStore(TimeProvider.System), Kill);
        Destination = new WatchedStore(new ForeignVersions(new MemoryBlobStore(TimeProvider.System)), Kill);
        Delivery = new WatchedStore(new MemoryBlobStore(TimeProvider.System), Kill);
        var stores = new BlobStores([new OneStore("s3", Source), new OneStore("gs", Destination)], new FolderStores(TimeProvider.System));
        Sides = new Sides(stores, stores);
        Plan = PlanOf(hasOwnResults);
        Old = HostOf(stores, "s3", hasOwnResults);
        New = HostOf(stores, "gs", hasOwnResults);
    }

    public static CancellationToken Now => TestContext.Current.CancellationToken;

    public KillSwitch Kill { get; }

    public WatchedStore Source { get; }

    public WatchedStore Destination { get; }

    public WatchedStore Delivery { get; }

    public Sides Sides { get; }

    public MigrationPlan Plan { get; set; }

    public CaptioningHost Old { get; }

    public CaptioningHost New { get; }

    public RecordingEntry Entry { get; } = new();

    public RecordingLedger Ledger { get; } = new();

    public ITargetSmoke? Smoke { get; set; }

    public BlobFolder DeliveryFolder => new(new BlobAddress("s3", "delivery", ""), Delivery, "");

    public static byte[] PictureOf(string name) => [.. Png, .. Encoding.UTF8.GetBytes(name), 0];

    public static byte[] DamagedPictureOf(string name) => [.. Png, .. Encoding.UTF8.GetBytes(name), Damaged];

    public static string Sha256Of(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Pictures of every kind: captioned, reviewed by a person, refused, erased.</summary>
    public static async Task SeedAsync(CaptioningHost host, params string[] names)
    {
        foreach (var name in names)
        {
            await host.PutAsync(name, PictureOf(name));
            Assert.Equal(Results.Processing.PictureOutcomeKind.Described, (await host.EventAsync(name)).Kind);
        }

        await host.PutAsync("reviewed.png", PictureOf("reviewed.png"));
        await host.EventAsync("reviewed.png");
        await host.ReviewAsync((await host.LatestAsync("reviewed.png"))!.Latest.Caption!.Id, "Ann's own words");
        await host.PutAsync("damaged.png", DamagedPictureOf("damaged.png"));
        Assert.Equal(Results.Processing.PictureOutcomeKind.Recorded, (await host.EventAsync("damaged.png")).Kind);
        await host.PutAsync("erased.png", PictureOf("erased.png"));
        await host.EventAsync("erased.png");
        Assert.Empty((await host.Erasure.EraseAsync(host.AddressOf("erased.png"), Now)).Kept);
    }

    public Task SeedAsync(params string[] names) => SeedAsync(Old, names);

    public MigrationContext Context(int maxConcurrency = 1) =>
        new(Sides, DeliveryFolder, Entry, Smoke, Ledger, new Silence(), TimeProvider.System, maxConcurrency);

    public async Task<MigrationReport> MigrateAsync(
        IReadOnlyDictionary<string, string>? settings = null,
        bool merges = false,
        int maxConcurrency = 1
    )
    {
        var run = await new MigrationRun(Context(maxConcurrency), Plan).RunAsync(settings, merges, Now);
        return run.TryGet(out var report, out var failure) ? report : throw new InvalidOperationException(failure.Detail);
    }

    public async Task<DeliveryFailure> RefusedAsync(IReadOnlyDictionary<string, string>? settings = null, bool merges = false)
    {
        var run = await new MigrationRun(Context(), Plan).RunAsync(settings, merges, Now);
        return Assert.IsType<DeliveryFailure>(run.Failure);
    }

    public async Task<UndoReport> UndoAsync()
    {
        var undo = await new MigrationUndo(Context(), Plan).RunAsync(Now);
        return undo.TryGet(out var report, out var failure) ? report : throw new InvalidOperationException(failure.Detail);
    }

    /// <summary>Every object of a store by key, with the digest of its bytes.</summary>
    public static async Task<SortedDictionary<string, string>> SnapshotAsync(IBlobStore store, string prefix = "")
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var listed in store.PagesAsync(prefix, Now))
        {
            foreach (var item in listed.Value!.Items)
                all[item.Key] = Sha256Of((await store.ReadBytesAsync(item.Key, BlobSelection.All, Now)).Value!.Bytes);
        }

        return all;
    }

    private static CaptioningHost HostOf(BlobStores stores, string scheme, bool hasOwnResults) =>
        new(
            stores,
            new BlobAddress(scheme, "photos", scheme == "s3" ? "in/" : "uploads/"),
            hasOwnResults ? new BlobAddress(scheme, "photos", "results/") : null,
            new BlobAddress(scheme, "photos", "reviews/")
        );

    private static MigrationPlan PlanOf(bool hasOwnResults) =>
        new(
            "aws-to-gcp-00000000-1",
            "aws",
            "gcp",
            [new PlannedPair("s3://photos/in/", "gs://photos/uploads/")],
            hasOwnResults ? new PlannedPair("s3://photos/results/", "gs://photos/results/") : null,
            new PlannedPair("s3://photos/reviews/", "gs://photos/reviews/"),
            [],
            HasPictures: true,
            DateTimeOffset.UnixEpoch
        );

    private sealed class OneStore(string scheme, IBlobStore store) : IBlobStoreProvider
    {
        public string Scheme => scheme;

        public Result<BlobFolder, StoreFailure> Open(BlobAddress folder) => new BlobFolder(folder, store, folder.Key);
    }

    /// <summary>Hears nothing.</summary>
    public sealed class Silence : IMigrationProgress
    {
        public void Begin(string stage, int? count) { }

        public void Step(ObjectKind kind) { }

        public void End() { }
    }

    /// <summary>An entry that remembers where it sends traffic.</summary>
    public sealed class RecordingEntry : IEntry
    {
        public string Target { get; private set; } = "aws";

        public Func<Task> OnSwitch { get; set; } = () => Task.CompletedTask;

        public Task<Result<EntryState, DeliveryFailure>> FindAsync(CancellationToken cancellationToken) =>
            Task.FromResult<Result<EntryState, DeliveryFailure>>(new EntryState(Target));

        public async Task<DeliveryFailure?> SwitchAsync(CancellationToken cancellationToken)
        {
            Target = "gcp";
            await OnSwitch();
            return null;
        }

        public Task<DeliveryFailure?> RestoreAsync(EntryState before, CancellationToken cancellationToken)
        {
            Target = before.Text;
            return Task.FromResult<DeliveryFailure?>(null);
        }
    }

    /// <summary>A ledger that remembers what it was told.</summary>
    public sealed class RecordingLedger : IMigrationLedger
    {
        public List<string> Entries { get; } = [];

        public Task<DeliveryFailure?> AppendAsync(MigrationPlan plan, string what, string? manifest, CancellationToken cancellationToken)
        {
            Entries.Add(what);
            return Task.FromResult<DeliveryFailure?>(null);
        }
    }
}
