using System.Runtime.InteropServices;

namespace Serverless.Core.Storage.Files;

/// <summary>Makes a folder's entries last a power cut (fsync of the folder, POSIX). .NET has no call for it.</summary>
internal static partial class DirectorySync
{
    private const int ReadOnly = 0;

    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows()) return; // NTFS logs its entries
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0) return; // some network file systems do not open folders: nothing more can be done there
        _ = FSync(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
