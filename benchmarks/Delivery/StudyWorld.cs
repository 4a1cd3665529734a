using System.Globalization;
using System.IO.Compression;
using Serverless.Delivery;
using Serverless.Delivery.Releases;
using Serverless.Delivery.Rollouts;
using Serverless.Ledger;
using Serverless.Ledger.Leases;
using Serverless.Storage;
using Serverless.Testing;

namespace Serverless.Benchmarks.Delivery;

/// <summary>One run's delivery store, targets and packages; the ledger, gates and rollouts are the product's own.</summary>
internal sealed class StudyWorld : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("study-");
    private readonly Dictionary<string, StudyTarget> _targets = [];
    private readonly bool _holdsUnready;
    private int _ids;

    public StudyWorld(string target, bool holdsUnready)
    {
        (Target, _holdsUnready) = (target, holdsUnready);
        var memory = new MemoryBlobStore(Clock);
        Store = new DeliveryStore(new BlobFolder(BlobAddress.Parse("gs://delivery/").Value!, memory, ""));
    }

    public string Target { get; }

    public TestClock Clock { get; } = new();

    public DeliveryStore Store { get; }

    public string Folder => _folder.FullName;

    public StudyTarget Prod => TargetOf("prod");

    /// <summary>By the package's digest.</summary>
    public Dictionary<string, PackageBehavior> Packages { get; } = [];

    public Dictionary<string, Release> Releases { get; } = [];

    public Dictionary<string, string> Settings { get; set; } = [];

    public StudyTarget TargetOf(string environment) =>
        _targets.TryGetValue(environment, out var found)
            ? found
            : _targets[environment] = new StudyTarget(Clock, _holdsUnready) { Packages = Packages };

    public async Task<DeliveryContext> OpenAsync()
    {
        var author = new LedgerAuthor("study", Clock, () => Interlocked.Increment(ref _ids).ToString("D8", CultureInfo.InvariantCulture));
        var opened = await DeliveryContext.OpenAsync(Store, DeliveryKeys.None, author, CancellationToken.None);
        return opened.Value ?? throw new InvalidOperationException(opened.Failure!.Detail);
    }

    /// <summary>Builds a package and publishes it as a version.</summary>
    public async Task PublishAsync(string version, PackageBehavior? behavior = null, string model = "weights")
    {
        var packages = Directory.CreateDirectory(Path.Combine(Folder, "packages-" + version)).FullName;
        Pack(packages, version, model);
        var context = await OpenAsync();
        var request = new PublishRequest(version, packages, "abc1234", Clock.GetUtcNow());
        var published = await new ReleasePublisher(context.Releases, context.Ledger, Clock).PublishAsync(request, CancellationToken.None);
        Releases[version] = published.Value ?? throw new InvalidOperationException(published.Failure!.Detail);
        if (behavior is not null)
            Packages[Releases[version].PackageOf(Target)!.Sha256] = behavior;
        foreach (var environment in (string[])["dev", "preprod", "prod"])
            TargetOf(environment).Model = Releases[version].Models[0];
    }

    public async Task RecordAsync(string kind, string version, string verdict)
    {
        var entry = new LedgerEntry
        {
            Kind = kind,
            Version = version,
            Verdict = verdict,
        };
        if (await (await OpenAsync()).Ledger.AppendAsync(entry, CancellationToken.None) is { } failure)
            throw new InvalidOperationException(failure.Detail);
    }

    public async Task<DeliveryFailure?> DeployAsync(string version, string environment)
    {
        TargetOf(environment).Model = Releases[version].Models[0];
        return await new Rollout(await ScopeAsync(environment)).DeployAsync(version, adopt: false, CancellationToken.None);
    }

    public async Task<DeliveryFailure?> RollBackAsync(string? to) =>
        await new Rollback(await ScopeAsync("prod")).RunAsync(to, "complaints", CancellationToken.None);

    /// <summary>Through all environments as the pipeline does it.</summary>
    /// <returns>The first refusal.</returns>
    public async Task<DeliveryFailure?> PromoteAsync(string version)
    {
        await RecordAsync(EntryKind.Tested, version, "pass");
        foreach (var environment in (string[])["dev", "preprod", "preprod", "preprod", "prod"])
        {
            if (await DeployAsync(version, environment) is { } failure)
                return failure;
        }

        return null;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<RolloutScope> ScopeAsync(string environment) =>
        new(
            await OpenAsync(),
            TargetOf(environment),
            new RolloutPlace(environment, Target),
            Settings,
            new RolloutPolicy(),
            new LeaseOptions(
                Store,
                "study",
                new LeaseHolder("machine", Interlocked.Increment(ref _ids), Clock.GetUtcNow()),
                TimeSpan.FromMinutes(15),
                Clock,
                (time, token) =>
                {
                    token.ThrowIfCancellationRequested();
                    Elapse(time);
                    return Task.CompletedTask;
                },
                _ => true
            ),
            Folder,
            () => FormattableString.Invariant($"run {Interlocked.Increment(ref _ids)}"),
            _ => { }
        );

    /// <summary>Time passes for all.</summary>
    public void Elapse(TimeSpan time)
    {
        Clock.Advance(time);
        foreach (var target in _targets.Values)
            target.Elapse(time);
    }

    private void Pack(string folder, string version, string model)
    {
        var place = Directory.CreateDirectory(Path.Combine(folder, Target)).FullName;
        using (var zip = ZipFile.Open(Path.Combine(place, $"captions-{Target}.zip"), ZipArchiveMode.Create))
        {
            Add(zip, "program", version);
            Add(zip, "models/caption-base/caption.json", """{"name":"caption-base","version":"1.0.0"}""");
            Add(zip, "models/caption-base/onnx/model.onnx", model);
        }

        File.WriteAllText(Path.Combine(place, $"captions-{Target}.cdx.json"), "{}");
    }

    private static void Add(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(text);
    }
}
