using Serverless.Core;
using Serverless.Ledger;

namespace Serverless.Delivery.Rollouts;

/// <summary>What a rollout must satisfy: <c>deploy/policy.json</c>. Every value has a default and a range.</summary>
internal sealed record RolloutPolicy
{
    /// <summary>Where it is, in the checkout.</summary>
    public const string DefaultFile = "deploy/policy.json";

    /// <summary>The format; 1.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Good runs of the same version on the same target in pre-production before production; 0 to 100, by default 3.</summary>
    public int GoodRuns { get; init; } = 3;

    /// <summary>How traffic moves.</summary>
    public CanaryPolicy Canary { get; init; } = new();

    /// <summary>What a revision must keep to by itself.</summary>
    public ThresholdPolicy Thresholds { get; init; } = new();

    /// <summary>What a revision must keep to beside the one before it.</summary>
    public ComparisonPolicy Comparison { get; init; } = new();

    /// <summary>How long a new revision may take until it is ready, in seconds; 1 to 3,600, by default 180.</summary>
    public int ReadySeconds { get; init; } = 180;

    /// <summary>How long a rollout waits for another one on the same target, in seconds; 0 to 7,200, by default 900.</summary>
    public int LeaseWaitSeconds { get; init; } = 900;

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its path; null for the default one, or the defaults where there is none.</param>
    public static Result<RolloutPolicy, DeliveryFailure> Read(string? file)
    {
        if (file is null && !File.Exists(DefaultFile))
            return new RolloutPolicy();
        var path = file ?? DefaultFile;
        if (!File.Exists(path))
            return DeliveryFailure.WrongUsage($"There is no file {path}.");
        if (!DeliveryStore.Parse(File.ReadAllBytes(path), DeliveryJson.Stored.RolloutPolicy).TryGet(out var policy, out var damage))
            return DeliveryFailure.WrongUsage($"{path}: {damage}");
        var faults = policy.Faults().ToList();
        return faults.Count == 0 ? policy : DeliveryFailure.WrongUsage($"{path}: {string.Join("; ", faults)}.");
    }

    private IEnumerable<string> Faults()
    {
        if (SchemaVersion != 1)
            yield return "schemaVersion is 1";
        if (GoodRuns is < 0 or > 100)
            yield return "goodRuns is 0 to 100";
        if (ReadySeconds is < 1 or > 3_600)
            yield return "readySeconds is 1 to 3600";
        if (LeaseWaitSeconds is < 0 or > 7_200)
            yield return "leaseWaitSeconds is 0 to 7200";
        foreach (var fault in Canary.Faults().Concat(Thresholds.Faults()).Concat(Comparison.Faults()))
            yield return fault;
    }
}

/// <summary>How traffic moves to a new revision.</summary>
internal sealed record CanaryPolicy
{
    /// <summary>Percent of the traffic, rising to 100; by default 10, 50, 100.</summary>
    public IReadOnlyList<int> Steps { get; init; } = [10, 50, 100];

    /// <summary>How long each step is watched, in seconds; 1 to 86,400, by default 60.</summary>
    public int WindowSeconds { get; init; } = 60;

    /// <summary>Requests a revision must have answered in a step to be judged; 1 to 1,000,000, by default 20.</summary>
    public int MinRequests { get; init; } = 20;

    public IEnumerable<string> Faults()
    {
        var isRising = Steps.Count > 0 && Steps.Zip(Steps.Skip(1)).All(pair => pair.First < pair.Second) && Steps[0] >= 1;
        if (!isRising || Steps[^1] != 100)
            yield return "canary.steps rise from 1 or more to 100";
        if (WindowSeconds is < 1 or > 86_400)
            yield return "canary.windowSeconds is 1 to 86400";
        if (MinRequests is < 1 or > 1_000_000)
            yield return "canary.minRequests is 1 to 1000000";
    }
}

/// <summary>What a revision must keep to by itself: the alarms' own thresholds.</summary>
internal sealed record ThresholdPolicy
{
    /// <summary>Percent of requests that fail; 0 to 100, by default 2.</summary>
    public double ErrorPercent { get; init; } = 2;

    /// <summary>95th percentile of latency in milliseconds; 1 to 900,000, by default 5,000.</summary>
    public double LatencyP95Ms { get; init; } = 5_000;

    /// <summary>Throttled requests a minute; 0 to 1,000,000, by default 10.</summary>
    public double ThrottlesPerMinute { get; init; } = 10;

    /// <summary>Percent of captions that are refused; 0 to 100, by default 60.</summary>
    public double RefusedPercent { get; init; } = 60;

    public IEnumerable<string> Faults()
    {
        if (ErrorPercent is not (>= 0 and <= 100))
            yield return "thresholds.errorPercent is 0 to 100";
        if (LatencyP95Ms is not (>= 1 and <= 900_000))
            yield return "thresholds.latencyP95Ms is 1 to 900000";
        if (ThrottlesPerMinute is not (>= 0 and <= 1_000_000))
            yield return "thresholds.throttlesPerMinute is 0 to 1000000";
        if (RefusedPercent is not (>= 0 and <= 100))
            yield return "thresholds.refusedPercent is 0 to 100";
    }
}

/// <summary>How much worse than the revision before it a new one may be, where both answered enough requests.</summary>
internal sealed record ComparisonPolicy
{
    /// <summary>Points of failing requests; 0 to 100, by default 1.</summary>
    public double ErrorPoints { get; init; } = 1;

    /// <summary>Times the 95th percentile of latency; 1 to 100, by default 2.</summary>
    public double LatencyTimes { get; init; } = 2;

    /// <summary>Milliseconds of latency that count for nothing; 0 to 60,000, by default 250.</summary>
    public double LatencySlackMs { get; init; } = 250;

    /// <summary>Points of refused captions; 0 to 100, by default 20.</summary>
    public double RefusedPoints { get; init; } = 20;

    public IEnumerable<string> Faults()
    {
        if (ErrorPoints is not (>= 0 and <= 100) || RefusedPoints is not (>= 0 and <= 100))
            yield return "comparison.errorPoints and refusedPoints are 0 to 100";
        if (LatencyTimes is not (>= 1 and <= 100) || LatencySlackMs is not (>= 0 and <= 60_000))
            yield return "comparison.latencyTimes is 1 to 100, latencySlackMs 0 to 60000";
    }
}
