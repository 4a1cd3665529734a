using Serverless.Loop.Triggers;

namespace Serverless.Loop.Runs;

/// <summary>
/// A step of a run that is done, as <c>runs/NUMBER/STEP.json</c> has it: created only if absent, never changed. A run without
/// <see cref="Ended"/> is open, and whoever comes next goes on with it.
/// </summary>
internal sealed record RunStep
{
    /// <summary>A run began.</summary>
    public const string Triggered = "triggered";

    /// <summary>Its data version is taken: <c>runs/NUMBER/data.json</c>.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>A candidate was trained and held against every gate.</summary>
    public const string Trained = "trained";

    /// <summary>The candidate is in the registry, signed.</summary>
    public const string Pushed = "pushed";

    /// <summary>The alias <c>candidate</c> means it: hosts try it.</summary>
    public const string Tried = "tried";

    /// <summary>The run is over.</summary>
    public const string Ended = "ended";

    /// <summary>All of them, in their order.</summary>
    public static IReadOnlyList<string> All { get; } = [Triggered, Snapshot, Trained, Pushed, Tried, Ended];

    public int SchemaVersion { get; init; } = 1;

    /// <summary>One of <see cref="All"/>.</summary>
    public required string Step { get; init; }

    /// <summary>Joins the entries of this run in the ledger.</summary>
    public required string Run { get; init; }

    /// <summary>When it was done, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who did it.</summary>
    public required string By { get; init; }

    /// <summary>What it took.</summary>
    public double Seconds { get; init; }

    /// <summary>In plain words.</summary>
    public string Why { get; init; } = "";

    /// <summary>Of the first step: why the run began.</summary>
    public IReadOnlyList<TriggerReason>? Reasons { get; init; }

    /// <summary>Of the snapshot: what it holds.</summary>
    public DataVersion? Data { get; init; }

    /// <summary>From training on: the candidate.</summary>
    public CandidateModel? Candidate { get; init; }

    /// <summary>Of training: every gate.</summary>
    public IReadOnlyList<GateFigure>? Gates { get; init; }

    /// <summary>Of the trial: the number of the entry of the alias.</summary>
    public long? AliasNumber { get; init; }

    /// <summary>Of the last step: one of <see cref="RunOutcome"/>.</summary>
    public string? Outcome { get; init; }
}

/// <summary>A snapshot by its content.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="Pictures">Pictures in it.</param>
/// <param name="Judgments">Judgments in it.</param>
internal sealed record DataVersion(string Digest, int Pictures, int Judgments);

/// <summary>A candidate package.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its semantic version.</param>
/// <param name="Digest">The digest of its manifest; "" where a gate closed and none was made.</param>
/// <param name="Parent">What it was trained from: name, version and digest of the champion.</param>
internal sealed record CandidateModel(string Name, string Version, string Digest, string Parent);

/// <summary>What a gate said.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsOpen">Whether the candidate passed.</param>
/// <param name="Why">The figures in a sentence.</param>
/// <param name="Value">What was measured; null where there was too little.</param>
/// <param name="Threshold">What it was held against.</param>
/// <param name="Low">The lower end of the interval.</param>
/// <param name="High">The upper end.</param>
internal sealed record GateFigure(
    string Name,
    bool IsOpen,
    string Why,
    double? Value = null,
    double? Threshold = null,
    double? Low = null,
    double? High = null
);

/// <summary>How runs end; a closed list.</summary>
internal static class RunOutcome
{
    /// <summary>The hosts tried the candidate, and it serves.</summary>
    public const string Promoted = "promoted";

    /// <summary>The hosts tried it and went back.</summary>
    public const string RolledBack = "rolled-back";

    /// <summary>The hosts tried it, it passed, and a person decides.</summary>
    public const string Passed = "passed";

    /// <summary>Too little traffic, or no host that follows the registry.</summary>
    public const string NoData = "no-data";

    /// <summary>Somebody promoted something else meanwhile.</summary>
    public const string Superseded = "superseded";

    /// <summary>A gate of the training closed.</summary>
    public const string GateClosed = "gate-closed";

    /// <summary>The data are those of the run before.</summary>
    public const string NothingNew = "nothing-new";

    /// <summary>Data, parent or package were refused.</summary>
    public const string Refused = "refused";
}
