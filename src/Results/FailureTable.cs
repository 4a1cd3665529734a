using Serverless.Core.Pipeline;

namespace Serverless.Results;

/// <summary>What a reason for failure means to a caller.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Title">A short title, the same for every occurrence.</param>
/// <param name="IsRetryable">Whether the same request may succeed later.</param>
public sealed record FailureMeaning(int Status, string Code, string Title, bool IsRetryable);

/// <summary>The one table from reason to answer.</summary>
public static class FailureTable
{
    /// <summary>The meaning of a reason.</summary>
    /// <param name="reason">The reason.</param>
    public static FailureMeaning Of(FailureReason reason) =>
        reason switch
        {
            FailureReason.EmptyBody => new(400, "empty_body", "The body is empty", false),
            FailureReason.MalformedRequest => new(400, "malformed_request", "The request cannot be read", false),
            FailureReason.UnknownOption => new(400, "unknown_option", "An option is not known", false),
            FailureReason.OptionNotSupported => new(400, "option_not_supported", "An option cannot be honoured", false),
            FailureReason.Unauthenticated => new(401, "unauthenticated", "Not authenticated", false),
            FailureReason.Forbidden => new(403, "forbidden", "Not allowed", false),
            FailureReason.NotFound => new(404, "not_found", "There is nothing here", false),
            FailureReason.MethodNotAllowed => new(405, "method_not_allowed", "The method is not allowed here", false),
            FailureReason.BodyTooLarge => new(413, "body_too_large", "The body is too large", false),
            FailureReason.UnsupportedMediaType => new(415, "unsupported_media_type", "Not an accepted format", false),
            FailureReason.ImageTruncated => new(422, "image_truncated", "The picture is cut off", false),
            FailureReason.ImageDimensions => new(422, "image_dimensions", "The picture's size is not accepted", false),
            FailureReason.ImageUnreadable => new(422, "image_unreadable", "The picture is damaged", false),
            FailureReason.ImageFrames => new(422, "image_frames", "The picture has too many frames", false),
            FailureReason.UrlForbidden => new(422, "url_forbidden", "The address may not be fetched", false),
            FailureReason.UrlUnreachable => new(422, "url_unreachable", "Nothing came from the address", true),
            FailureReason.UrlTooLarge => new(422, "url_too_large", "More came from the address than is taken", false),
            FailureReason.BlobNotAllowed => new(422, "blob_not_allowed", "The object may not be read", false),
            FailureReason.BlobNotFound => new(422, "blob_not_found", "There is no such object", false),
            FailureReason.Busy => new(429, "busy", "Too much work at the moment", true),
            FailureReason.NotReady => new(503, "not_ready", "Not ready", true),
            FailureReason.DeadlineExceeded => new(504, "deadline_exceeded", "The time ran out", true),
            FailureReason.Internal => new(500, "internal", "An internal failure", true),
            _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A reason without a row."),
        };
}
