using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Serverless.Benchmarks.Delivery.Real;

/// <summary>Every mistake once in every arm, over real hosts. Writes benchmarks/Delivery/real.json.</summary>
internal static class RealStudy
{
    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static string FilePath => Path.Combine(Checkout.Root, "benchmarks", "Delivery", "real.json");

    /// <summary>What was found the last time; null for never.</summary>
    public static RealResults? Read() =>
        File.Exists(FilePath) ? JsonSerializer.Deserialize<RealResults>(File.ReadAllBytes(FilePath), Stored) : null;

    /// <summary>Runs them.</summary>
    /// <param name="data">The study's data.</param>
    /// <param name="only">Kinds of mistakes to run again; none for all. The others stay as they were found before.</param>
    public static async Task RunAsync(StudyData data, IReadOnlyList<string> only)
    {
        if (!OperatingSystem.IsLinux())
            throw new InvalidDataException("Real hosts are studied on Linux alone: rights, signals and headers of programs are Linux's.");
        if (only.FirstOrDefault(kind => data.Mistakes.All(mistake => mistake.Id != kind)) is { } unknown)
            throw new InvalidDataException($"{unknown} is no kind of mistake: {string.Join(", ", data.Mistakes.Select(one => one.Id))}.");
        var before = only.Count == 0 ? [] : Read()?.Outcomes.Where(one => !only.Contains(one.Mistake)).ToList() ?? [];
        var mistakes = data.Mistakes.Where(mistake => only.Count == 0 || only.Contains(mistake.Id)).ToList();
        await using var world = new RealWorld();
        world.WritePackages();
        var outcomes = new List<RealOutcome>();
        foreach (var arm in (int[])[0, 1])
        {
            foreach (var mistake in mistakes)
                Add(outcomes, await new RealByHand(world, arm, mistake.Id).RunAsync());
        }

        await world.EmptyAsync();
        var earlier = await RealPipeline.BringAsync(world);
        foreach (var mistake in mistakes)
            Add(outcomes, await new RealPipeline(world, mistake.Id).RunAsync());
        var results = new RealResults(
            DateTimeOffset.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Machine(),
            Versions(),
            Math.Round(earlier, 1),
            only,
            [.. before, .. outcomes]
        );
        await File.WriteAllTextAsync(FilePath, JsonSerializer.Serialize(results, Stored) + "\n");
    }

    private static void Add(List<RealOutcome> outcomes, RealOutcome outcome)
    {
        outcomes.Add(outcome with { Seconds = Math.Round(outcome.Seconds, 1) });
        var caught = outcome.Gate.Length > 0 ? outcome.Gate : "nothing";
        Console.Error.WriteLine(
            FormattableString.Invariant($"{outcomes.Count} arm {outcome.Arm}, {outcome.Mistake}: {caught}, reaches ")
                + FormattableString.Invariant($"{outcome.ReachesProduction}, {outcome.Failed} of {outcome.Sent}, {outcome.Seconds:0.0} s")
        );
    }

    private static string Machine()
    {
        var processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;
        return FormattableString.Invariant($"{Environment.ProcessorCount} processors ({processor?.Split(':')[1].Trim() ?? "unknown"}), ")
            + FormattableString.Invariant($"{memory} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}");
    }

    private static string Versions()
    {
        var start = new ProcessStartInfo("git", ["-C", Checkout.Root, "rev-parse", "--short", "HEAD"]) { RedirectStandardOutput = true };
        using var git = Process.Start(start)!;
        var commit = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        var host = File.Exists(RealPackages.Source) ? "the package of make package" : "the build";
        return $"{RuntimeInformation.FrameworkDescription}, container host of {host} at {commit}";
    }
}
