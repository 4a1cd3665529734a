namespace Serverless.Core.Service;

/// <summary>What runs together.</summary>
/// <param name="Items">At least one, of one group, in the order they came in, each with the timestamp at which it was queued.</param>
/// <param name="Reason">Why it was released.</param>
internal sealed record Batch<T>(IReadOnlyList<(T Item, long QueuedAt)> Items, ReleaseReason Reason);
