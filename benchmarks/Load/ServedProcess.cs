using System.Diagnostics;
using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Benchmarks.Load;

/// <summary>A service in a process of its own, on a free port of this machine.</summary>
internal sealed partial class ServedProcess : IDisposable
{
    private readonly Process _process;

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
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null); // it must not block on a full pipe
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
            return new ServedProcess(process, match.Value);
        }

        throw new InvalidDataException("It does not start: " + process.StandardError.ReadToEnd());
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

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Listening();
}
