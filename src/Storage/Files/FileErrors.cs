using System.Runtime.InteropServices;

namespace Serverless.Storage.Files;

/// <summary>Errors of the file system as failures of the port.</summary>
internal static class FileErrors
{
    private static readonly StoreFailure Denied = new(
        StoreFailureReason.AccessDenied,
        "The file or its folder may not be used by this process."
    );

    /// <summary>Of an error number.</summary>
    /// <param name="error">The number.</param>
    /// <param name="missing">What it means that there is no such name.</param>
    /// <param name="notAFolder">What it means that something on the way is no folder.</param>
    public static StoreFailure OfErrno(int error, StoreFailure missing, StoreFailure notAFolder) =>
        error switch
        {
            Posix.NoSuchName => missing,
            Posix.NotAFolder => notAFolder,
            Posix.NoSuchDevice => FilePaths.NotRegular, // how a socket is refused
            Posix.Denied or Posix.NotPermitted => Denied,
            _ when error == Posix.LinkError => FilePaths.Link,
            _ => new StoreFailure(StoreFailureReason.Unavailable, $"The file system failed: {Marshal.GetPInvokeErrorMessage(error)}."),
        };

    /// <summary>Null where it is no expected failure.</summary>
    public static StoreFailure? Of(Exception error) =>
        error switch
        {
            PathTooLongException => new StoreFailure(
                StoreFailureReason.InvalidKey,
                "The path of this key is longer than this file system takes."
            ),
            UnauthorizedAccessException => Denied,
            IOException => new StoreFailure(StoreFailureReason.Unavailable, "The file system failed: " + error.GetType().Name + "."),
            _ => null,
        };
}
