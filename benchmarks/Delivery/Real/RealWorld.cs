using System.Diagnostics;
using System.Text.Json;
using Serverless.Delivery.Releases;
using Serverless.Delivery.Rollouts;
using Serverless.Delivery.Targets;
using Serverless.Delivery.Targets.Local;

namespace Serverless.Benchmarks.Delivery.Real;

/// <summary>
/// A workplace on this machine: packages, a delivery store, settings, a policy, a folder of stored pictures, and the local targets of it.
/// </summary>
internal sealed class RealWorld : IAsyncDisposable
{
    public const string Never = "0.9.0",
        Old = "1.0.0",
        Good = "1.1.0",
        Next = "1.2.0",
        Untested = "1.3.0",
        Untried = "1.4.0",
        Arm64 = "1.5.0";

    /// <summary>Seconds of each canary window.</summary>
    public const int WindowSeconds = 2;

    /// <summary>Requests a step is judged by at least.</summary>
    public const int MinRequests = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("study-").FullName;
    private readonly HashSet<(string Environment, string Target)> _opened = [];

    public RealWorld()
    {
        Packages = new RealPackages(Path.Combine(_folder, "packages"));
        Directory.CreateDirectory(StoreFolder);
        File.Copy(Path.Combine(Checkout.Root, "samples", "cat.png"), Path.Combine(StoreFolder, "cat.png"));
        Directory.CreateDirectory(Path.Combine(_folder, "deploy", "environments"));
        foreach (var environment in (string[])["dev", "preprod", "prod"])
            File.WriteAllText(SettingsFile(environment + ".env"), $"CAPTION_BLOBS_FROM={Store}\n");
        WritePolicy("policy.json", goodRuns: 1);
        WritePolicy("first.json", goodRuns: 0);
        File.WriteAllText(Evidence, "{}");
        WriteProgram();
    }

    public RealPackages Packages { get; }

    /// <summary>The folder of stored pictures.</summary>
    public string StoreFolder => Path.Combine(_folder, "store");

    /// <summary>The same as an address.</summary>
    public string Store => $"file://{StoreFolder}/";

    /// <summary>The settings that every revision has.</summary>
    public Dictionary<string, string> Settings => new() { ["CAPTION_BLOBS_FROM"] = Store };

    /// <summary>Where the local targets keep what they are told and what they log.</summary>
    public string StateFolder => Path.Combine(_folder, "state");

    /// <summary>A file that stands for a report.</summary>
    public string Evidence => Path.Combine(_folder, "report.json");

    /// <summary>A file of the workplace.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>A file of the environments' settings.</summary>
    public string SettingsFile(string name) => Path.Combine(_folder, "deploy", "environments", name);

    /// <summary>Takes the right to the stored pictures away, or gives it back.</summary>
    public void AllowStore(bool isAllowed) =>
        SetMode(StoreFolder, isAllowed ? UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute : UnixFileMode.None);

    /// <summary>Those of all versions.</summary>
    public void WritePackages()
    {
        foreach (var version in (string[])[Never, Old, Good])
            Packages.WriteGood(version);
        Packages.WriteNewModel(Next);
        Packages.WriteFaulty(Untested);
        Packages.WriteFaulty(Untried);
        Packages.WriteArm64(Arm64);
        Packages.CopyModel(Good);
    }

    /// <summary>Ends all local targets and forgets them.</summary>
    public async Task EmptyAsync()
    {
        foreach (var (environment, target) in _opened.ToList())
            await StopAsync(environment, target);
    }

    /// <summary>Opens a local target; starts it where it does not run.</summary>
    public async Task<LocalTarget> OpenAsync(string environment, string target = "kubernetes")
    {
        _opened.Add((environment, target));
        var opened = await LocalTargetProcess.OpenAsync(environment, target, null, VariableOf, CancellationToken.None);
        return opened.Value ?? throw new InvalidOperationException(opened.Failure!.Detail);
    }

    /// <summary>Ends a local target, where it runs, and forgets what it was told.</summary>
    public async Task StopAsync(string environment, string target = "kubernetes")
    {
        if (!_opened.Remove((environment, target)))
            return;
        await LocalTargetProcess.StopAsync(environment, target, VariableOf, CancellationToken.None);
        var folder = Path.Combine(StateFolder, environment, target);
        while (File.Exists(Path.Combine(folder, "target.json"))) // goes as the last
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A revision of a version's package.</summary>
    public async Task<RevisionSpec> SpecAsync(string id, string version, string packageOf, Dictionary<string, string> settings)
    {
        var file = Packages.FileOf(packageOf);
        await using var stream = File.OpenRead(file);
        var digest = Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(stream));
        return new RevisionSpec(id, version, file, digest, null, settings);
    }

    /// <summary>The digest that captions of a version's package carry.</summary>
    public string ModelOf(string version) => PackagedModels.Read(Packages.FileOf(version)).Value![0].Digest;

    /// <summary>The product's own program.</summary>
    /// <returns>What it ended with, and what it said on standard error.</returns>
    public async Task<(int ExitCode, string Error)> DeliverAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        await output;
        return (process.ExitCode, (await error).Trim());
    }

    /// <summary>The same, under way.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "delivery"), arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("CAPTION_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var name in (string[])[LocalTargetProcess.ProgramSetting, LocalTargetProcess.StateSetting])
            start.Environment[name] = VariableOf(name);
        return Process.Start(start)!;
    }

    public async ValueTask DisposeAsync()
    {
        await EmptyAsync();
        AllowStore(isAllowed: true);
        Directory.Delete(_folder, recursive: true);
    }

    private string VariableOf(string name) => name == LocalTargetProcess.ProgramSetting ? PathOf("local-targets") : StateFolder;

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    private void WritePolicy(string name, int goodRuns)
    {
        var policy = new RolloutPolicy
        {
            GoodRuns = goodRuns,
            Canary = new CanaryPolicy { WindowSeconds = WindowSeconds, MinRequests = MinRequests },
            // one machine has callers, both versions and everything else: how fast they are says nothing here
            Thresholds = new ThresholdPolicy { LatencyP95Ms = 600_000 },
            Comparison = new ComparisonPolicy { LatencyTimes = 100, LatencySlackMs = 60_000 },
        };
        File.WriteAllBytes(PathOf(Path.Combine("deploy", name)), JsonSerializer.SerializeToUtf8Bytes(policy, JsonSerializerOptions.Web));
    }

    /// <summary>
    /// The program as the machine's administrator may start it too: without the right to read what its permissions forbid, as a pod or a
    /// unit of systemd has none.
    /// </summary>
    private void WriteProgram()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(Checkout.Root, "tools", "LocalTargets", "bin", configuration, "net10.0", "local-targets");
        if (!File.Exists(program))
            throw new InvalidDataException("local-targets is not built: dotnet build tools/LocalTargets.");
        var script = $"""
            #!/bin/sh
            [ "$(id -u)" = 0 ] || exec "{program}" "$@"
            exec setpriv --bounding-set=-dac_override,-dac_read_search "{program}" "$@"

            """;
        File.WriteAllText(PathOf("local-targets"), script);
        SetMode(PathOf("local-targets"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
