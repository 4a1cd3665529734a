using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.LocalTargets.Tests;

/// <summary>The program as a user starts it, with a folder of its own that goes with it.</summary>
internal sealed class RunningTarget : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _target;
    private readonly string[] _options;
    private Process _process = null!;

    private RunningTarget(string target, string[] options) => (_target, _options) = (target, options);

    public string Folder { get; } = Directory.CreateTempSubdirectory("local-targets-").FullName;

    public string StateFolder => Path.Combine(Folder, "state");

    public HttpClient Control { get; private set; } = null!;

    /// <summary>The front, as callers reach it.</summary>
    public HttpClient Front { get; private set; } = null!;

    public static async Task<RunningTarget> StartAsync(string target = "kubernetes", params string[] options)
    {
        var running = new RunningTarget(target, options);
        await running.StartAgainAsync();
        return running;
    }

    /// <summary>Starts the program over the folder as it is.</summary>
    public async Task StartAgainAsync()
    {
        _process = Launch();
        var path = Path.Combine(StateFolder, "target.json");
        using var patience = new CancellationTokenSource(Patience);
        while (!File.Exists(path) || (await ReadAsync(path)).GetProperty("pid").GetInt32() != _process.Id)
        {
            Assert.False(_process.HasExited, "the program ended before it listened");
            await Task.Delay(20, patience.Token);
        }

        var found = await ReadAsync(path);
        Control = new HttpClient { BaseAddress = new Uri(found.GetProperty("controlUrl").GetString()!), Timeout = Patience };
        Front = new HttpClient { BaseAddress = new Uri(found.GetProperty("captionUrl").GetString()!), Timeout = Patience };
    }

    /// <summary>Starts one more over the same folder.</summary>
    /// <returns>What it ends with.</returns>
    public async Task<(int ExitCode, string Error)> RunSecondAsync()
    {
        using var second = Launch();
        using var patience = new CancellationTokenSource(Patience);
        var error = await second.StandardError.ReadToEndAsync(patience.Token);
        await second.WaitForExitAsync(patience.Token);
        return (second.ExitCode, error);
    }

    public async Task<HttpResponseMessage> PutAsync(
        string id,
        TinyPackage package,
        Dictionary<string, string>? environment = null,
        string version = "1.0.0"
    ) =>
        await Control.PutAsJsonAsync(
            $"/revisions/{id}",
            new
            {
                version,
                package = package.Path,
                sha256 = package.Sha256,
                environment = environment ?? [],
                timeoutSeconds = 20,
            }
        );

    /// <summary>Puts revisions and waits until each is ready.</summary>
    public async Task ReadyAsync(TinyPackage package, params string[] ids)
    {
        foreach (var id in ids)
            Assert.Equal(HttpStatusCode.Accepted, (await PutAsync(id, package)).StatusCode);
        foreach (var id in ids)
            Assert.Equal("ready", (await SettledAsync(id)).GetProperty("state").GetString());
    }

    public Task<HttpResponseMessage> WeighAsync(params (string Id, int Weight)[] weights) =>
        Control.PutAsJsonAsync("/traffic", new { weights = weights.ToDictionary(pair => pair.Id, pair => pair.Weight) });

    public async Task<JsonElement> StateAsync() => await Control.GetFromJsonAsync<JsonElement>("/state");

    public async Task<JsonElement> FiguresAsync(string id) =>
        (await Control.GetFromJsonAsync<JsonElement>("/metrics")).GetProperty("revisions").GetProperty(id);

    public async Task<JsonElement> RevisionAsync(string id) =>
        (await StateAsync()).GetProperty("revisions").EnumerateArray().First(one => one.GetProperty("id").GetString() == id);

    /// <summary>The revision once it has started or failed.</summary>
    public Task<JsonElement> SettledAsync(string id) => UntilAsync(id, state => state != "starting");

    /// <summary>The revision once it is in a state.</summary>
    public async Task<JsonElement> UntilAsync(string id, Func<string, bool> isExpected)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var revision = await RevisionAsync(id);
            if (isExpected(revision.GetProperty("state").GetString()!))
                return revision;
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>A caption asked for at the front.</summary>
    /// <returns>Status and the revision that answered.</returns>
    public async Task<(HttpStatusCode Status, string? Revision)> CaptionAsync(string query = "", string? revision = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/captions" + query)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes("picture")),
        };
        if (revision is not null)
            request.Headers.Add("X-Caption-Revision", revision);
        using var answer = await Front.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        return (answer.StatusCode, answer.Headers.TryGetValues("X-Caption-Revision", out var by) ? by.Single() : null);
    }

    /// <summary>The end that nothing prepares for.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Terminate() => Signals.AskToEnd(_process);

    public async Task<int> ExitCodeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Control.Dispose();
        Front.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<JsonElement> ReadAsync(string path) => JsonDocument.Parse(await File.ReadAllBytesAsync(path)).RootElement;

    private Process Launch()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(Repository.Root, "tools", "LocalTargets", "bin", configuration, "net10.0", "local-targets");
        var start = new ProcessStartInfo(program, ["serve", _target, "--state", StateFolder, .. _options])
        {
            RedirectStandardError = true,
        };
        start.Environment["CAPTION_AUTH"] = "of whoever typed the command";
        return Process.Start(start)!;
    }
}
