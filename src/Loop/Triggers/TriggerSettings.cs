namespace Serverless.Loop.Triggers;

/// <summary>When a training run begins by itself: <c>triggers</c> of <c>loop.json</c>.</summary>
public sealed record TriggerSettings
{
    /// <summary>A run begins when the last one began so long ago, or when there was none; null for no schedule.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Captions that people decided on since the last run began; 0 does not ask. Default: 100.</summary>
    public int MinReviews { get; init; } = 100;

    /// <summary>A run begins when the accuracy that is estimated without labels is below, 0 to 1; null does not ask.</summary>
    public double? MinAccuracy { get; init; }

    /// <summary>A run begins when verdicts agree with people's decisions less often, 0 to 1; null does not ask.</summary>
    public double? MinAgreement { get; init; }

    /// <summary>Whether drift, or a model past its age, begins a run. Default: true.</summary>
    public bool OnDrift { get; init; } = true;

    /// <summary>After the beginning of a run no other one begins for so long, unless a person asks. Default: one day.</summary>
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromDays(1);
}
