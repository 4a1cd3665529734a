using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Serverless.Core;

namespace Serverless.Storage.Files;

/// <summary>
/// A folder held open: what is done below <see cref="Path"/> is done in this very folder, whatever its name comes to lead to meanwhile.
/// Linux alone.
/// </summary>
internal sealed class FolderHandle : IDisposable
{
    private const string Opened = "/proc/self/fd";

    /// <summary>Between being made and being opened a folder may be tidied away by a neighbour.</summary>
    private const int MaxAttempts = 5;

    private readonly SafeFileHandle _handle;

    private FolderHandle(SafeFileHandle handle) => _handle = handle;

    /// <summary>Whether this system has what is needed.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && Directory.Exists(Opened);

    /// <summary>A path to the folder that leads to it as long as it is held.</summary>
    public string Path => $"{Opened}/{_handle.DangerousGetHandle()}";

    /// <summary>Opens a store's folder, which may itself be reached through links.</summary>
    public static Result<FolderHandle, StoreFailure> OpenRoot(string path)
    {
        var handle = Posix.OpenFolder(path);
        return handle.IsInvalid
            ? FileErrors.OfErrno(Marshal.GetLastPInvokeError(), StoreFailures.ContainerNotFound, StoreFailures.ContainerNotFound)
            : new FolderHandle(handle);
    }

    /// <summary>Opens a folder in this one; a link is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="creates">Whether one that is not there is made.</param>
    public Result<FolderHandle, StoreFailure> OpenChild(string name, bool creates)
    {
        for (var i = 1; ; i++)
        {
            var handle = Posix.OpenFolder(_handle, name);
            if (!handle.IsInvalid)
                return new FolderHandle(handle);
            var error = Marshal.GetLastPInvokeError();
            if (error == Posix.NoSuchName && creates && i < MaxAttempts)
            {
                if (Posix.MakeFolder(_handle, name) is not { } refused)
                    continue;
                return FileErrors.OfErrno(refused, StoreFailures.NotFound, FilePaths.FileInPath);
            }

            if (error != Posix.NotAFolder)
                return FileErrors.OfErrno(error, StoreFailures.NotFound, FilePaths.FileInPath);
            var kind = KindOf(name); // by now: one who changes it meanwhile is met again
            if (kind == FileKind.Link || i == MaxAttempts)
                return FilePaths.Link;
            if (kind != FileKind.Folder)
                return FilePaths.FileInPath;
        }
    }

    /// <summary>Opens a file in this folder; anything else is refused, unread.</summary>
    public Result<FileStream, StoreFailure> OpenFile(string name) => RegularFiles.OpenStream(Posix.OpenFile(_handle, name));

    /// <summary>What stands under a name.</summary>
    public FileKind KindOf(string name) => Posix.KindOf(_handle, name) ?? FilePath.KindOf(System.IO.Path.Combine(Path, name));

    /// <summary>Removes a folder in this one; false where it is not empty.</summary>
    public bool Remove(string name) => Posix.RemoveFolder(_handle, name);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
