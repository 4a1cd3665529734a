namespace Serverless.Core.Pipeline;

/// <summary>
/// Every expected failure, with the stage it comes from. One table in the application gives each its status, code and whether a retry
/// helps.
/// </summary>
public enum FailureReason
{
    /// <summary>Request: there is no body. Retrying does not help.</summary>
    EmptyBody,

    /// <summary>Request: the body or a value cannot be read. Retrying does not help.</summary>
    MalformedRequest,

    /// <summary>Request: an option that does not exist. Retrying does not help.</summary>
    UnknownOption,

    /// <summary>Pipeline: an option that the loaded model cannot honour. Retrying does not help.</summary>
    OptionNotSupported,

    /// <summary>Access: no proof of who asks. Retrying does not help.</summary>
    Unauthenticated,

    /// <summary>Access: not allowed to this caller. Retrying does not help.</summary>
    Forbidden,

    /// <summary>Routing: there is nothing at this path.</summary>
    NotFound,

    /// <summary>Routing: the path takes another method.</summary>
    MethodNotAllowed,

    /// <summary>Request: the body is larger than this host takes.</summary>
    BodyTooLarge,

    /// <summary>Imaging: the bytes are of no accepted format. Retrying does not help.</summary>
    UnsupportedMediaType,

    /// <summary>Imaging: the picture ends too early. The sender may send it again whole.</summary>
    ImageTruncated,

    /// <summary>Imaging: too many pixels or too long a side.</summary>
    ImageDimensions,

    /// <summary>Imaging: the picture is damaged.</summary>
    ImageUnreadable,

    /// <summary>Imaging: too many frames or pages.</summary>
    ImageFrames,

    /// <summary>Fetching: the address is not one that may be fetched. Retrying does not help.</summary>
    UrlForbidden,

    /// <summary>Fetching: nothing came from the address, or no picture. Retrying may help.</summary>
    UrlUnreachable,

    /// <summary>Fetching: more bytes than are taken.</summary>
    UrlTooLarge,

    /// <summary>Fetching: the object is below no folder that this caller may name. Retrying does not help.</summary>
    BlobNotAllowed,

    /// <summary>Fetching: there is no such object below a folder that this caller may name. Retrying does not help.</summary>
    BlobNotFound,

    /// <summary>Host: too much work already. Retrying later helps.</summary>
    Busy,

    /// <summary>Host: still starting, or draining. Retrying later helps.</summary>
    NotReady,

    /// <summary>Any stage: the time given ran out. Retrying may help.</summary>
    DeadlineExceeded,

    /// <summary>Any stage: a bug or a broken machine. Retrying may help.</summary>
    Internal,
}
