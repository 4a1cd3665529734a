using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Serverless.Testing;

/// <summary>How platforms end a process. Needs no program <c>kill</c>, which small systems lack.</summary>
internal static class Signals
{
    private const int Terminate = 15;

    /// <summary>Asks a process to end (SIGTERM).</summary>
    public static void AskToEnd(Process process) => Assert.Equal(0, Kill(process.Id, Terminate));

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
