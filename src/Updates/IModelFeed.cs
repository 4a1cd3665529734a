using Serverless.Core;
using Serverless.Packages;
using Serverless.Packages.Aliases;

namespace Serverless.Updates;

/// <summary>Where a host's models come from: what the aliases mean, and the packages behind them, verified and gated.</summary>
internal interface IModelFeed
{
    /// <summary>What the aliases mean now; entries are signed by a trusted key and no older than what was known before.</summary>
    Task<Result<FeedState, PackageFailure>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Fetches, verifies and tries a package in a process of its own.</summary>
    Task<Result<OpenedPackage, PackageFailure>> OpenAsync(AliasEntry entry, CancellationToken cancellationToken);

    /// <summary>What served last on this machine, for a start that cannot reach the registry.</summary>
    /// <returns>Null where nothing did, or it is no longer what is taken.</returns>
    Task<OpenedPackage?> FindLastAsync(CancellationToken cancellationToken);

    /// <summary>Keeps what serves, for such a start.</summary>
    void Remember(string digest);

    /// <summary>Lets <c>champion</c> mean a package that its rollout policy lets through by itself.</summary>
    /// <returns>Why the pointer was not moved (no key, somebody else was first); the decision holds all the same.</returns>
    Task<PackageFailure?> PromoteAsync(AliasEntry entry, string why, CancellationToken cancellationToken);

    /// <summary>Lets <c>champion</c> mean <c>previous</c> again.</summary>
    Task<PackageFailure?> RollBackAsync(AliasEntry entry, string why, CancellationToken cancellationToken);
}
