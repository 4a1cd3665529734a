using Serverless.Results.Reviews;

namespace Serverless.Monitoring;

/// <summary>What is asked of traffic.</summary>
/// <param name="Now">The time of asking.</param>
public sealed record TrafficQuestion(DateTimeOffset Now)
{
    /// <summary>Pictures that a window must have to be judged, where nothing else is said; and those that a reference needs.</summary>
    public const int DefaultMinCaptions = 100;

    /// <summary>How far back is looked: two days.</summary>
    public TimeSpan Span { get; init; } = TimeSpan.FromDays(2);

    /// <summary>Length of a judged window in seconds, a multiple of that which was counted by; null for that itself.</summary>
    public int? Seconds { get; init; }

    /// <summary>The model's digest; null for that of the last window.</summary>
    public string? Digest { get; init; }

    /// <summary>Captions that a window must have to be judged: 100.</summary>
    public int MinCaptions { get; init; } = DefaultMinCaptions;

    /// <summary>When the model came to be; null where nobody knows, and it is never stale.</summary>
    public DateTimeOffset? ModelMadeAt { get; init; }

    /// <summary>Days after which it is stale; null for never.</summary>
    public int? MaxAgeDays { get; init; }

    /// <summary>Whether the reference is taken as it is, and not one that the operator put into the folder for the model.</summary>
    public bool IsReferenceFixed { get; init; }

    /// <summary>Where reviews are; null to pass over them.</summary>
    public ReviewStore? Reviews { get; init; }
}
