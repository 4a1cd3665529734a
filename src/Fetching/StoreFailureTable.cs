using Serverless.Core.Pipeline;
using Serverless.Storage;

namespace Serverless.Fetching;

/// <summary>Maps a store's failure to a caption's. A store's own message goes to operators, not to callers.</summary>
public static class StoreFailureTable
{
    /// <summary>Maps a failure.</summary>
    /// <param name="failure">The store's failure.</param>
    /// <param name="address">The object's address.</param>
    /// <param name="field">The field it was named in; null on the command line.</param>
    public static CaptionFailure Of(StoreFailure failure, BlobAddress address, string? field)
    {
        var reason = ReasonOf(failure);
        var detail = reason switch
        {
            FailureReason.BlobNotFound => $"There is no such object: {address}",
            FailureReason.BlobNotAllowed when failure.Reason != StoreFailureReason.InvalidAddress =>
                $"The store does not let this host use {address}",
            FailureReason.Busy => "The store asks for fewer requests at the moment.",
            FailureReason.NotReady => failure.Reason == StoreFailureReason.NotSupported
                ? "The store is not set up for this."
                : "The store cannot be reached at the moment.",
            _ => failure.Detail,
        };
        return new CaptionFailure(reason, detail, field);
    }

    /// <summary>The reason alone, for callers with a detail of their own.</summary>
    /// <param name="failure">The store's failure.</param>
    public static FailureReason ReasonOf(StoreFailure failure) =>
        failure.Reason switch
        {
            StoreFailureReason.NotFound
            or StoreFailureReason.ContainerNotFound
            or StoreFailureReason.Changed
            or StoreFailureReason.Collision
            or StoreFailureReason.InvalidKey
            or StoreFailureReason.OutOfRange => FailureReason.BlobNotFound,
            StoreFailureReason.TooLarge => FailureReason.BodyTooLarge,
            StoreFailureReason.AccessDenied or StoreFailureReason.NoCredentials or StoreFailureReason.InvalidAddress =>
                FailureReason.BlobNotAllowed,
            StoreFailureReason.Throttled => FailureReason.Busy,
            StoreFailureReason.Unavailable
            or StoreFailureReason.Interrupted
            or StoreFailureReason.TimedOut
            or StoreFailureReason.NotSupported => FailureReason.NotReady,
            StoreFailureReason.AlreadyExists => FailureReason.Internal,
            _ => throw new ArgumentOutOfRangeException(nameof(failure), failure.Reason, "A reason without a row."),
        };
}
