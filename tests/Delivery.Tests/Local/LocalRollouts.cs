using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Serverless.Delivery.Releases;
using Serverless.Delivery.Rollouts;
using Serverless.Delivery.Targets;
using Serverless.Delivery.Targets.Local;
using Serverless.Ledger;
using Serverless.Ledger.Leases;
using Serverless.Storage;
using Serverless.Storage.Files;
using Serverless.Testing;

namespace Serverless.Delivery.Tests.Local;

/// <summary>Real hosts behind the local stand-in of a platform, with published versions: good ones, and one of each kind of bad.</summary>
public sealed class LocalRollouts : IAsyncLifetime
{
    internal const string Good = "1.0.0",
        Better = "1.1.0",
        Refusing = "1.2.0",
        NeverReady = "1.3.0";

    private readonly string _folder = Directory.CreateTempSubdirectory("rollouts-").FullName;
    private readonly DeliveryStore _store;
    private IDeploymentTarget? _target;
    private int _processes;

    public LocalRollouts()
    {
        var clock = TimeProvider.System;
        var address = FolderStores.AddressOf(Directory.CreateDirectory(Path.Combine(_folder, "delivery")).FullName);
        var stores = new BlobStores([], new FolderStores(clock));
        _store = new DeliveryStore(stores.Open(address).Value!);
    }

    /// <summary>Why nothing can run; null where all is there.</summary>
    public static string? WhyMissing { get; } =
        !File.Exists(Program) ? "local-targets is not built: dotnet build tools/LocalTargets -c Release"
        : !Directory.Exists(Host) ? "the container host is not built: dotnet build src/Hosts.Kubernetes -c Release"
        : null;

    private static string Program =>
        Environment.GetEnvironmentVariable("CAPTION_TEST_LOCAL_TARGETS")
        ?? Path.Combine(Repository.Root, "tools", "LocalTargets", "bin", Configuration, "net10.0", "local-targets");

    private static string Host =>
        Path.GetDirectoryName(Environment.GetEnvironmentVariable("CAPTION_TEST_HOST"))
        ?? Path.Combine(Repository.Root, "src", "Hosts.Kubernetes", "bin", Configuration, "net10.0", RuntimeInformation.RuntimeIdentifier);

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public async ValueTask InitializeAsync()
    {
        if (WhyMissing is not null)
            return;
        await PublishAsync(Good, []);
        await PublishAsync(Better, new() { ["release.txt"] = "better" });
        var quality = await File.ReadAllTextAsync(Path.Combine(Host, "models", "quality-base", "quality.json"));
        await PublishAsync(
            Refusing,
            new()
            {
                ["models/quality-base/quality.json"] = Regex.Replace(
                    quality,
                    "\"(good|speak|refuse)\": [0-9.]+",
                    "\"$1\": 1",
                    RegexOptions.None,
                    TimeSpan.FromSeconds(1)
                ),
            }
        );
        await PublishAsync(NeverReady, new() { ["models/caption-base/config.json"] = "no JSON" });
        var opened = await LocalTargetProcess.OpenAsync("dev", "kubernetes", null, Variable, CancellationToken.None);
        Assert.Null(opened.Failure?.Detail);
        _target = opened.Value!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_target is not null)
            await LocalTargetProcess.StopAsync("dev", "kubernetes", Variable, CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    internal async Task<DeliveryContext> ContextAsync() =>
        (
            await DeliveryContext.OpenAsync(
                _store,
                DeliveryKeys.None,
                new LedgerAuthor("tester", TimeProvider.System, () => Guid.NewGuid().ToString("N")),
                CancellationToken.None
            )
        ).Value!;

    internal async Task<RolloutScope> ScopeAsync(Dictionary<string, string>? settings = null)
    {
        var (process, clock) = (Interlocked.Increment(ref _processes), TimeProvider.System);
        return new RolloutScope(
            await ContextAsync(),
            _target!,
            new RolloutPlace("dev", "kubernetes"),
            settings ?? [],
            new RolloutPolicy
            {
                Canary = new CanaryPolicy
                {
                    Steps = [25, 100],
                    WindowSeconds = 2,
                    MinRequests = 3,
                },
                Thresholds = new ThresholdPolicy { LatencyP95Ms = 600_000 }, // of a machine that runs other tests too
                Comparison = new ComparisonPolicy { LatencyTimes = 100, LatencySlackMs = 60_000 },
            },
            new LeaseOptions(
                _store,
                $"tester {process}",
                LeaseOptions.ThisProcess(),
                TimeSpan.FromMinutes(5),
                clock,
                (time, token) => Task.Delay(time, clock, token),
                LeaseOptions.IsGoneHere
            ),
            Path.Combine(_folder, "cache"),
            () => Guid.NewGuid().ToString("N"),
            _ => { }
        );
    }

    internal async Task<DeliveryFailure?> DeployAsync(string version, Dictionary<string, string>? settings = null) =>
        await new Rollout(await ScopeAsync(settings)).DeployAsync(version, adopt: false, CancellationToken.None);

    internal async Task<DeliveryFailure?> RollBackAsync(string? to = null) =>
        await new Rollback(await ScopeAsync()).RunAsync(to, "complaints", CancellationToken.None);

    internal async Task<TargetState> StateAsync() => (await _target!.StateAsync(CancellationToken.None)).Value!;

    /// <summary>Begins a test: this version serves.</summary>
    internal async Task ServeAsync(string version)
    {
        if ((await StateAsync()).Live?.Version != version)
            Assert.Null((await DeployAsync(version))?.Detail);
    }

    private async Task PublishAsync(string version, Dictionary<string, string> changed)
    {
        var packages = Path.Combine(_folder, "packages");
        var folder = Directory.CreateDirectory(Path.Combine(packages, "kubernetes")).FullName;
        var path = Path.Combine(folder, "captions-kubernetes.zip");
        File.Delete(path);
        await using (var zip = await ZipFile.OpenAsync(path, ZipArchiveMode.Create))
        {
            foreach (var file in Directory.EnumerateFiles(Host, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var name = Path.GetRelativePath(Host, file);
                if (!changed.ContainsKey(name) && !name.EndsWith(".pdb", StringComparison.Ordinal))
                    await zip.CreateEntryFromFileAsync(file, name, CompressionLevel.NoCompression);
            }

            foreach (var (name, text) in changed)
            {
                await using var writer = new StreamWriter(await zip.CreateEntry(name).OpenAsync());
                await writer.WriteAsync(text);
            }
        }

        var context = await ContextAsync();
        var publisher = new ReleasePublisher(context.Releases, context.Ledger, TimeProvider.System);
        var published = await publisher.PublishAsync(new PublishRequest(version, packages, "abc1234", null), CancellationToken.None);
        Assert.Null(published.Failure?.Detail);
        var tested = new LedgerEntry
        {
            Kind = EntryKind.Tested,
            Version = version,
            Verdict = "pass",
        };
        Assert.Null(await context.Ledger.AppendAsync(tested, CancellationToken.None));
    }

    private string? Variable(string name) =>
        name switch
        {
            LocalTargetProcess.ProgramSetting => Program,
            LocalTargetProcess.StateSetting => Path.Combine(_folder, "state"),
            _ => null,
        };
}
