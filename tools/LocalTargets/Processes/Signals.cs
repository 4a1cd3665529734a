using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Serverless.LocalTargets.Processes;

/// <summary>How platforms end a process: asked first, killed when the time is over.</summary>
internal static class Signals
{
    private const int Terminate = 15;

    /// <summary>SIGTERM, the grace period, SIGKILL.</summary>
    /// <param name="process">The process; may have ended already.</param>
    /// <param name="grace">How long it may take after SIGTERM.</param>
    /// <returns>Whether it ended by itself in time.</returns>
    public static async Task<bool> EndAsync(Process process, TimeSpan grace)
    {
        if (process.HasExited)
            return true;
        _ = Kill(process.Id, Terminate);
        using var limit = new CancellationTokenSource(grace);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return false;
        }
    }

    /// <summary>Asks a process to end (SIGTERM).</summary>
    public static void AskToEnd(int pid) => _ = Kill(pid, Terminate);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
