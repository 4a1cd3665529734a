using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Serverless.Core;
using Serverless.Ledger;
using Serverless.Ledger.Leases;
using Serverless.Loop.Parts;
using Serverless.Loop.Registry;
using Serverless.Loop.Runs;
using Serverless.Loop.Settings;
using Serverless.Loop.Triggers;
using Serverless.Packages.Aliases;
using Serverless.Packages.Contract;
using Serverless.Packages.Gate;
using Serverless.Packages.Loading;
using Serverless.Packages.Packing;
using Serverless.Packages.Registries;
using Serverless.Signing;
using Serverless.Storage;
using Serverless.Testing;
using Serverless.Updates.Rollouts;

namespace Serverless.Loop.Tests;

/// <summary>
/// A registry, a ledger and a loop's folder in memory, signed by a key of its own; data, traffic and training are what a test sets. A
/// loop of it is a process on a machine: it may die, and another one comes.
/// </summary>
internal sealed class LoopWorld : IDisposable, IDataVersions, ITrainingStep, ITrafficWatch
{
    private int _machines;

    public LoopWorld()
    {
        Memory = new MemoryBlobStore(Clock);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(At("key.pem"), key.ExportPkcs8PrivateKeyPem());
        Key = SigningKey.Read(At("key.pem")).Value!;
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("caption-loop-").FullName;

    public TestClock Clock { get; } = new();

    public MemoryBlobStore Memory { get; }

    public SigningKey Key { get; }

    public LoopSettings Settings { get; set; } =
        new()
        {
            Registry = "s3://models/line/",
            Triggers = new() { MinReviews = 10 },
        };

    /// <summary>What a test sets.</summary>
    public int Reviews { get; set; } = 10;

    public string Data { get; set; } = "first";

    public DeliveryFailure? Untaken { get; set; }

    public Observation? Seen { get; set; }

    public IReadOnlyList<GateFigure> Gates { get; set; } = [new("held", true, "0.81 of 0.80")];

    public string Fixture { get; set; } = "trocr-style-tiny";

    public RolloutPolicy? Rollout { get; set; }

    /// <summary>What was trained, and what was told.</summary>
    public List<TrainingOrder> Trained { get; } = [];

    public List<string> Told { get; } = [];

    public string At(string name) => Path.Combine(Folder, name);

    public BlobFolder FolderOf(string name, IBlobStore? store = null)
    {
        BlobAddress.Parse($"s3://models/{name}/").TryGet(out var address, out _);
        return new BlobFolder(address!, store ?? Memory, address!.Key);
    }

    public PackagePolicy Policy(string cache) =>
        new(Key.Public, false, null, At(cache), new PackageRequirements(new("0.1.0"), 25, ["CPUExecutionProvider"], 100_000), false);

    public AliasBook Book(IBlobStore? store = null, string cache = "cache-of-tests") =>
        new(new StoreRegistry(FolderOf("line", store)), new AliasKeys(Key, Key.Public, false, At(cache)), Clock, "tester");

    /// <summary>Puts a signed package into the registry, and lets an alias mean it.</summary>
    public async Task<AliasEntry> PromoteAsync(string version, string alias)
    {
        var folder = At($"package-{version}");
        await PackAsync(folder, version, "vit-gpt2-tiny");
        var registry = RegistryOf(new MortalStore(Memory), "cache-of-tests");
        Assert.Null(await registry.PushAsync(folder, CancellationToken.None));
        var packed = (await registry.FindPackedAsync(folder, CancellationToken.None))!;
        var target = new AliasTarget("tiny", version, packed.Package.Digest);
        return (await Book().PromoteAsync(target, alias, "a person's word", CancellationToken.None)).Value!;
    }

    /// <summary>A loop on a machine of its own.</summary>
    public RetrainingLoop Loop(MortalStore? store = null, bool isOtherGone = true)
    {
        var mine = store ?? new MortalStore(Memory);
        var machine = $"machine-{++_machines}";
        var author = new LedgerAuthor(machine, Clock, () => Guid.NewGuid().ToString("N"));
        var state = new DeliveryStore(FolderOf("loop", mine));
        return new RetrainingLoop(
            new LoopParts
            {
                Settings = Settings,
                Journal = new LoopJournal(state),
                Ledger = new RunLedger(new DeliveryStore(FolderOf("line", mine)), new DeliveryKeys(Key, Key.Public, true), author),
                Lease = new LeaseOptions(
                    state,
                    machine,
                    new LeaseHolder(machine, _machines, Clock.GetUtcNow()),
                    TimeSpan.Zero,
                    Clock,
                    PauseAsync,
                    _ => isOtherGone
                ),
                Registry = RegistryOf(mine, machine),
                Data = this,
                Training = this,
                Traffic = Seen is null ? null : this,
                WorkFolder = At(machine),
                Tell = Told.Add,
                Pause = PauseAsync,
            }
        );
    }

    public async Task<PassResult> PassAsync(string? because = null)
    {
        var passed = await Loop().PassAsync(because, false, CancellationToken.None);
        Assert.Null(passed.Failure);
        return passed.Value!;
    }

    /// <summary>What hosts say of the candidate that is there.</summary>
    public async Task DecideAsync(RolloutOutcome outcome, bool serves, string why = "the figures of the hosts")
    {
        if ((await Book().ReadAsync(AliasNames.Candidate, CancellationToken.None)).Value is not { } entry)
            return;
        var state = new StoreRolloutState(FolderOf("line"), "host");
        var decision = new RolloutDecision(
            entry.Alias,
            entry.Number,
            entry.Version,
            entry.Digest,
            outcome,
            serves,
            why,
            Clock.GetUtcNow(),
            "host"
        );
        await state.DecideAsync(entry, decision, CancellationToken.None);
    }

    public async Task<AliasEntry?> FindAsync(string alias) => (await Book().ReadAsync(alias, CancellationToken.None)).Value;

    /// <summary>The kinds of the loop's entries in the ledger, in their order.</summary>
    public async Task<string> LedgerAsync()
    {
        var store = new DeliveryStore(FolderOf("line"));
        var author = new LedgerAuthor("reader", Clock, () => "");
        var ledger = await DeliveryLedger.OpenAsync(store, new DeliveryKeys(null, Key.Public, true), author, CancellationToken.None);
        return string.Join(' ', ledger.Value!.Entries.Where(entry => entry.Run is not null).Select(entry => entry.Kind));
    }

    public Task<Result<ReviewCount, DeliveryFailure>> CountAsync(DateTimeOffset? since, CancellationToken cancellationToken) =>
        Task.FromResult<Result<ReviewCount, DeliveryFailure>>(new ReviewCount(since is null ? Reviews : 0));

    public Task<DeliveryFailure?> TakeAsync(string file, CancellationToken cancellationToken)
    {
        if (Untaken is null)
            File.WriteAllText(file, Data);
        return Task.FromResult(Untaken);
    }

    public Result<DataVersion, DeliveryFailure> Describe(string file) =>
        new DataVersion("sha256:" + Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))), 3, 9);

    public Task<Result<string, DeliveryFailure>> FindStartVersionAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Result<string, DeliveryFailure>>("0.0.0");

    public async Task<Result<TrainingOutcome, DeliveryFailure>> RunAsync(TrainingOrder order, CancellationToken cancellationToken)
    {
        Trained.Add(order);
        Assert.Equal(Data, File.ReadAllText(order.Snapshot, Encoding.UTF8));
        var version = order.Version;
        if (Gates.Any(gate => !gate.IsOpen))
            return new TrainingOutcome(new CandidateModel("tiny", version, "", "tiny 1.0.0"), Gates);
        if (Directory.Exists(order.Output))
            Directory.Delete(order.Output, recursive: true);
        var packed = await PackAsync(order.Output, version, Fixture);
        return new TrainingOutcome(new CandidateModel("tiny", version, packed.Package.Digest, "tiny 1.0.0"), Gates);
    }

    public Task<Result<Observation, DeliveryFailure>> LookAsync(AliasEntry? champion, CancellationToken cancellationToken) =>
        Task.FromResult<Result<Observation, DeliveryFailure>>(Seen!);

    public void Dispose()
    {
        Key.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private Task PauseAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        Clock.Advance(time);
        return Task.CompletedTask;
    }

    private CandidateRegistry RegistryOf(MortalStore store, string machine) =>
        new(
            new StoreRegistry(FolderOf("line", store)),
            Book(store, machine + "-aliases"),
            FolderOf("line", store),
            new RegistryTrust(new PackageLoader(Clock, NoTrial), Policy(machine + "-cache"), Key),
            Clock
        );

    /// <summary>A package that is not run is the same each time: made once, copied then.</summary>
    private async Task<PackedModel> PackAsync(string output, string version, string fixture)
    {
        var name = $"{fixture}-{version}-{Rollout?.GetHashCode()}";
        var (folder, packed) = await Packages.GetOrAdd(name, _ => new(() => PackNewAsync(version, fixture, Rollout))).Value;
        CopyFolder(folder, output);
        return packed;
    }

    private static async Task<(string Folder, PackedModel Packed)> PackNewAsync(string version, string fixture, RolloutPolicy? rollout)
    {
        var source = Directory.CreateTempSubdirectory("caption-loop-model-").FullName;
        var output = Path.Combine(Made.Folder, Guid.NewGuid().ToString("N"));
        try
        {
            CopyFolder(Path.Combine(Repository.Fixtures, fixture), source);
            if (rollout is not null)
            {
                var contract = new CaptionContract
                {
                    Name = "tiny",
                    Version = version,
                    Rollout = rollout,
                };
                File.WriteAllBytes(Path.Combine(source, "caption.json"), contract.ToBytes());
            }

            var request = new PackRequest(source)
            {
                Name = "tiny",
                Version = version,
                RunsModel = false,
            };
            var packed = await new PackagePacker(TimeProvider.System, NoTrial).PackAsync(request, output, CancellationToken.None);
            Assert.Null(packed.Failure);
            return (output, packed.Value!);
        }
        finally
        {
            Directory.Delete(source, recursive: true);
        }
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static readonly ConcurrentDictionary<string, Lazy<Task<(string Folder, PackedModel Packed)>>> Packages = new();

    private static readonly MadePackages Made = new();

    private static TrialStart NoTrial { get; } = _ => throw new InvalidOperationException("No trial is expected here.");
}

/// <summary>The folder of packages that worlds share; gone with the process.</summary>
internal sealed class MadePackages
{
    public MadePackages() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);

    public string Folder { get; } = Directory.CreateTempSubdirectory("caption-loop-packages-").FullName;
}
