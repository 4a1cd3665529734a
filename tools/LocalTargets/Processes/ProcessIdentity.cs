using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Serverless.LocalTargets.Processes;

/// <summary>A process by number and time of start: a number alone may be another's by now.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="StartTime">When it started, in the system's own unit: ticks since the boot on Linux.</param>
internal sealed record ProcessIdentity(int Pid, long StartTime)
{
    public static ProcessIdentity Current => Of(Process.GetCurrentProcess());

    public static ProcessIdentity Of(Process process) => new(process.Id, StartOf(process));

    /// <summary>Of a process that may have ended already; null then.</summary>
    public static ProcessIdentity? Find(Process process)
    {
        try
        {
            return Of(process);
        }
        catch (Exception error) when (error is InvalidOperationException or IOException)
        {
            return null;
        }
    }

    /// <summary>Whether this very process still runs.</summary>
    public bool IsRunning => Find() is { } process && Release(process);

    /// <summary>Kills it if it is still this very process.</summary>
    /// <returns>Whether there was something to kill.</returns>
    public bool Kill()
    {
        using var process = Find();
        if (process is null)
            return false;
        process.Kill(entireProcessTree: true);
        process.WaitForExit(TimeSpan.FromSeconds(5));
        return true;
    }

    /// <summary>Whether any process runs under a number now.</summary>
    public static bool IsRunningNow(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited && StartOf(process) >= 0;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or IOException)
        {
            return false;
        }
    }

    private static bool Release(Process process)
    {
        process.Dispose();
        return true;
    }

    private Process? Find()
    {
        try
        {
            var process = Process.GetProcessById(Pid);
            if (!process.HasExited && StartOf(process) == StartTime)
                return process;
            process.Dispose();
            return null;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception or IOException)
        {
            return null; // it has ended
        }
    }

    private static long StartOf(Process process)
    {
        if (!OperatingSystem.IsLinux())
            return process.StartTime.ToUniversalTime().Ticks;
        // The 22nd field of proc_pid_stat(5); the second, the program's name in brackets, may hold blanks.
        var text = File.ReadAllText($"/proc/{process.Id}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] == "Z" ? -1 : long.Parse(fields[19], CultureInfo.InvariantCulture);
    }
}
