using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Serverless.Storage.Files;

/// <summary>
/// Copies the attributes of a file: owner, group, mode, extended attributes with the access lists among them. A file that is put in
/// another's place gets them. On Windows the move itself keeps them (<see cref="File.Replace(string, string, string?)"/>).
/// </summary>
internal static partial class FileAttributeCopier
{
    private const int CurrentFolder = -100,
        StatLength = 256,
        AnyOwner = -1; // AT_FDCWD; struct statx of every Linux

    // STATX_BASIC_STATS; copyfile(3) of macOS
    private const uint BasicFields = 0x7FF,
        CopyAccessList = 1,
        CopyState = 2,
        CopyAttributes = 4;

    /// <summary>Extended attributes that only the system sets: one that cannot be copied is left to the system.</summary>
    private static readonly string[] SystemPrefixes = ["security.", "trusted.", "system.nfs4_acl"];

    /// <summary>Copies the attributes of a file to the one that replaces it.</summary>
    /// <param name="from">The file that is there.</param>
    /// <param name="to">The new one.</param>
    /// <returns>What could not be copied; null when all was.</returns>
    public static string? Copy(string from, string to)
    {
        if (OperatingSystem.IsWindows())
            return null;
        if (OperatingSystem.IsMacOS())
            return CopyOnMac(from, to);
        return OperatingSystem.IsLinux() ? CopyOnLinux(from, to) : CopyMode(from, to);
    }

    /// <summary>The number of hard links of a file; 1 where it is unknown.</summary>
    public static uint CountLinks(string path) => OperatingSystem.IsLinux() && Stat(path) is { } state ? state.Links : 1;

    [UnsupportedOSPlatform("windows")]
    private static string? CopyMode(string from, string to)
    {
        File.SetUnixFileMode(to, File.GetUnixFileMode(from));
        return null;
    }

    [UnsupportedOSPlatform("windows")]
    private static string? CopyOnMac(string from, string to)
    {
        var time = File.GetLastWriteTimeUtc(to);
        var isCopied = CopyFile(from, to, IntPtr.Zero, CopyAccessList | CopyState | CopyAttributes) == 0;
        File.SetLastWriteTimeUtc(to, time);
        return isCopied ? null : "its owner, mode or extended attributes";
    }

    /// <summary>The owner first: changing it clears set-user-ID bits; access lists last, for they are the mode as well.</summary>
    [UnsupportedOSPlatform("windows")]
    private static string? CopyOnLinux(string from, string to)
    {
        if (Stat(from) is not { } old || Stat(to) is not { } now)
            return CopyMode(from, to);
        var ownerCopied = (old.Owner, old.Group) == (now.Owner, now.Group) || ChangeOwner(to, (int)old.Owner, (int)old.Group) == 0;
        if (!ownerCopied && old.Group != now.Group)
            _ = ChangeOwner(to, AnyOwner, (int)old.Group);
        File.SetUnixFileMode(to, File.GetUnixFileMode(from));
        var failed = AttributesOf(from)
            .Where(name =>
                !CopyAttribute(from, to, name) && !Array.Exists(SystemPrefixes, start => name.StartsWith(start, StringComparison.Ordinal))
            )
            .ToList();
        if (!ownerCopied)
            return FormattableString.Invariant($"its owner and group ({old.Owner}:{old.Group})");
        return failed.Count > 0 ? "its extended attributes " + string.Join(", ", failed) : null;
    }

    private static string[] AttributesOf(string path)
    {
        var length = ListAttributes(path, null, 0);
        if (length <= 0)
            return []; // none, or a file system without
        var names = new byte[length];
        length = ListAttributes(path, names, names.Length);
        return length <= 0
            ? []
            : System.Text.Encoding.UTF8.GetString(names, 0, (int)length).Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    private static bool CopyAttribute(string from, string to, string name)
    {
        var length = GetAttribute(from, name, null, 0);
        if (length < 0)
            return false;
        var value = new byte[length];
        length = GetAttribute(from, name, value, value.Length);
        return length >= 0 && SetAttribute(to, name, value, (nuint)length, 0) == 0;
    }

    private static FileState? Stat(string path)
    {
        var buffer = new byte[StatLength];
        try
        {
            return Statx(CurrentFolder, path, 0, BasicFields, buffer) == 0
                ? new FileState(BitConverter.ToUInt32(buffer, 16), BitConverter.ToUInt32(buffer, 20), BitConverter.ToUInt32(buffer, 24))
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null; // a C library before 2018
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct FileState(uint Links, uint Owner, uint Group);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte[] state);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int ChangeOwner(string path, int owner, int group);

    [LibraryImport("libc", EntryPoint = "listxattr", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial nint ListAttributes(string path, byte[]? names, nint length);

    [LibraryImport("libc", EntryPoint = "getxattr", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial nint GetAttribute(string path, string name, byte[]? value, nint length);

    [LibraryImport("libc", EntryPoint = "setxattr", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int SetAttribute(string path, string name, byte[] value, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "copyfile", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int CopyFile(string from, string to, IntPtr state, uint flags);
}
