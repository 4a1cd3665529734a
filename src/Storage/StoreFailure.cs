namespace Serverless.Storage;

/// <summary>Why a store did not do what was asked.</summary>
/// <param name="Reason">One of a closed list.</param>
/// <param name="Detail">One sentence for the operator; never a credential or a signed address.</param>
public sealed record StoreFailure(StoreFailureReason Reason, string Detail)
{
    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsRetryable =>
        Reason
            is StoreFailureReason.Throttled
                or StoreFailureReason.Unavailable
                or StoreFailureReason.Interrupted
                or StoreFailureReason.TimedOut;
}
