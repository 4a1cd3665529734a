using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Serverless.Benchmarks.Load;

/// <summary>What callers saw.</summary>
/// <param name="P50">Half of the captions came within so many milliseconds.</param>
/// <param name="P95">95 of a hundred.</param>
/// <param name="P99">99 of a hundred.</param>
/// <param name="PerSecond">Captions a second.</param>
/// <param name="Busy">Requests answered 429.</param>
/// <param name="Failed">Requests answered otherwise, or not at all.</param>
internal sealed record CallersResult(double P50, double P95, double P99, double PerSecond, int Busy, int Failed);

/// <summary>Callers by autocannon, in a process of their own.</summary>
internal static class Callers
{
    public static string Folder { get; } = Path.Combine(Checkout.Root, "benchmarks", "load-callers");

    private const int Count = 24;

    /// <summary>What callers send, in turn.</summary>
    public static IReadOnlyList<string> Pictures { get; private set; } = [];

    /// <summary>Takes the first pictures of a folder; without it samples that are not read: reading takes far longer.</summary>
    /// <param name="folder">The folder.</param>
    public static void Choose(string folder) =>
        Pictures = Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.jpg").Order(StringComparer.Ordinal).Take(Count).Select(Path.GetFullPath)]
            : [.. ((string[])["astronaut.jpg", "cat.png", "coffee.jpg"]).Select(name => Path.Combine(Checkout.Root, "samples", name))];

    /// <summary>Drives a service.</summary>
    /// <param name="address">Where.</param>
    /// <param name="callers">How many; each waits for its answer before it asks again.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="rate">Requests a second of all of them; 0 for as many as they can.</param>
    public static CallersResult Drive(string address, int callers, int seconds, double rate = 0)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, WorkingDirectory = Folder };
        IEnumerable<string> words =
        [
            "load.mjs",
            address,
            Text(callers),
            Text(seconds),
            rate.ToString("F2", CultureInfo.InvariantCulture),
            .. Pictures,
        ];
        foreach (var word in words)
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidDataException("The callers ended: " + line);
        var root = JsonDocument.Parse(line).RootElement;
        double Number(string name) => root.GetProperty(name).GetDouble();
        return new CallersResult(
            Number("p50"),
            Number("p95"),
            Number("p99"),
            Number("perSecond"),
            (int)Number("busy"),
            (int)Number("failed")
        );
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
