using System.Diagnostics;

namespace Serverless.LocalTargets.Processes;

/// <summary>Tells when a process has ended.</summary>
internal static class ProcessEnd
{
    /// <param name="process">The process; may have ended already.</param>
    /// <param name="onEnd">Takes what happened; may be called twice.</param>
    public static void Watch(Process process, Action<string> onEnd)
    {
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => onEnd(Describe(process));
        if (process.HasExited)
            onEnd(Describe(process));
    }

    private static string Describe(Process process)
    {
        const int FirstSignal = 128;
        var code = process.ExitCode;
        return code > FirstSignal
            ? $"The process was ended by signal {code - FirstSignal}."
            : $"The process ended by itself with exit code {code}.";
    }
}
