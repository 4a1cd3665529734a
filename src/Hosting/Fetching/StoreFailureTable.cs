using Serverless.Core.Pipeline;
using Serverless.Core.Storage;

namespace Serverless.Hosting.Fetching;

/// <summary>What a store's failure means to whoever asked for a caption. A store's own words go to operators, not to callers.</summary>
public static class StoreFailureTable
{
    /// <summary>Looks it up.</summary>
    /// <param name="failure">The store's failure.</param>
    /// <param name="address">The object's address.</param>
    /// <param name="field">The field it was named in; null on the command line.</param>
    public static CaptionFailure Of(StoreFailure failure, BlobAddress address, string? field) => failure.Reason switch
    {
        StoreFailureReason.NotFound or StoreFailureReason.ContainerNotFound or StoreFailureReason.Changed or StoreFailureReason.Collision or StoreFailureReason.InvalidKey or StoreFailureReason.OutOfRange =>
            new CaptionFailure(FailureReason.BlobNotFound, $"There is no such object: {address}", field),
        StoreFailureReason.TooLarge => new CaptionFailure(FailureReason.BodyTooLarge, failure.Detail, field),
        StoreFailureReason.AccessDenied or StoreFailureReason.NoCredentials => new CaptionFailure(FailureReason.BlobNotAllowed, $"The store does not let this host read {address}", field),
        StoreFailureReason.InvalidAddress => new CaptionFailure(FailureReason.BlobNotAllowed, failure.Detail, field),
        StoreFailureReason.Throttled => new CaptionFailure(FailureReason.Busy, "The store asks for fewer requests at the moment.", field),
        StoreFailureReason.Unavailable or StoreFailureReason.Interrupted or StoreFailureReason.TimedOut => new CaptionFailure(FailureReason.NotReady, "The store cannot be reached at the moment.", field),
        StoreFailureReason.NotSupported => new CaptionFailure(FailureReason.NotReady, "The store is not set up for this.", field),
        StoreFailureReason.AlreadyExists => new CaptionFailure(FailureReason.Internal, "The store says that it is there already.", field),
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure.Reason, "A reason without a row."),
    };
}
