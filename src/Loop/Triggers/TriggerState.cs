namespace Serverless.Loop.Triggers;

/// <summary>What a decision rests on.</summary>
/// <param name="Now">The time.</param>
/// <param name="LastBegan">When the last training run began; null where there was none.</param>
/// <param name="NewReviews">Captions that people decided on since.</param>
/// <param name="Seen">What the traffic says; null where none is kept.</param>
/// <param name="Because">Why a person asks for a run; null where nobody does.</param>
public sealed record TriggerState(
    DateTimeOffset Now,
    DateTimeOffset? LastBegan,
    int NewReviews,
    Observation? Seen,
    string? Because = null
);

/// <summary>What the traffic says of the model that serves.</summary>
/// <param name="Verdict">One of <see cref="TrafficVerdict"/>.</param>
/// <param name="Why">In plain words: what moved, from what to what.</param>
/// <param name="Accuracy">The accuracy estimated without labels, 0 to 1; null where it is not known.</param>
/// <param name="Agreement">Share of people's decisions that verdicts agree with, 0 to 1; null where there are too few.</param>
public sealed record Observation(string Verdict, string Why, double? Accuracy = null, double? Agreement = null);

/// <summary>Verdicts about traffic; a closed list.</summary>
public static class TrafficVerdict
{
    /// <summary>Nothing moved.</summary>
    public const string Steady = "steady";

    /// <summary>The traffic is not what the model was measured on.</summary>
    public const string Drift = "drift";

    /// <summary>Too little traffic to say.</summary>
    public const string TooFew = "too_few";

    /// <summary>The model is past its age.</summary>
    public const string Stale = "stale";

    /// <summary>No traffic is kept.</summary>
    public const string Empty = "empty";
}
