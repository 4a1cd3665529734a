using System.Runtime.InteropServices;

namespace Serverless.Core.Inference;

/// <summary>
/// Memory that sessions have freed and the C library keeps: loading a model passes through several times its size, and glibc gives little
/// of that back by itself, so that a process would grow with every model it ever served.
/// </summary>
internal static partial class FreedMemory
{
    /// <summary>Gives it back to the system: glibc's <c>malloc_trim(3)</c>; with another C library nothing is done.</summary>
    public static void GiveBack()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // musl keeps nothing that it could give back
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);
}
