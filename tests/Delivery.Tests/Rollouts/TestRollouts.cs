using Serverless.Delivery.Releases;
using Serverless.Delivery.Rollouts;
using Serverless.Delivery.Tests.Releases;
using Serverless.Delivery.Tests.Targets;
using Serverless.Ledger;
using Serverless.Ledger.Leases;

namespace Serverless.Delivery.Tests.Rollouts;

/// <summary>A store, a target and published versions; each verb as a process of its own.</summary>
internal sealed class TestRollouts : IDisposable
{
    private readonly TestPackages _packages = new();
    private readonly Dictionary<string, MemoryTarget> _targets = [];
    private int _processes;

    public TestDelivery Delivery { get; } = new();

    public MemoryTarget Target => TargetOf("dev", "aws");

    /// <summary>The target that published versions have a package and an image for.</summary>
    public string PackageTarget { get; set; } = "aws";

    /// <summary>Where packages are made.</summary>
    public string PackagesFolder => _packages.Folder;

    public RolloutPolicy Policy { get; set; } = new();

    public Dictionary<string, string> Settings { get; set; } = [];

    public List<string> Said { get; } = [];

    /// <summary>Called at each wait, after the clock moved.</summary>
    public Action OnPause { get; set; } = () => { };

    public void Dispose() => _packages.Dispose();

    public MemoryTarget TargetOf(string environment, string target)
    {
        if (!_targets.TryGetValue($"{environment}/{target}", out var found))
            _targets[$"{environment}/{target}"] = found = new MemoryTarget(Delivery.Clock);
        return found;
    }

    /// <summary>Publishes, and says that it was tested.</summary>
    public async Task PublishAsync(string version, bool isTested = true)
    {
        _packages.Write(PackageTarget, program: version);
        _packages.WriteImage(PackageTarget, TestPackages.ImageOf(version));
        var context = await Delivery.OpenAsync();
        var request = new PublishRequest(version, _packages.Folder, "abc1234", Delivery.Clock.GetUtcNow());
        var published = await new ReleasePublisher(context.Releases, context.Ledger, Delivery.Clock).PublishAsync(request, default);
        Assert.Null(published.Failure?.Detail);
        foreach (var target in _targets.Values.Append(Target))
            target.Model = published.Value!.Models[0];
        if (isTested)
            await RecordAsync(EntryKind.Tested, version, "pass");
    }

    public async Task RecordAsync(string kind, string version, string verdict, string? environment = null)
    {
        var context = await Delivery.OpenAsync();
        var entry = new LedgerEntry
        {
            Kind = kind,
            Version = version,
            Verdict = verdict,
            Environment = environment,
        };
        Assert.Null(await context.Ledger.AppendAsync(entry, default));
    }

    public async Task<RolloutScope> ScopeAsync(string environment = "dev", string target = "aws", TimeSpan? wait = null)
    {
        var process = Interlocked.Increment(ref _processes);
        var deployed = TargetOf(environment, target);
        deployed.Model = Target.Model;
        return new RolloutScope(
            await Delivery.OpenAsync(),
            deployed,
            new RolloutPlace(environment, target),
            Settings,
            Policy,
            new LeaseOptions(
                Delivery.Store,
                $"tester {process}",
                new LeaseHolder("machine", process, Delivery.Clock.GetUtcNow()),
                wait ?? TimeSpan.FromMinutes(15),
                Delivery.Clock,
                (time, token) =>
                {
                    token.ThrowIfCancellationRequested();
                    Delivery.Clock.Advance(time);
                    OnPause();
                    return Task.CompletedTask;
                },
                _ => false
            ),
            _packages.Folder,
            () => $"run {process}",
            Said.Add
        );
    }

    public async Task<DeliveryFailure?> DeployAsync(string version, string environment = "dev", bool adopt = false) =>
        await new Rollout(await ScopeAsync(environment)).DeployAsync(version, adopt, CancellationToken.None);

    public async Task<DeliveryFailure?> RollBackAsync(string? to = null, string environment = "dev") =>
        await new Rollback(await ScopeAsync(environment)).RunAsync(to, "complaints", CancellationToken.None);

    public async Task<IReadOnlyList<LedgerEntry>> EntriesAsync() => (await Delivery.LedgerAsync()).Entries;

    public async Task<string[]> KindsAsync() =>
        [.. (await EntriesAsync()).Where(entry => entry.Environment is not null).Select(entry => entry.Kind)];
}
