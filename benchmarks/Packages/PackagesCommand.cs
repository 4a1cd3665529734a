using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Serverless.Benchmarks.Packages;

/// <summary>
/// Model packages as an operator meets them: the built command line and container hosts over a registry in a folder. Times of commands are
/// those of whole processes.
/// </summary>
internal static class PackagesCommand
{
    private const int Rounds = 5,
        Instances = 3,
        WindowSeconds = 3;

    private const string Immediate = """{"mode": "immediate"}""";

    private static readonly string Canary = $$"""
        {"mode": "canary", "share": 0.5, "windowSeconds": {{WindowSeconds}}, "windows": 2, "minRequests": 5, "maxLatencyRatio": 100}
        """;

    public static async Task<int> RunAsync()
    {
        using var workshop = new PackageWorkshop();
        var commands = MeasureCommands(workshop);
        var starts = await MeasureStartsAsync(workshop);
        var (swaps, trial) = await MeasureUpdatesAsync(workshop);
        var size = new FileInfo(workshop.Package("1.0.0")).Length / 1048576.0;
        PackagesPage.Write(new PackagesResult(Rounds, Instances, WindowSeconds, size, commands, starts, swaps, trial));
        return 0;
    }

    private static CommandTimes MeasureCommands(PackageWorkshop workshop)
    {
        var times = new CommandTimes([], [], [], [], []);
        for (var round = 0; round < Rounds; round++)
        {
            var version = $"1.0.{round}";
            times.Pack.Add(workshop.Pack(version, Immediate));
            times.Sign.Add(workshop.Sign(version));
            times.Verify.Add(workshop.Verify(version));
            times.Push.Add(workshop.Push(version));
            times.Pull.Add(workshop.Pull(version));
            Console.Error.WriteLine($"commands, round {round + 1} of {Rounds}");
        }

        return times;
    }

    /// <summary>The same models from plain folders, from the cache with everything verified again, and from the registry.</summary>
    private static async Task<StartTimesTable> MeasureStartsAsync(PackageWorkshop workshop)
    {
        workshop.Promote("1.0.0");
        var cache = Path.Combine(workshop.Folder, "start-cache");
        var table = new StartTimesTable([], [], []);
        for (var round = 0; round <= Rounds; round++)
        {
            if (Directory.Exists(cache))
                Directory.Delete(cache, recursive: true);
            var plain = await StartAsync(new Dictionary<string, string>());
            var cold = await StartAsync(Follow(workshop, cache));
            var warm = await StartAsync(Follow(workshop, cache));
            if (round == 0)
                continue; // the files come into the system's cache
            table.Plain.Add(plain);
            table.Cold.Add(cold);
            table.Warm.Add(warm);
            await Console.Error.WriteLineAsync($"starts, round {round} of {Rounds}");
        }

        return table;
    }

    private static async Task<StartLine> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var (host, start) = await FollowingHost.StartAsync(settings);
        host.Dispose();
        return start;
    }

    private static async Task<(SwapTimes Swaps, TrialTimes Trial)> MeasureUpdatesAsync(PackageWorkshop workshop)
    {
        var hosts = new List<FollowingHost>();
        try
        {
            for (var i = 0; i < Instances; i++)
                hosts.Add((await FollowingHost.StartAsync(Follow(workshop, Path.Combine(workshop.Folder, $"cache-{i}")))).Host);
            var swaps = await MeasureSwapsAsync(workshop, hosts);
            return (swaps, await MeasureTrialAsync(workshop, hosts, $"1.0.{Rounds - 1}"));
        }
        finally
        {
            hosts.ForEach(host => host.Dispose());
        }
    }

    /// <summary>Promotions one after the other: from the end of the command to the last instance that serves the new version.</summary>
    private static async Task<SwapTimes> MeasureSwapsAsync(PackageWorkshop workshop, List<FollowingHost> hosts)
    {
        var picture = await File.ReadAllBytesAsync(Path.Combine(Checkout.Root, "samples", "nagasaki-boats.jpg"));
        var times = new SwapTimes([], [], [], [], [], []);
        foreach (var host in hosts)
            await host.CaptionAsync(picture);
        for (var round = 1; round < Rounds; round++)
        {
            var before = hosts[0].Memory().Now;
            hosts[0].ForgetPeak();
            times.Command.Add(workshop.Promote($"1.0.{round}"));
            times.Switched.Add(await SwitchedAsync(hosts, $"1.0.{round}"));
            await Task.WhenAll(hosts.Select(host => host.CaptionAsync(picture)));
            times.Before.Add(before);
            times.Peak.Add(hosts[0].Memory().Peak);
            times.After.Add(hosts[0].Memory().Now);
            await Console.Error.WriteLineAsync($"promotions, {round} of {Rounds - 1}");
        }

        workshop.RollBack();
        times.RolledBack.Add(await SwitchedAsync(hosts, $"1.0.{Rounds - 2}"));
        workshop.Promote($"1.0.{Rounds - 1}");
        await SwitchedAsync(hosts, $"1.0.{Rounds - 1}");
        return times;
    }

    private static async Task<double> SwitchedAsync(List<FollowingHost> hosts, string version)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(hosts.Select(host => host.WaitForAsync(version)));
        return watch.Elapsed.TotalMilliseconds;
    }

    /// <summary>
    /// A version that cannot end its sentences, promoted under traffic: from the end of the command to the last answer that it gave.
    /// </summary>
    private static async Task<TrialTimes> MeasureTrialAsync(PackageWorkshop workshop, List<FollowingHost> hosts, string champion)
    {
        const string Bad = "1.1.0";
        workshop.Pack(Bad, Canary, RunOn);
        workshop.Sign(Bad);
        workshop.Push(Bad);
        var pictures = Directory
            .EnumerateFiles(Path.Combine(Checkout.Root, "samples"))
            .Where(file => Path.GetExtension(file) is ".jpg" or ".png")
            .Select(File.ReadAllBytes)
            .ToList();
        using var enough = new CancellationTokenSource();
        var answers = new ConcurrentQueue<(long At, string? Version)>();
        var callers = hosts.Select(host => CallAsync(host, pictures, answers, enough.Token)).ToList();
        workshop.Promote(Bad);
        var promoted = Stopwatch.GetTimestamp();
        var patience = TimeSpan.FromMinutes(5);
        // It is over when it answered at all, and then nobody for four windows.
        while (!IsOver(answers, Bad, TimeSpan.FromSeconds(4 * WindowSeconds)))
        {
            if (Stopwatch.GetElapsedTime(promoted) > patience)
                throw new InvalidDataException($"{Bad} was not taken back within {patience.TotalMinutes} minutes.");
            await Task.Delay(100);
        }

        await enough.CancelAsync();
        await Task.WhenAll(callers);
        foreach (var host in hosts)
        {
            if (await host.VersionAsync() is var version && version != champion)
                throw new InvalidDataException($"An instance serves {version}.");
        }

        var bad = answers.Where(answer => answer.Version == Bad).ToList();
        return new TrialTimes(
            Stopwatch.GetElapsedTime(promoted, bad.Min(answer => answer.At)).TotalSeconds,
            Stopwatch.GetElapsedTime(promoted, bad.Max(answer => answer.At)).TotalSeconds,
            bad.Count,
            answers.Count
        );
    }

    private static bool IsOver(ConcurrentQueue<(long At, string? Version)> answers, string bad, TimeSpan silence)
    {
        var times = answers.Where(answer => answer.Version == bad).Select(answer => answer.At).ToList();
        return times.Count > 0 && Stopwatch.GetElapsedTime(times.Max()) > silence;
    }

    private static async Task CallAsync(
        FollowingHost host,
        List<byte[]> pictures,
        ConcurrentQueue<(long At, string? Version)> answers,
        CancellationToken enough
    )
    {
        for (var i = 0; !enough.IsCancellationRequested; i++)
        {
            var version = await host.CaptionAsync(pictures[i % pictures.Count]);
            answers.Enqueue((Stopwatch.GetTimestamp(), version));
        }
    }

    /// <summary>No sentence may end before its twenty-eighth token: the words run on.</summary>
    private static void RunOn(string captioner)
    {
        var file = Path.Combine(captioner, "generation_config.json");
        var config = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        config["min_length"] = 28;
        config["max_length"] = 30;
        File.WriteAllText(file, config.ToJsonString());
    }

    private static Dictionary<string, string> Follow(PackageWorkshop workshop, string cache) =>
        new()
        {
            ["CAPTION_MODEL_FROM"] = workshop.Registry,
            ["CAPTION_MODEL_SECONDS"] = "1",
            ["CAPTION_MODEL_CACHE"] = cache,
            ["CAPTION_TRUSTED_KEYS"] = workshop.PublicKey,
        };
}

/// <summary>Milliseconds of whole processes.</summary>
internal sealed record CommandTimes(List<double> Pack, List<double> Sign, List<double> Verify, List<double> Push, List<double> Pull);

/// <summary>Starts of one host with the same models.</summary>
/// <param name="Plain">From plain folders.</param>
/// <param name="Warm">From the cache: signature, names, sizes and every digest are checked again.</param>
/// <param name="Cold">From the registry: fetched, held against the rules, tried in a process of its own.</param>
internal sealed record StartTimesTable(List<StartLine> Plain, List<StartLine> Warm, List<StartLine> Cold);

/// <summary>Promotions.</summary>
/// <param name="Command">Milliseconds of <c>caption model promote</c>.</param>
/// <param name="Switched">Milliseconds from its end to the last instance.</param>
/// <param name="RolledBack">The same for a rollback.</param>
/// <param name="Before">Resident MiB of the first instance before.</param>
/// <param name="Peak">Its peak during the swap.</param>
/// <param name="After">Resident MiB afterwards.</param>
internal sealed record SwapTimes(
    List<double> Command,
    List<double> Switched,
    List<double> RolledBack,
    List<double> Before,
    List<double> Peak,
    List<double> After
);

/// <summary>A bad version on trial, in seconds from the end of its promotion.</summary>
/// <param name="First">Its first answer.</param>
/// <param name="Last">Its last answer anywhere.</param>
/// <param name="Bad">Answers that it gave.</param>
/// <param name="All">Answers of all, over a longer time.</param>
internal sealed record TrialTimes(double First, double Last, int Bad, int All);

/// <summary>All of it.</summary>
internal sealed record PackagesResult(
    int Rounds,
    int Instances,
    int WindowSeconds,
    double SizeMiB,
    CommandTimes Commands,
    StartTimesTable Starts,
    SwapTimes Swaps,
    TrialTimes Trial
);
