using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Serverless.Core;

namespace Serverless.Storage.Files;

/// <summary>
/// Opens regular files by name: since a name may change between listing and opening, the opened handle itself is checked.
/// </summary>
public static class RegularFiles
{
    /// <summary>Opens a file for reading. A link, pipe, device, socket or folder is refused, and no pipe's writer is waited for.</summary>
    /// <param name="path">Its path.</param>
    public static Result<FileStream, StoreFailure> Open(string path)
    {
        if (!OperatingSystem.IsWindows())
            return OpenStream(Posix.OpenFile(path));
        try
        {
            return new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                bufferSize: 0,
                FileOptions.Asynchronous
            );
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return StoreFailures.NotFound;
        }
        catch (Exception error) when (FileErrors.Of(error) is { } failure)
        {
            return failure;
        }
    }

    /// <summary>A handle as a file's stream, if it is a file's.</summary>
    internal static Result<FileStream, StoreFailure> OpenStream(SafeFileHandle handle)
    {
        if (handle.IsInvalid)
            return FileErrors.OfErrno(Marshal.GetLastPInvokeError(), StoreFailures.NotFound, StoreFailures.NotFound);
        FileStream? file = null;
        try
        {
            var kind = Posix.KindOf(handle);
            if (kind is null or FileKind.Regular)
                file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
            if (file is { CanSeek: true })
                return file; // where the system does not say what it is: pipes and sockets cannot seek
            return kind == FileKind.Folder ? StoreFailures.NotFound : FilePaths.NotRegular;
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            return StoreFailures.NotFound; // a folder, which FileStream does not take
        }
        finally
        {
            if (file is not { CanSeek: true })
                handle.Dispose();
        }
    }
}
