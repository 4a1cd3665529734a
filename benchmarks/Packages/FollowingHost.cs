using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Hosts.Contract.Tests.Platforms;

namespace Serverless.Benchmarks.Packages;

/// <summary>A container host in a process of its own, of a registry or of the embedded models.</summary>
internal sealed partial class FollowingHost : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly TaskCompletionSource<StartLine> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FollowingHost(Process process, HttpClient client) => (_process, Client) = (process, client);

    public HttpClient Client { get; }

    /// <summary>Starts one, and waits until it has made a caption.</summary>
    /// <param name="settings">Its settings, besides address and port.</param>
    public static async Task<(FollowingHost Host, StartLine Start)> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var port = HostProcess.FreePort();
        var start = new ProcessStartInfo(Path.Combine(Checkout.Root, "artifacts", "host", "Serverless.Hosts.Kubernetes"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CAPTION_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = Patience };
        var host = new FollowingHost(Process.Start(start)!, client);
        host._process.OutputDataReceived += (_, line) => host.Note(line.Data);
        host._process.ErrorDataReceived += (_, line) => host.Note(line.Data);
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        return (host, await host._ready.Task.WaitAsync(Patience));
    }

    public async Task<string?> VersionAsync() =>
        (await Client.GetFromJsonAsync<JsonElement>("/v1/model")).GetProperty("version").GetString();

    /// <summary>Waits until it serves a version.</summary>
    public async Task WaitForAsync(string version)
    {
        var watch = Stopwatch.StartNew();
        while (await VersionAsync() != version)
        {
            if (watch.Elapsed > Patience)
                throw new InvalidDataException($"{version} never served.");
            await Task.Delay(5);
        }
    }

    /// <summary>The version that described a picture.</summary>
    public async Task<string?> CaptionAsync(byte[] picture)
    {
        using var body = new ByteArrayContent(picture);
        body.Headers.ContentType = new("application/octet-stream");
        using var answer = await Client.PostAsync("/v1/captions", body);
        answer.EnsureSuccessStatusCode();
        var document = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return document.GetProperty("model").GetProperty("version").GetString();
    }

    /// <summary>Resident memory now, and the most since <see cref="ForgetPeak"/>, in MiB.</summary>
    public (double Now, double Peak) Memory() => (StatusOf("VmRSS:"), StatusOf("VmHWM:"));

    /// <summary>From now on the kernel counts the peak anew (proc(5), clear_refs).</summary>
    public void ForgetPeak() => File.WriteAllText($"/proc/{_process.Id}/clear_refs", "5");

    public void Dispose()
    {
        Client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private double StatusOf(string name)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(text => text.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private void Note(string? line)
    {
        if (line is not null && Ready().Match(line) is { Success: true } match)
            _ready.TrySetResult(new StartLine(Of(match, "since"), Of(match, "models"), Of(match, "first")));
    }

    private static double Of(Match match, string name) => double.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<since>\d+) ms after process start \(.*models (?<models>\d+), first caption (?<first>\d+)\)")]
    private static partial Regex Ready();
}

/// <summary>What a host says of its start, in milliseconds.</summary>
/// <param name="Ready">From the start of the process to its first caption.</param>
/// <param name="Models">Finding, verifying and loading the models.</param>
/// <param name="First">The first caption.</param>
internal sealed record StartLine(double Ready, double Models, double First);
