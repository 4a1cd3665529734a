namespace Serverless.Archives;

/// <summary>Why a run stopped before its end.</summary>
public enum RunStopReason
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The caller stopped it: the cost limit is reached.</summary>
    Requested,

    /// <summary>The store or the model fails persistently.</summary>
    Persistent,
}

/// <summary>How a run ended.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Detail">One sentence.</param>
public sealed record RunStop(RunStopReason Reason, string Detail)
{
    /// <summary>At its end.</summary>
    public static RunStop None { get; } = new(RunStopReason.None, "");
}
