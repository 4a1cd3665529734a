using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Benchmarks.Load;

/// <summary>A service in a process of its own, on a free port of this machine.</summary>
internal sealed partial class ServedProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];

    private ServedProcess(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    public int Id => _process.Id;

    /// <summary>The container host of this build.</summary>
    /// <param name="settings">Its settings, beside the port.</param>
    public static ServedProcess Host(params IEnumerable<(string Name, string Value)> settings) =>
        Start(
            BuiltProgram.Of(
                "Hosts.Kubernetes",
                "Serverless.Hosts.Kubernetes",
                settings.Append(("CAPTION_PORT", "0")).ToDictionary(one => one.Item1, one => (string?)one.Item2)
            )
        );

    /// <summary>Starts one and waits until it says where it listens.</summary>
    public static ServedProcess Start(ProcessStartInfo start)
    {
        var process = Process.Start(start)!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (Listening().Match(line) is not { Success: true } match)
                continue;
            var served = new ServedProcess(process, match.Value);
            _ = served.KeepAsync(process.StandardOutput); // it must not block on a full pipe
            _ = served.KeepAsync(process.StandardError);
            return served;
        }

        throw new InvalidDataException("It does not start: " + process.StandardError.ReadToEnd());
    }

    /// <summary>What a process has written lately, once there is enough of it.</summary>
    /// <param name="find">What is wanted of a line; null for nothing.</param>
    /// <param name="count">At least so many.</param>
    /// <param name="patience">How long it may take.</param>
    /// <exception cref="InvalidDataException">It wrote less.</exception>
    public IReadOnlyList<string> Lines(Func<string, string?> find, int count, TimeSpan patience)
    {
        List<string> found = [];
        SpinWait.SpinUntil(() => (found = [.. _lines.Select(find).OfType<string>()]).Count >= count, patience);
        return found.Count >= count ? found : throw new InvalidDataException($"The process wrote {found.Count} of {count} lines.");
    }

    /// <summary>Resident memory in MiB, and open handles.</summary>
    public (double MiB, int Handles) Holds()
    {
        _process.Refresh();
        return (_process.WorkingSet64 / 1048576.0, Directory.GetFiles($"/proc/{Id}/fd").Length);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task KeepAsync(StreamReader stream)
    {
        const int MaxLines = 4_096;
        while (await stream.ReadLineAsync() is { } line)
        {
            _lines.Enqueue(line);
            if (_lines.Count > MaxLines)
                _lines.TryDequeue(out _);
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Listening();
}
