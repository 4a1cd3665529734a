using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Hosts.Kubernetes.Tests;

/// <summary>The container host as a process of its own, on a free port.</summary>
public sealed partial class RunningHost : IAsyncLifetime
{
    private readonly List<string> _log = [];
    private Process? _process;

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromMinutes(1) };

    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
                return [.. _log];
        }
    }

    public Process Process => _process!;

    /// <summary>The addresses of its further ports, in the order of the settings' table, when they are known.</summary>
    internal async Task<IReadOnlyList<Uri>> FurtherAsync(int count)
    {
        while (true)
        {
            List<Uri> found = [.. Log.Where(IsFurther).Select(line => new Uri(Address().Match(line).Value))];
            if (found.Count >= count)
                return found;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static bool IsFurther(string line) => line.Contains("beside it: ", StringComparison.Ordinal);

    public async ValueTask InitializeAsync() =>
        await StartAsync(new Dictionary<string, string?> { ["CAPTION_MAX_BODY_BYTES"] = "2000000" });

    /// <param name="environment">Its settings.</param>
    /// <param name="before">A shell's commands before the host, in a mount namespace of its own; null for none. Needs root.</param>
    internal async Task StartAsync(Dictionary<string, string?> environment, string? before = null)
    {
        environment["CAPTION_PORT"] = "0";
        var start = BuiltProgram.Of("Hosts.Kubernetes", "Serverless.Hosts.Kubernetes", environment);
        if (before is not null)
        {
            foreach (var word in (string[])["--mount", "sh", "-c", $"{before} && exec '{start.FileName}'"])
                start.ArgumentList.Add(word);
            start.FileName = Parts.MountNamespace.Command[0];
        }

        _process = Process.Start(start)!;
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Take(string? line)
        {
            if (line is null)
                return;
            lock (_log)
                _log.Add(line);
            if (Address().Match(line) is { Success: true } match)
                ready.TrySetResult(match.Value);
        }

        _process.OutputDataReceived += (_, args) => Take(args.Data);
        _process.ErrorDataReceived += (_, args) => Take(args.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var exited = _process.WaitForExitAsync();
        if (await Task.WhenAny(ready.Task, exited) == exited)
            throw new InvalidOperationException("The host ended: " + string.Join('\n', Log));
        Client.BaseAddress = new Uri(await ready.Task);
    }

    /// <summary>Asks for a caption.</summary>
    /// <param name="jpeg">The picture.</param>
    internal async Task<HttpResponseMessage> PostAsync(byte[] jpeg)
    {
        using var content = new ByteArrayContent(jpeg);
        content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        return await Client.PostAsync("/v1/captions", content, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
