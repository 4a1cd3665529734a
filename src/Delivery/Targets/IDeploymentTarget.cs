using Serverless.Core;

namespace Serverless.Delivery.Targets;

/// <summary>
/// A place where revisions run and share traffic. Every adapter means the same: a call that has been done already is done again without
/// harm, and one that failed has changed nothing that serves.
/// </summary>
internal interface IDeploymentTarget
{
    /// <summary>What of this a platform can do.</summary>
    TargetCapabilities Capabilities { get; }

    /// <summary>What runs, and who gets how much traffic.</summary>
    Task<Result<TargetState, TargetFailure>> StateAsync(CancellationToken cancellationToken);

    /// <summary>Creates a revision beside the others, without traffic. It need not be ready when this returns.</summary>
    Task<TargetFailure?> CreateAsync(RevisionSpec revision, CancellationToken cancellationToken);

    /// <summary>Starts a stopped revision again. It need not be ready when this returns.</summary>
    Task<TargetFailure?> StartAsync(string id, CancellationToken cancellationToken);

    /// <summary>Shares the traffic out.</summary>
    /// <param name="weights">Percent by revision, 100 in all; revisions that are not named get none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<TargetFailure?> ShiftAsync(IReadOnlyDictionary<string, int> weights, CancellationToken cancellationToken);

    /// <summary>Takes a revision out: no new requests, those in work end, then it stops.</summary>
    /// <param name="id">The revision; one that is not there is out already.</param>
    /// <param name="keep">Whether it stays startable.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<TargetFailure?> RemoveAsync(string id, bool keep, CancellationToken cancellationToken);

    /// <summary>What revisions answered since a time; one that answered nothing may be left out.</summary>
    Task<Result<TargetMetrics, TargetFailure>> MetricsAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Sends one request to one revision, whatever its traffic.</summary>
    Task<Result<ProbeResponse, TargetFailure>> SendAsync(string id, ProbeRequest request, CancellationToken cancellationToken);
}

/// <summary>What a platform can do.</summary>
/// <param name="SplitsTraffic">Two revisions can share traffic by weight; else it moves whole.</param>
/// <param name="AddressesRevisions">A revision without traffic can be asked; else it is asked once it serves.</param>
internal sealed record TargetCapabilities(bool SplitsTraffic, bool AddressesRevisions)
{
    /// <summary>Everything.</summary>
    public static TargetCapabilities All { get; } = new(true, true);
}

/// <summary>Why a target did not do what was asked.</summary>
/// <param name="IsUnreachable">It cannot be asked: trying again may help. Else it said no.</param>
/// <param name="Detail">One sentence.</param>
internal sealed record TargetFailure(bool IsUnreachable, string Detail)
{
    public static TargetFailure Unreachable(string detail) => new(true, detail);

    public static TargetFailure Refused(string detail) => new(false, detail);
}
