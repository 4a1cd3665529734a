using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests.Platforms;

/// <summary>A host's program with its log.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Queue<string> _log = [];
    private readonly int _maxLines;
    private readonly Action<string>? _onLine;

    public HostProcess(string project, string name, Dictionary<string, string?> environment)
        : this(BuiltProgram.Of(project, name, environment)) { }

    /// <summary>Started as a platform starts it.</summary>
    /// <param name="start">How; both outputs redirected.</param>
    /// <param name="maxLines">Lines of the log that are kept, the latest ones; all by default.</param>
    /// <param name="onLine">Takes every line besides, such as into a file.</param>
    public HostProcess(ProcessStartInfo start, int maxLines = int.MaxValue, Action<string>? onLine = null)
    {
        (_maxLines, _onLine) = (maxLines, onLine);
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
        {
            _log.Enqueue(line);
            if (_log.Count > _maxLines)
                _log.Dequeue();
        }

        _onLine?.Invoke(line);
    }
}
