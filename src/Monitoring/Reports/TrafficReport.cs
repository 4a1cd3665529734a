using System.Text.Json.Serialization;

namespace Serverless.Monitoring.Reports;

/// <summary>What is known of the traffic of one model, against what is usual for it.</summary>
public sealed record TrafficReport
{
    /// <summary>1.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>steady, drift, too_few, stale, empty or no_reference.</summary>
    public required string Verdict { get; init; }

    /// <summary>Why, a sentence each; what has moved first.</summary>
    public required IReadOnlyList<string> Why { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Whose traffic; null where there is none.</summary>
    public required TrafficModelSection? Model { get; init; }

    /// <summary>What it is held against; null where there is none.</summary>
    public required TrafficReferenceSection? Reference { get; init; }

    /// <summary>The windows in order of time, the open one last.</summary>
    public required IReadOnlyList<TrafficWindowSection> Windows { get; init; }

    /// <summary>How each statistic of the last judged window stands to the reference.</summary>
    public required IReadOnlyList<TrafficStatisticSection> Statistics { get; init; }

    /// <summary>How the service did, over all windows.</summary>
    public required TrafficHealthSection Health { get; init; }

    /// <summary>How often captions are right, as far as is known; null without captions that have a score.</summary>
    public required TrafficAccuracySection? Accuracy { get; init; }

    /// <summary>What was left out, a sentence each.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>The verdict.</summary>
    [JsonIgnore]
    public TrafficVerdict Outcome { get; init; }
}

/// <summary>A model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Digest">Its digest.</param>
public sealed record TrafficModelSection(string Name, string Version, string Digest);

/// <summary>What traffic is held against.</summary>
/// <param name="MadeBy">How it was made.</param>
/// <param name="Captions">Captions that it counted.</param>
public sealed record TrafficReferenceSection(string MadeBy, long Captions);

/// <summary>A window.</summary>
/// <param name="Start">When it begins, UTC.</param>
/// <param name="Seconds">How long it is.</param>
/// <param name="Captions">Captions.</param>
/// <param name="Failures">Pictures without one.</param>
/// <param name="Verdicts">Captions by verdict.</param>
/// <param name="Kinds">Captions by kind.</param>
/// <param name="Score">Mean score; null where none was scored.</param>
/// <param name="State">judged, too_few, or open: it is not over.</param>
/// <param name="Moved">Names of the statistics that have moved in it.</param>
/// <param name="Alarms">Names of those whose alarm is on after it.</param>
public sealed record TrafficWindowSection(
    DateTimeOffset Start,
    int Seconds,
    long Captions,
    long Failures,
    IReadOnlyDictionary<string, long> Verdicts,
    IReadOnlyDictionary<string, long> Kinds,
    double? Score,
    string State,
    IReadOnlyList<string> Moved,
    IReadOnlyList<string> Alarms
)
{
    /// <summary>The state of a window that is not over.</summary>
    public const string Open = "open";
}

/// <summary>A statistic of the last judged window.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Stability">Population stability index against the reference.</param>
/// <param name="Distance">Jensen-Shannon divergence in nats.</param>
/// <param name="PValue">How likely such a distance is by chance.</param>
/// <param name="HasMoved">Whether it has moved in this window.</param>
/// <param name="IsAlarm">Whether its alarm is on.</param>
/// <param name="Sentence">From what to what.</param>
/// <param name="Groups">Shares of its groups.</param>
public sealed record TrafficStatisticSection(
    string Name,
    string Title,
    double Stability,
    double Distance,
    double PValue,
    bool HasMoved,
    bool IsAlarm,
    string Sentence,
    IReadOnlyList<TrafficGroupSection> Groups
);

/// <summary>A group of values.</summary>
/// <param name="Label">Which values.</param>
/// <param name="Reference">Its share in the reference, 0 to 1.</param>
/// <param name="Window">Its share in the window.</param>
public sealed record TrafficGroupSection(string Label, double Reference, double Window);

/// <summary>How the service did.</summary>
/// <param name="Captions">Captions.</param>
/// <param name="Failures">Pictures without one, by code.</param>
/// <param name="MedianMs">Time of half of the captions, in milliseconds; null without any.</param>
/// <param name="P95Ms">Time that 95 in 100 keep.</param>
/// <param name="DistinctWords">About how many different words were used.</param>
public sealed record TrafficHealthSection(
    long Captions,
    IReadOnlyDictionary<string, long> Failures,
    double? MedianMs,
    double? P95Ms,
    long DistinctWords
);

/// <summary>How often captions are right.</summary>
/// <param name="Expected">Mean score over all windows: the share that is expected to be right, as long as its calibration holds.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="AboveThreshold">Share of captions whose score is above the one that gives the reference's own accuracy (average
/// thresholded confidence, Garg et al. 2022); null without a reference.</param>
/// <param name="Reviews">What people said; null where no reviews are read or there are none.</param>
public sealed record TrafficAccuracySection(double Expected, double Low, double High, double? AboveThreshold, ReviewSection? Reviews);

/// <summary>What people said of captions of the time looked at.</summary>
/// <param name="Captions">Captions that were reviewed.</param>
/// <param name="Right">Share of them whose words were accepted.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Expected">Mean score of the same captions; null where scores were not kept.</param>
/// <param name="IsWithin">Whether the mean score lies in the interval; null where there is none.</param>
public sealed record ReviewSection(int Captions, double Right, double Low, double High, double? Expected, bool? IsWithin);
