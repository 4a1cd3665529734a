namespace Serverless.Packages.Contract;

/// <summary>
/// How a package comes to serve. What has a default can be set: generated readers pass over defaults of what can only be initialised.
/// </summary>
public sealed record RolloutPolicy
{
    /// <summary><c>immediate</c>, <c>canary</c> (answers a share of the requests) or <c>shadow</c> (works beside, unheard).</summary>
    public string Mode { get; set; } = "canary";

    /// <summary>Share of the requests it gets, 0 to 1.</summary>
    public double Share { get; set; } = 0.1;

    /// <summary>Seconds of one window.</summary>
    public int WindowSeconds { get; set; } = 60;

    /// <summary>Windows that must be good, one after the other.</summary>
    public int Windows { get; set; } = 3;

    /// <summary>Requests that a window must have to count.</summary>
    public int MinRequests { get; set; } = 20;

    /// <summary>Most failures in percent.</summary>
    public double MaxErrorPercent { get; set; } = 1;

    /// <summary>Most of its median time over that of the model that serves.</summary>
    public double MaxLatencyRatio { get; set; } = 1.5;

    /// <summary>Most percentage points of refused pictures more than the model that serves.</summary>
    public double MaxRefusedPoints { get; set; } = 5;

    /// <summary>Most of the mean quality score that it may be below that of the model that serves.</summary>
    public double MaxQualityDrop { get; set; } = 0.05;

    /// <summary>Least share of pictures on which both agree; 0 asks for none.</summary>
    public double MinAgreement { get; set; }

    /// <summary>Days after which the model that serves is stale, and a newer one is wanted; null for never.</summary>
    public int? MaxAgeDays { get; set; }

    /// <summary>Whether a patch version may be taken without a person.</summary>
    public bool PatchesByThemselves { get; set; } = true;
}
