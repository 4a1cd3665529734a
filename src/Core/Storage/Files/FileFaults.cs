namespace Serverless.Core.Storage.Files;

/// <summary>What the file system says, in the words of the port.</summary>
internal static class FileFaults
{
    /// <summary>Null where it is no expected failure.</summary>
    public static StoreFailure? Of(Exception error) => error switch
    {
        PathTooLongException => new StoreFailure(StoreFailureReason.InvalidKey, "The path of this key is longer than this file system takes."),
        UnauthorizedAccessException => new StoreFailure(StoreFailureReason.AccessDenied, "The file or its folder may not be used by this process."),
        IOException => new StoreFailure(StoreFailureReason.Unavailable, "The file system failed: " + error.GetType().Name + "."),
        _ => null,
    };
}
