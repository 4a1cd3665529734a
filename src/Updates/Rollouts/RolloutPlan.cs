using Serverless.Packages.Contract;

namespace Serverless.Updates.Rollouts;

/// <summary>How a package wants to be rolled out: <c>rollout</c> of its <c>caption.json</c>.</summary>
internal sealed record RolloutPlan
{
    /// <summary>It serves as soon as it is loaded.</summary>
    public static RolloutPlan Immediate { get; } = new() { Mode = RolloutMode.Immediate };

    /// <summary>As a package has it.</summary>
    /// <param name="policy">Null where it has none: it serves as soon as it is loaded, since a person promoted it.</param>
    public static RolloutPlan Of(RolloutPolicy? policy) =>
        policy is null
            ? Immediate
            : new RolloutPlan
            {
                Mode = policy.Mode switch
                {
                    "immediate" => RolloutMode.Immediate,
                    "shadow" => RolloutMode.Shadow,
                    _ => RolloutMode.Canary,
                },
                Share = Math.Clamp(policy.Share, 0.0001, 1),
                Window = TimeSpan.FromSeconds(Math.Max(1, policy.WindowSeconds)),
                Windows = Math.Max(1, policy.Windows),
                MinRequests = Math.Max(1, policy.MinRequests),
                MaxErrorPercent = policy.MaxErrorPercent,
                MaxLatencyRatio = policy.MaxLatencyRatio,
                MaxRefusedPoints = policy.MaxRefusedPoints,
                MaxQualityDrop = policy.MaxQualityDrop,
                MinAgreement = policy.MinAgreement,
                PatchesByThemselves = policy.PatchesByThemselves,
            };

    public RolloutMode Mode { get; init; } = RolloutMode.Canary;

    /// <summary>Share of the pictures that it gets, above 0 to 1.</summary>
    public double Share { get; init; } = 0.1;

    /// <summary>Length of an analysis window.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Windows that must pass.</summary>
    public int Windows { get; init; } = 2;

    /// <summary>Windows after which too little traffic ends it.</summary>
    public int MaxWindows => 4 * Windows;

    /// <summary>Fewest requests of a window that say something.</summary>
    public int MinRequests { get; init; } = 20;

    /// <summary>Errors in percent, by itself and above the champion's.</summary>
    public double MaxErrorPercent { get; init; } = 1;

    /// <summary>95th percentile of its time, in multiples of the champion's.</summary>
    public double MaxLatencyRatio { get; init; } = 2;

    /// <summary>Refused captions in percentage points above the champion's.</summary>
    public double MaxRefusedPoints { get; init; } = 10;

    /// <summary>Mean quality score below the champion's.</summary>
    public double MaxQualityDrop { get; init; } = 0.05;

    /// <summary>Of a shadow: smallest share of pictures on which both say nearly the same; 0 does not ask.</summary>
    public double MinAgreement { get; init; }

    /// <summary>Whether a patch version becomes champion by itself once it passed.</summary>
    public bool PatchesByThemselves { get; init; } = true;
}

/// <summary>How a package is rolled out.</summary>
internal enum RolloutMode
{
    Immediate,
    Canary,
    Shadow,
}
