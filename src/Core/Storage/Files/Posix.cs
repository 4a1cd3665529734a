using System.Runtime.InteropServices;

namespace Serverless.Core.Storage.Files;

/// <summary>What .NET has no call for: a folder's entries made to last a power cut, and a file given its name only if nobody has it.</summary>
internal static partial class Posix
{
    private const int ReadOnly = 0, Exists = 17; // EEXIST, the same on Linux and macOS

    /// <summary>fsync of a folder.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return; // NTFS logs its entries
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0) return; // some network file systems do not open folders: nothing more can be done there
        _ = FSync(descriptor);
        _ = Close(descriptor);
    }

    /// <summary>Gives a file a second name, as one step (File.Move without overwriting looks first and renames then, so two can win).</summary>
    /// <returns>True: done. False: the name is taken. Null: this file system or system has no links.</returns>
    public static bool? Link(string from, string to)
    {
        if (OperatingSystem.IsWindows()) return null;
        return MakeLink(from, to) == 0 ? true : Marshal.GetLastPInvokeError() == Exists ? false : null;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MakeLink(string from, string to);
}
