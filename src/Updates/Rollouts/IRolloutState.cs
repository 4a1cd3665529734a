using Serverless.Core;
using Serverless.Packages;
using Serverless.Packages.Aliases;

namespace Serverless.Updates.Rollouts;

/// <summary>What the instances of a host know together about rollouts. Every document is written once and never changed.</summary>
internal interface IRolloutState
{
    /// <summary>How one ended; null while it is open.</summary>
    Task<Result<Found<RolloutDecision>, PackageFailure>> FindDecisionAsync(AliasEntry entry, CancellationToken cancellationToken);

    /// <summary>Decides, unless another instance did before.</summary>
    /// <returns>The decision that holds, and whether it is this one.</returns>
    Task<Result<Settled<RolloutDecision>, PackageFailure>> DecideAsync(
        AliasEntry entry,
        RolloutDecision decision,
        CancellationToken cancellationToken
    );

    /// <summary>Begins one, unless another instance did before.</summary>
    /// <returns>The start that holds, and whether it is this one.</returns>
    Task<Result<Settled<RolloutStart>, PackageFailure>> StartAsync(
        AliasEntry entry,
        RolloutStart start,
        CancellationToken cancellationToken
    );

    /// <summary>Writes what this instance saw in a window.</summary>
    Task<PackageFailure?> WriteWindowAsync(AliasEntry entry, int window, WindowFigures figures, CancellationToken cancellationToken);

    /// <summary>What all instances saw in it.</summary>
    Task<Result<WindowFigures, PackageFailure>> ReadWindowAsync(AliasEntry entry, int window, CancellationToken cancellationToken);
}

/// <summary>What was looked for.</summary>
/// <param name="Document">Null where it is not there.</param>
internal sealed record Found<T>(T? Document)
    where T : class;

/// <summary>A document that is written once.</summary>
/// <param name="Document">The one that holds.</param>
/// <param name="IsOurs">Whether this call wrote it.</param>
internal sealed record Settled<T>(T Document, bool IsOurs)
    where T : class;
