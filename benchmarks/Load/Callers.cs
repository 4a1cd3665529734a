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

/// <summary>What a lone caller saw.</summary>
/// <param name="Waited">[requests] milliseconds until the whole answer was read.</param>
/// <param name="Pipeline">[requests] milliseconds of these that the answer says are the pipeline's.</param>
/// <param name="Bytes">Bytes of an answer, the median.</param>
internal sealed record LoneCaller(IReadOnlyList<double> Waited, IReadOnlyList<double> Pipeline, int Bytes);

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
        var root = Run(
            "load.mjs",
            [address, Text(callers), Text(seconds), rate.ToString("F2", CultureInfo.InvariantCulture), .. Pictures]
        );
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

    /// <summary>One caller, who asks for the pipeline's own time as well.</summary>
    /// <param name="address">Where.</param>
    /// <param name="rounds">How often each picture is sent, after once that is not counted.</param>
    public static LoneCaller Ask(string address, int rounds)
    {
        var root = Run("overhead.mjs", [address, Text(rounds), .. Pictures]);
        IReadOnlyList<double> Numbers(string name) => [.. root.GetProperty(name).EnumerateArray().Select(one => one.GetDouble())];
        return new LoneCaller(Numbers("waited"), Numbers("pipeline"), root.GetProperty("bytes").GetInt32());
    }

    private static JsonElement Run(string script, IEnumerable<string> words)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, WorkingDirectory = Folder };
        foreach (var word in words.Prepend(script))
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidDataException("The callers ended: " + line);
        return JsonDocument.Parse(line).RootElement;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
