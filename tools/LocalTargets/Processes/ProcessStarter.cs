using System.Collections.Concurrent;
using System.Diagnostics;
using Serverless.Hosts.Contract.Tests.Platforms;

namespace Serverless.LocalTargets.Processes;

/// <summary>
/// Starts processes that end with this one, whatever ends it: <c>setpriv --pdeathsig</c> has the kernel kill them. The kernel means the
/// thread that started them (PR_SET_PDEATHSIG), so one thread starts all and lives as long as this object. Without setpriv (other systems)
/// what is left after a kill is ended by the next start, from the processes recorded in the state.
/// </summary>
internal sealed class ProcessStarter : IDisposable
{
    private const int KeptLines = 200;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    public ProcessStarter()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "process starter" };
        _thread.Start();
    }

    private static string? SetPriv { get; } =
        OperatingSystem.IsLinux()
            ? $"{Environment.GetEnvironmentVariable("PATH")}:/usr/bin:/bin"
                .Split(':')
                .Where(folder => folder.Length > 0)
                .Select(folder => Path.Combine(folder, "setpriv"))
                .FirstOrDefault(File.Exists)
            : null;

    /// <summary>Starts a process.</summary>
    /// <param name="start">How; changed where setpriv starts it.</param>
    /// <param name="onLine">Takes each line that it writes.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public HostProcess Start(ProcessStartInfo start, Action<string> onLine)
    {
        if (SetPriv is not null)
            Wrap(start);
        var started = new TaskCompletionSource<HostProcess>();
        _work.Add(() =>
        {
            try
            {
                started.SetResult(new HostProcess(start, KeptLines, onLine));
            }
            catch (Exception error)
            {
                started.SetException(error);
            }
        });
        return started.Task.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private static void Wrap(ProcessStartInfo start)
    {
        string[] words = ["--pdeathsig", "KILL", "--", start.FileName];
        if (start.Arguments.Length > 0)
        {
            start.Arguments = $"--pdeathsig KILL -- \"{start.FileName}\" {start.Arguments}";
        }
        else
        {
            for (var i = 0; i < words.Length; i++)
                start.ArgumentList.Insert(i, words[i]);
        }

        start.FileName = SetPriv!;
    }

    private void Run()
    {
        foreach (var action in _work.GetConsumingEnumerable())
            action();
    }
}
