using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests.Platforms;

/// <summary>A host's program with its log.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly List<string> _log = [];

    public HostProcess(string project, string name, Dictionary<string, string?> environment)
        : this(BuiltProgram.Of(project, name, environment)) { }

    /// <summary>Started as a platform starts it.</summary>
    /// <param name="start">How; both outputs redirected.</param>
    public HostProcess(ProcessStartInfo start)
    {
        Process = Process.Start(start)!;
        Process.OutputDataReceived += (_, args) => Take(args.Data);
        Process.ErrorDataReceived += (_, args) => Take(args.Data);
        Process.BeginOutputReadLine();
        Process.BeginErrorReadLine();
    }

    public Process Process { get; }

    public string Log
    {
        get
        {
            lock (_log)
                return string.Join('\n', _log);
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits a second for a text in the log, which comes by a pipe of its own, beside the answers.</summary>
    /// <returns>The log, with the text or without.</returns>
    public async Task<string> LogWithAsync(string text)
    {
        for (var i = 0; i < 50 && !Log.Contains(text, StringComparison.Ordinal); i++)
            await Task.Delay(20);
        return Log;
    }

    public async Task<int> ExitCodeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await Process.WaitForExitAsync(patience.Token);
        return Process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
            Process.Kill();
        await Process.WaitForExitAsync();
        Process.Dispose();
    }

    /// <summary>Takes a line of the log, by whatever way it came.</summary>
    /// <param name="line">The line; null at the end of an output.</param>
    public void Take(string? line)
    {
        if (line is null)
            return;
        lock (_log)
            _log.Add(line);
    }
}
