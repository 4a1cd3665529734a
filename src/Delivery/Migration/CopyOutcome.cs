namespace Serverless.Delivery.Migration;

/// <summary>What became of one object in one pass.</summary>
internal enum CopyOutcome
{
    /// <summary>It was done before, and is as it was at the source.</summary>
    Unchanged,

    /// <summary>It was written at the destination.</summary>
    Copied,

    /// <summary>It stands at the destination already: the same bytes, or the same words in that store's terms.</summary>
    Present,

    /// <summary>A later one took the place of an earlier copy.</summary>
    Forwarded,

    /// <summary>It was taken away at the destination, since it went at the source.</summary>
    Removed,

    /// <summary>It went while it was about to be copied; the next pass sees what is there then.</summary>
    Vanished,

    /// <summary>Something else stands in its place at the destination, and stays.</summary>
    Conflict,

    /// <summary>A store did not do what was asked.</summary>
    Failed,
}

/// <summary>What became of one object, with its reason where it is not as it should be.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Detail">One sentence; "" where there is nothing to say.</param>
internal sealed record CopyResult(CopyOutcome Outcome, string Detail = "")
{
    /// <summary>Whether trying again may help.</summary>
    public bool IsRetryable { get; init; }
}
