namespace Serverless.Storage;

/// <summary>Every expected failure of a store, the same on every cloud.</summary>
public enum StoreFailureReason
{
    /// <summary>There is no such object. Retrying does not help.</summary>
    NotFound,

    /// <summary>There is no such bucket, container or folder. Retrying does not help.</summary>
    ContainerNotFound,

    /// <summary>Created only if absent, and it is there. Retrying does not help.</summary>
    AlreadyExists,

    /// <summary>The object is not at the version that was asked for, or was named as unchanged. Retrying does not help.</summary>
    Changed,

    /// <summary>No store may hold such a key: climbing, too long, control characters. Retrying does not help.</summary>
    InvalidKey,

    /// <summary>The address cannot be read, or no adapter of this program serves it. Retrying does not help.</summary>
    InvalidAddress,

    /// <summary>
    /// The name is taken by something that is no object: a folder, a link, or a name that differs only by case on such a file system.
    /// Retrying does not help.
    /// </summary>
    Collision,

    /// <summary>The object is larger than the caller takes. Retrying does not help.</summary>
    TooLarge,

    /// <summary>A range that starts behind the end. Retrying does not help.</summary>
    OutOfRange,

    /// <summary>The identity may not do this; on some stores also the answer for missing objects. Retrying does not help.</summary>
    AccessDenied,

    /// <summary>No credentials were found, or they are not accepted. Retrying does not help.</summary>
    NoCredentials,

    /// <summary>
    /// The store cannot do this: presigned uploads of a folder, conditional writes of some compatible servers. Retrying does not help.
    /// </summary>
    NotSupported,

    /// <summary>Too many requests. Retrying later helps.</summary>
    Throttled,

    /// <summary>The store cannot be reached, or answers with a failure of its own. Trying again later may help.</summary>
    Unavailable,

    /// <summary>The content ended before its length. Retrying may help.</summary>
    Interrupted,

    /// <summary>The store kept silent for too long. Retrying may help.</summary>
    TimedOut,
}
