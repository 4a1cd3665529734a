using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Serverless.Storage.Files;

/// <summary>
/// What .NET has no call for: folders held open and names looked up in them, a folder's entries made to last a power cut, and a file given
/// its name only if nobody has it.
/// </summary>
internal static partial class Posix
{
    // ENOENT, ENXIO, EACCES, EPERM, ENOTDIR: the same on Linux and macOS
    public const int NoSuchName = 2,
        NoSuchDevice = 6,
        Denied = 13,
        NotPermitted = 1,
        NotAFolder = 20;

    private const int ReadOnly = 0,
        Exists = 17,
        RemoveFolderFlag = 0x200,
        EveryPermission = 0x1FF; // EEXIST; AT_REMOVEDIR on Linux

    private const int EmptyPath = 0x1000,
        StatNoFollow = 0x100,
        WantsType = 1; // of statx(2)

    private static readonly bool IsMac = OperatingSystem.IsMacOS();

    /// <summary>Linux numbers two flags by processor (asm/fcntl.h).</summary>
    private static readonly bool IsArm =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Armv6 or Architecture.Ppc64le;

    private static readonly int FolderFlag = IsArm ? 0x4000 : 0x10000,
        NoFollow = IsMac ? 0x100
        : IsArm ? 0x8000
        : 0x20000;

    private static readonly int NoWait = IsMac ? 0x4 : 0x800,
        NoTerminal = IsMac ? 0x20000 : 0x100;

    private static readonly int CloseOnExec = IsMac ? 0x1000000 : 0x80000,
        PathOnly = 0x200000;

    /// <summary>ELOOP: a link where none is followed.</summary>
    public static int LinkError { get; } = IsMac ? 62 : 40;

    /// <summary>Opens a folder by its path, following links, to look names up in it. Linux alone.</summary>
    public static SafeFileHandle OpenFolder(string path) => new(Open(path, PathOnly | FolderFlag | CloseOnExec), ownsHandle: true);

    /// <summary>Opens a folder of a folder, following no link. Linux alone.</summary>
    public static SafeFileHandle OpenFolder(SafeFileHandle folder, string name) =>
        new(OpenAt(folder, name, PathOnly | FolderFlag | NoFollow | CloseOnExec), ownsHandle: true);

    /// <summary>
    /// Opens a file of a folder for reading, following no link and waiting for nobody at a pipe's other end. Linux alone.
    /// </summary>
    public static SafeFileHandle OpenFile(SafeFileHandle folder, string name) =>
        new(OpenAt(folder, name, ReadOnly | NoWait | NoFollow | NoTerminal | CloseOnExec), ownsHandle: true);

    /// <summary>The same by a path, whose last name alone may be no link.</summary>
    public static SafeFileHandle OpenFile(string path) =>
        new(Open(path, ReadOnly | NoWait | NoFollow | NoTerminal | CloseOnExec), ownsHandle: true);

    /// <summary>Makes a folder, if the name is free; the error's number where it cannot be.</summary>
    public static int? MakeFolder(SafeFileHandle folder, string name) =>
        MakeFolderAt(folder, name, EveryPermission) == 0 || Marshal.GetLastPInvokeError() == Exists ? null : Marshal.GetLastPInvokeError();

    /// <summary>Removes a folder, if it is empty and no link. Linux alone.</summary>
    public static bool RemoveFolder(SafeFileHandle folder, string name) => RemoveAt(folder, name, RemoveFolderFlag) == 0;

    /// <summary>What an opened file is; null where this system does not report it (a C library before 2018).</summary>
    public static FileKind? KindOf(SafeFileHandle file) => KindOf(file, "", EmptyPath);

    /// <summary>What stands under a name in a folder, links not followed; null where this system does not report it.</summary>
    public static FileKind? KindOf(SafeFileHandle folder, string name) => KindOf(folder, name, StatNoFollow);

    /// <summary>struct dirent of 64-bit Linux, glibc and musl: inode and offset of 8 bytes each, length of 2, type, name.</summary>
    private const int TypeOffset = 18,
        NameOffset = 19;

    private const byte FolderType = 4,
        LinkType = 10;

    /// <summary>fsync of a folder.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return; // NTFS logs its entries
        using var opened = new SafeFileHandle(Open(folder, ReadOnly | CloseOnExec), ownsHandle: true);
        if (!opened.IsInvalid)
            _ = FSync(opened); // some network file systems do not open folders: nothing more can be done there
    }

    /// <summary>
    /// Gives a file a second name, as one step (File.Move without overwriting looks first and renames then, so two can win).
    /// </summary>
    /// <returns>True: done. False: the name is taken. Null: this file system or system has no links.</returns>
    public static bool? Link(string from, string to)
    {
        if (OperatingSystem.IsWindows())
            return null;
        return MakeLink(from, to) == 0 ? true
            : Marshal.GetLastPInvokeError() == Exists ? false
            : null;
    }

    private static unsafe FileKind? KindOf(SafeFileHandle at, string name, int flags)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var status = stackalloc byte[256];
        try
        {
            if (Status(at, name, flags, WantsType, status) != 0)
            {
                return Marshal.GetLastPInvokeError() == NoSuchName ? FileKind.Missing : null;
            }
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }

        return (*(ushort*)(status + 28) & 0xF000) switch // stx_mode
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Folder,
            0xA000 => FileKind.Link,
            _ => FileKind.Other,
        };
    }

    /// <summary>The names in a folder as the bytes that they are, and whether each is a folder itself; links are left out.</summary>
    /// <returns>Null where this is not to be had: only 64-bit Linux is asked, other systems take no names but UTF-8.</returns>
    public static IReadOnlyList<(byte[] Name, bool IsFolder)>? ListNames(string folder)
    {
        if (!OperatingSystem.IsLinux() || IntPtr.Size != 8)
            return null;
        var stream = OpenDirectory(folder);
        if (stream == IntPtr.Zero)
            return null;
        var found = new List<(byte[] Name, bool IsFolder)>();
        for (IntPtr entry; (entry = ReadFolder(stream)) != IntPtr.Zero; )
        {
            var type = Marshal.ReadByte(entry, TypeOffset);
            var name = new List<byte>();
            for (var at = NameOffset; Marshal.ReadByte(entry, at) is not 0 and var part; at++)
                name.Add(part);
            if (type != LinkType)
                found.Add(([.. name], type == FolderType));
        }

        _ = CloseFolder(stream);
        return found;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int OpenAt(SafeFileHandle folder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "mkdirat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MakeFolderAt(SafeFileHandle folder, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RemoveAt(SafeFileHandle folder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static unsafe partial int Status(SafeFileHandle at, string name, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle descriptor);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MakeLink(string from, string to);

    [LibraryImport("libc", EntryPoint = "opendir", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial IntPtr OpenDirectory(string path);

    [LibraryImport("libc", EntryPoint = "readdir", SetLastError = true)]
    private static partial IntPtr ReadFolder(IntPtr stream);

    [LibraryImport("libc", EntryPoint = "closedir", SetLastError = true)]
    private static partial int CloseFolder(IntPtr stream);
}
