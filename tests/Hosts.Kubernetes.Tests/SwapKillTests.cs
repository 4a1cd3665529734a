using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Hosts.Kubernetes.Tests;

/// <summary>
/// A host that is killed (SIGKILL) at a step of a swap. A step is seen from outside, by what it leaves in the cache, among the processes,
/// in the registry or in the log; a kill that comes a little late is one in the step behind, and what holds must hold there too.
/// </summary>
public sealed class SwapKillTests(PublishedLine published) : IClassFixture<PublishedLine>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public static TheoryData<string> Steps => ["fetch", "unpack", "trial", "verify", "load", "record", "switch", "free"];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_host_that_is_killed_serves_again_and_takes_the_new_model_in_the_end(string step)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It looks into /proc.");
        var registry = published.Copy(step);
        var cache = Path.Combine(Path.GetDirectoryName(registry)!, "cache");
        await using (var host = new RunningHost())
        {
            await host.StartAsync(Settings(registry, cache));
            Assert.Equal(PublishedLine.First, await VersionAsync(host));
            var promotion = PromoteAsync(registry);
            await KillAtAsync(host.Process, () => Reached(step, registry, cache, host));
            await promotion;
        }

        Assert.True(SpinWait.SpinUntil(() => !Trials(cache).Any(), Patience), "A trial outlives its host.");
        await using var again = new RunningHost();
        await again.StartAsync(Settings(registry, cache));
        Assert.Contains(await VersionAsync(again), (string[])[PublishedLine.First, PublishedLine.Second]);
        await WaitForSecondAsync(again);
        Assert.True(
            SpinWait.SpinUntil(() => Halves(cache).Count == 0, Patience),
            "Half-done things are left in the cache: " + string.Join(", ", Halves(cache))
        );
        await CheckLedgerAsync(registry);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_promotion_that_is_killed_leaves_the_champion_serving_and_can_be_done_again(int files)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It looks into /proc.");
        var registry = published.Copy($"promotion-{files}");
        var cache = Path.Combine(Path.GetDirectoryName(registry)!, "cache");
        await using var host = new RunningHost();
        await host.StartAsync(Settings(registry, cache));
        var before = Count(registry);
        using (var promotion = StartPromotion(registry))
        {
            await KillAtAsync(promotion, () => Count(registry) >= before + files || promotion.HasExited);
        }

        using (var ready = await host.Client.GetAsync("/health/ready"))
            Assert.True(ready.IsSuccessStatusCode);
        Assert.Contains(await VersionAsync(host), (string[])[PublishedLine.First, PublishedLine.Second]);
        await CheckLedgerAsync(registry);
        await PromoteAsync(registry); // one that is champion already is no failure
        await WaitForSecondAsync(host);
        await CheckLedgerAsync(registry);
    }

    /// <summary>Documents of aliases, rollouts and the ledger: what a promotion writes, one after the other.</summary>
    private static int Count(string registry) =>
        ((string[])["aliases", "ledger"])
            .Select(name => Path.Combine(registry, name))
            .Where(Directory.Exists)
            .Sum(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count());

    private Dictionary<string, string?> Settings(string registry, string cache)
    {
        var settings = published.Line.Settings();
        settings["CAPTION_MODEL_FROM"] = registry;
        settings["CAPTION_MODEL_CACHE"] = cache;
        return settings;
    }

    private Task PromoteAsync(string registry) => published.Line.RunAsync(Words(registry));

    private Process StartPromotion(string registry)
    {
        var start = BuiltProgram.Of(
            "Cli",
            "caption",
            new Dictionary<string, string?>
            {
                ["CAPTION_MODEL_CACHE"] = Path.Combine(Path.GetDirectoryName(registry)!, "cli-cache"),
                ["CAPTION_DELIVERY_STORE"] = null,
                ["XDG_CONFIG_HOME"] = Path.Combine(published.Line.Folder, "config"),
            }
        );
        foreach (var word in (string[])["model", .. Words(registry)])
            start.ArgumentList.Add(word);
        return Process.Start(start)!;
    }

    private string[] Words(string registry) =>
        ["promote", $"{registry}:{PublishedLine.Second}", "champion", "--key", published.Line.Key, "--trusted", published.Line.PublicKey];

    private async Task CheckLedgerAsync(string registry)
    {
        var (code, output, error) = await published.Line.TryAsync("list", registry, "--ledger", "--trusted", published.Line.PublicKey);
        Assert.True(code == 0, $"The chain is not whole: {output}{error}");
    }

    private bool Reached(string step, string registry, string cache, RunningHost host)
    {
        var packages = Path.Combine(cache, "packages");
        var entry = Path.Combine(packages, published.SecondDigest.Replace(':', '-'));
        return step switch
        {
            "fetch" => Parts(packages).Any(),
            "unpack" => Parts(packages).Any(part => Directory.Exists(Path.Combine(part, "onnx"))),
            "trial" => Trials(cache).Any(),
            "verify" => Directory.Exists(entry),
            "load" => File.Exists(entry + ".verified"),
            "record" => Directory.Exists(Path.Combine(registry, "rollouts")),
            "switch" => host.Log.Any(line => line.Contains("model canary", StringComparison.Ordinal)),
            _ => host.Log.Any(line => line.Contains("model served", StringComparison.Ordinal)),
        };
    }

    private static IEnumerable<string> Parts(string packages) => Directory.EnumerateDirectories(packages, ".part-*");

    /// <summary>Processes that try a package of the cache.</summary>
    private static IEnumerable<string> Trials(string cache) =>
        Directory
            .EnumerateDirectories("/proc")
            .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]))
            .Where(folder => WordsOf(folder) is var words && words.Contains("--model-trial") && words.Contains(cache));

    private static string WordsOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Workshops, files that were being written, and entries that nobody called whole.</summary>
    private static List<string> Halves(string cache)
    {
        var packages = Path.Combine(cache, "packages");
        return
        [
            .. Directory.EnumerateFileSystemEntries(packages, ".part-*"),
            .. Directory.EnumerateDirectories(packages, "sha256-*").Where(entry => !File.Exists(entry + ".verified")),
        ];
    }

    /// <summary>Looks without a pause: some steps take a few milliseconds.</summary>
    private static async Task KillAtAsync(Process process, Func<bool> isReached)
    {
        var clock = Stopwatch.StartNew();
        await Task.Factory.StartNew(
            () =>
            {
                while (!IsTrue(isReached))
                {
                    Assert.True(clock.Elapsed < Patience, "The step was never reached.");
                    Thread.Yield();
                }

                process.Kill();
            },
            TaskCreationOptions.LongRunning
        );
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>What is looked at comes and goes meanwhile.</summary>
    private static bool IsTrue(Func<bool> isReached)
    {
        try
        {
            return isReached();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task<string?> VersionAsync(RunningHost host) =>
        (await host.Client.GetFromJsonAsync<JsonElement>("/v1/model")).GetProperty("version").GetString();

    private static async Task WaitForSecondAsync(RunningHost host)
    {
        var clock = Stopwatch.StartNew();
        while (await VersionAsync(host) != PublishedLine.Second)
        {
            Assert.True(clock.Elapsed < Patience, $"{PublishedLine.Second} never served:\n{string.Join('\n', host.Log)}");
            await Task.Delay(100, CancellationToken.None);
        }
    }
}
