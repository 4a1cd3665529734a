using Serverless.Loop.Parts;
using Serverless.Loop.Triggers;
using Serverless.Packages.Contract;

namespace Serverless.Loop.Settings;

/// <summary>What a loop works on, and when: <c>loop.json</c> in its folder, with the defaults of the environment.</summary>
public sealed record LoopSettings
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "loop.json";

    /// <summary>The registry that the hosts follow. Default: CAPTION_MODEL_FROM.</summary>
    public required string Registry { get; init; }

    /// <summary>Where hosts keep the state of trials. Default: CAPTION_MODEL_STATE, else the registry.</summary>
    public string? State { get; init; }

    /// <summary>The folder of reviews. Default: CAPTION_REVIEWS_TO; null for none.</summary>
    public string? Reviews { get; init; }

    /// <summary>The folder of traffic. Default: CAPTION_TRAFFIC_TO; null for none.</summary>
    public string? Traffic { get; init; }

    /// <summary>More sources of every data version: folders of judged pictures.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>The package to start from where the registry has no champion; null for the models that came with the program.</summary>
    public string? Parent { get; init; }

    /// <summary>When runs begin.</summary>
    public TriggerSettings Triggers { get; init; } = new();

    /// <summary>How windows of traffic are judged.</summary>
    public TrafficWindows Windows { get; init; } = new(TimeSpan.FromDays(2), null, 100, 50);

    /// <summary>How candidates are tried whose parent says nothing. Default: a canary of a tenth, three windows of a minute.</summary>
    public RolloutPolicy Rollout { get; init; } = new();

    /// <summary>How long one look waits for the hosts' verdict. Default: none.</summary>
    public TimeSpan TrialWait { get; init; } = TimeSpan.Zero;

    /// <summary>After so long a trial that nobody decided is given up. Default: 7 days.</summary>
    public TimeSpan TrialMax { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How often the hosts' verdict is looked for while one look waits. Default: 5 seconds.</summary>
    public TimeSpan TrialPoll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a loop that runs for ever looks. Default: 5 minutes.</summary>
    public TimeSpan WatchEvery { get; init; } = TimeSpan.FromMinutes(5);
}
