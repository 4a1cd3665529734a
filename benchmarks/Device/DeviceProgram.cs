using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Benchmarks.Speed;

namespace Serverless.Benchmarks.Device;

/// <summary>An answer to a picture.</summary>
/// <param name="AltText">The words; null where they are refused.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Score">The quality.</param>
/// <param name="Milliseconds">From request to answer.</param>
internal sealed record DeviceAnswer(string? AltText, string Verdict, double? Score, double Milliseconds);

/// <summary>The device's program as its unit starts it, on one processor and under a limit.</summary>
internal sealed partial class DeviceProgram : IDisposable
{
    private readonly Process _process;
    private readonly MemoryGroup? _group;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(3) };

    private DeviceProgram(Process process, MemoryGroup? group) => (_process, _group) = (process, group);

    /// <summary>From the process' start to its first caption, in milliseconds as it says.</summary>
    public double StartMilliseconds { get; private set; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="app">Its folder.</param>
    /// <param name="environment">Its settings.</param>
    /// <param name="limitMiB">The limit on its memory.</param>
    /// <returns>Null where it was killed before.</returns>
    public static DeviceProgram? Start(string app, IReadOnlyDictionary<string, string> environment, int limitMiB)
    {
        var group = MemoryGroup.Create(limitMiB);
        var join = group is null ? "" : $"echo $$ >{group.Processes} && ";
        var start = new ProcessStartInfo("sh", ["-c", $"{join}exec taskset -c 0 {Path.Combine(app, "Serverless.Hosts.Kubernetes")}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var program = new DeviceProgram(process, group);
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (Ready().Match(line) is not { Success: true } ready)
                continue;
            program._client.BaseAddress = new Uri(ready.Groups["address"].Value);
            program.StartMilliseconds = double.Parse(ready.Groups["time"].Value, CultureInfo.InvariantCulture);
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            return program;
        }

        program.Dispose();
        return null;
    }

    /// <summary>The most memory it took: of its group, which counts what is limited; else the process' resident one.</summary>
    public double PeakMiB => _group?.PeakMiB ?? ProcessMeasure.PeakMiB(_process.Id);

    /// <returns>Null where it was killed meanwhile.</returns>
    public async Task<DeviceAnswer?> DescribeAsync(string picture)
    {
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(picture));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var watch = Stopwatch.StartNew();
        try
        {
            using var answer = await _client.PostAsync(new Uri("/v1/captions", UriKind.Relative), content);
            using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
            var root = document.RootElement;
            answer.EnsureSuccessStatusCode();
            var score = root.GetProperty("quality").GetProperty("score");
            return new DeviceAnswer(
                root.GetProperty("altText").GetString(),
                root.GetProperty("verdict").GetString()!,
                score.ValueKind == JsonValueKind.Number ? score.GetDouble() : null,
                watch.Elapsed.TotalMilliseconds
            );
        }
        catch (HttpRequestException) when (_process.WaitForExit(5_000))
        {
            return null;
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _group?.Dispose();
    }

    [GeneratedRegex(@"ready: .* on (?<address>http://127\.0\.0\.1:\d+), (?<time>\d+) ms after process start")]
    private static partial Regex Ready();
}
