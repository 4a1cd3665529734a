namespace Serverless.Core.Pipeline;

/// <summary>Why there is no caption.</summary>
/// <param name="Reason">One of a closed list.</param>
/// <param name="Detail">One sentence for the sender; never a path, a key or a stack.</param>
/// <param name="Field">The invalid option or field, if any.</param>
public sealed record CaptionFailure(FailureReason Reason, string Detail, string? Field = null)
{
    /// <summary>With <see cref="FailureReason.Busy"/>, when it is worth trying again, in whole seconds; null where nobody knows.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
