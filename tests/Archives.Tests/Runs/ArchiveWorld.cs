using System.Collections.Concurrent;
using Serverless.Archives.Runs;
using Serverless.Archives.Scanning;
using Serverless.Archives.Sharding;
using Serverless.Archives.Work;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Imaging.Vips;
using Serverless.Results;
using Serverless.Results.Documents;
using Serverless.Results.Processing;
using Serverless.Results.Reviews;
using Serverless.Storage;
using Serverless.Testing;

namespace Serverless.Archives.Tests.Runs;

/// <summary>A tiny captioner, loaded once for all tests of a class.</summary>
public sealed class TinyEngine : IDisposable
{
    private readonly LoadedModels _models;

    public TinyEngine()
        : this(textReader: null) { }

    internal TinyEngine(string? textReader)
    {
        var folders = new ModelFolders(Path.Combine(Repository.Fixtures, "vit-gpt2-tiny"), Text: textReader);
        _models = LoadedModels.Load(folders, new RuntimeSettings(1));
    }

    public ArchiveEngine Engine => Of("1.0.0");

    /// <summary>The same as another version of itself.</summary>
    public ArchiveEngine Of(string version)
    {
        var decoder = new VipsImageDecoder(new ImageLimits());
        return new ArchiveEngine(
            new CaptionPipeline(decoder, _models, TimeProvider.System, CaptionIds.System),
            decoder,
            new ModelIdentity(_models.Identity.Name, version, () => "sha256:0"),
            CaptionIds.System,
            TimeProvider.System
        );
    }

    public void Dispose() => _models.Dispose();
}

/// <summary>An archive in memory, and runs over it.</summary>
internal sealed class ArchiveWorld
{
    private readonly TinyEngine _tiny;

    public ArchiveWorld(TinyEngine tiny)
    {
        _tiny = tiny;
        Store = new FailingStore(new MemoryBlobStore(TimeProvider.System));
        Pictures = new BlobFolder(new BlobAddress("s3", "photos", "in/"), Store, "in/");
        Results = new ResultStore(Pictures, null);
        Reviews = new ReviewStore(new BlobFolder(new BlobAddress("s3", "photos", "reviews/"), Store, "reviews/"), keepsFeatures: false);
    }

    public FailingStore Store { get; }

    public BlobFolder Pictures { get; }

    public ResultStore Results { get; }

    public ReviewStore Reviews { get; }

    public RunMeter Meter { get; private set; } = new(TimeProvider.System);

    public ConcurrentBag<(Candidate Picture, PictureOutcome Outcome)> Outcomes { get; } = [];

    public static ArchivePlan Plan(string run = "run-1") => new(run, Shard.Whole) { Parallel = 2 };

    public static byte[] Picture(int number) => TinyPicture.Png(number);

    public async Task<string> PutAsync(string name, byte[] bytes) =>
        (await Store.WriteAsync("in/" + name, BlobContent.Of(bytes, "image/png"), WriteCondition.None, default)).Value!.Version;

    public async Task<RunStop> RunAsync(
        ArchivePlan? plan = null,
        string version = "1.0.0",
        bool isJournalled = false,
        bool keepsReviews = false,
        Func<string?>? mustStop = null,
        CancellationToken cancellationToken = default
    )
    {
        plan ??= Plan();
        Outcomes.Clear();
        Meter = new RunMeter(TimeProvider.System);
        var engine = _tiny.Of(version);
        var journal = isJournalled ? (await Journal.OpenAsync(Results.Folder, engine.Model, plan, cancellationToken)).Value : null;
        return await new ArchiveRun(plan, new ArchiveStores(Results, keepsReviews ? Reviews : null, journal), engine, Meter).DoAsync(
            (picture, outcome) => Outcomes.Add((picture, outcome)),
            mustStop ?? (() => null),
            cancellationToken
        );
    }

    /// <summary>Publishes another caption of ours about a picture that has one.</summary>
    public async Task PublishAsync(string name, Func<CaptionDocument, CaptionDocument> change)
    {
        var latest = (await LatestAsync(name))!.Latest;
        var next = latest with { Caption = change(latest.Caption!), CreatedAt = latest.CreatedAt.AddSeconds(1) };
        var key = Results.NamesOf("in/" + name).Folder + "next.json";
        if (await Results.PublishAsync("in/" + name, key, next, isFirst: false, default) is { } unpublished)
            throw new InvalidOperationException(unpublished.Detail);
    }

    public async Task<PointerDocument?> LatestAsync(string name) =>
        (await Results.LatestAsync(Results.NamesOf("in/" + name), default)).Value;

    public async Task<HashSet<string>> KeysAsync(string name) => (await Results.KeysAsync(Results.NamesOf("in/" + name), default)).Value!;

    public async Task<string> TextAsync(string key) =>
        System.Text.Encoding.UTF8.GetString((await Store.ReadBytesAsync(key, BlobSelection.All, default)).Value!.Bytes);

    public Task ReplaceAsync(string key, string text) =>
        Store.WriteAsync(key, BlobContent.Of(System.Text.Encoding.UTF8.GetBytes(text), "application/json"), WriteCondition.None, default);
}
