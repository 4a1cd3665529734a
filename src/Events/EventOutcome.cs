namespace Serverless.Events;

/// <summary>How an event ended.</summary>
public enum EventOutcomeKind
{
    /// <summary>A caption was written.</summary>
    Captioned,

    /// <summary>A failure that would not pass was written.</summary>
    Recorded,

    /// <summary>The work had been done before.</summary>
    Existed,

    /// <summary>It concerns nothing that is captioned here.</summary>
    NotOurs,

    /// <summary>The picture has been replaced; another event tells of what is there now.</summary>
    Superseded,

    /// <summary>The picture is no longer there.</summary>
    Gone,

    /// <summary>The results of a deleted picture were removed.</summary>
    Removed,

    /// <summary>It might succeed later: deliver it again.</summary>
    Again,

    /// <summary>It failed for good, and not even that could be written: a name that leaves no room for a result's.</summary>
    Lost,
}

/// <summary>How an event ended, for the log and the platform.</summary>
/// <param name="End">How.</param>
/// <param name="Code">The code of a failure; "" without one.</param>
public sealed record EventOutcome(EventOutcomeKind End, string Code = "")
{
    /// <summary>Whether the platform shall deliver it again.</summary>
    public bool IsToBeRepeated => End == EventOutcomeKind.Again;

    /// <summary>The bug that ended it, with its stack, for the log; null for none.</summary>
    public Exception? Error { get; init; }

    /// <summary>A folder's event: how each picture in it ended; empty for an event about one object.</summary>
    public IReadOnlyList<EventOutcome> Parts { get; init; } = [];
}
