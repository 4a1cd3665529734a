using Serverless.Core;
using Serverless.Packages;
using Serverless.Packages.Aliases;

namespace Serverless.Updates.Tests;

/// <summary>A registry whose aliases and packages a test sets.</summary>
internal sealed class FakeFeed : IModelFeed
{
    public FeedState State { get; set; } = new(null);

    public PackageFailure? Unread { get; set; }

    public PackageFailure? Unmoved { get; set; }

    public Dictionary<string, Result<OpenedPackage, PackageFailure>> Packages { get; } = [];

    public List<string> Opened { get; } = [];

    public List<string> Moved { get; } = [];

    public Task<Result<FeedState, PackageFailure>> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Result<FeedState, PackageFailure>>(Unread is { } failure ? failure : State);

    public Task<Result<OpenedPackage, PackageFailure>> OpenAsync(AliasEntry entry, CancellationToken cancellationToken)
    {
        Opened.Add(entry.Digest);
        return Task.FromResult(Packages[entry.Digest]);
    }

    public OpenedPackage? Last { get; set; }

    public Task<OpenedPackage?> FindLastAsync(CancellationToken cancellationToken) => Task.FromResult(Last);

    public void Remember(string digest) => Last = Packages[digest].Value;

    public Task<PackageFailure?> PromoteAsync(AliasEntry entry, string why, CancellationToken cancellationToken)
    {
        Moved.Add($"champion: {entry.Version}");
        return Task.FromResult(Unmoved);
    }

    public Task<PackageFailure?> RollBackAsync(AliasEntry entry, string why, CancellationToken cancellationToken)
    {
        Moved.Add($"back from {entry.Version}");
        return Task.FromResult(Unmoved);
    }
}
