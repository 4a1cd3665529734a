using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Packages.Aliases;
using Serverless.Settings;
using Serverless.Storage;
using Serverless.Testing;
using Serverless.Updates.Rollouts;

namespace Serverless.Updates.Tests;

/// <summary>A started service over a tiny model, a registry that a test sets, state in memory, and a clock that a test moves.</summary>
internal sealed class UpdateWorld : IDisposable
{
    private static readonly DateTimeOffset Before = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public UpdateWorld(MemoryBlobStore? shared = null, string instance = "one", TestClock? clock = null)
    {
        Clock = clock ?? new TestClock();
        Shared = shared ?? new MemoryBlobStore(Clock);
        Store = new FailingStore(Shared);
        var settings = CaptionSettings.Read(
            HostProfile.Kubernetes,
            new Dictionary<string, string>
            {
                ["CAPTION_MODEL"] = Folder("vit-gpt2-tiny"),
                ["CAPTION_LABEL_MODEL"] = "none",
                ["CAPTION_TEXT_MODEL"] = "none",
                ["CAPTION_QUEUE"] = "2000",
            }.GetValueOrDefault,
            []
        );
        Service = new CaptionService(settings.Service, TimeProvider.System, CaptionIds.System);
        Service.Start();
        BlobAddress.Parse("s3://models/line/").TryGet(out var address, out _);
        var state = new StoreRolloutState(new BlobFolder(address!, Store, address!.Key), instance);
        Updates = new ModelUpdates(
            Feed,
            state,
            new UpdateSurroundings(instance, Clock, () => MemoryLimit, () => 0, step => Steps.Add(step))
        );
        Updates.Attach(Service);
    }

    public TestClock Clock { get; }

    public MemoryBlobStore Shared { get; }

    public FailingStore Store { get; }

    public CaptionService Service { get; }

    public FakeFeed Feed { get; } = new();

    public ModelUpdates Updates { get; }

    public List<UpdateStep> Steps { get; } = [];

    public long MemoryLimit { get; set; } = 1L << 40;

    public string? ServingDigest => Service.Models?.Identity.Digest;

    public static string Folder(string fixture) => Path.Combine(Repository.Fixtures, fixture);

    public static AliasEntry Entry(string alias, long number, string version, string digest, bool isRollback = false, int day = 0) =>
        new(alias, number, "tiny", version, digest, Before.AddDays(day), "tester", "because", isRollback);

    /// <summary>Puts a package into the registry.</summary>
    public void Package(string digest, RolloutPlan? plan = null, string fixture = "trocr-style-tiny", double? memoryMiB = null) =>
        Feed.Packages[digest] = new OpenedPackage(
            new ModelSource(new ModelFolders(Folder(fixture)), digest),
            plan ?? RolloutPlan.Immediate,
            memoryMiB
        );

    /// <summary>Callers with pictures of their own.</summary>
    public async Task<IReadOnlyList<Result<Caption, CaptionFailure>>> AskAsync(int count, int seed = 0) =>
        [
            .. await Task.WhenAll(
                Enumerable
                    .Range(seed, count)
                    .Select(i => Service.DescribeAsync(new CaptionRequest(TinyPicture.Png(i)), CancellationToken.None))
            ),
        ];

    public Task CheckAsync() => Updates.CheckAsync(CancellationToken.None);

    public void Dispose()
    {
        Updates.Dispose();
        Service.Dispose();
    }
}
