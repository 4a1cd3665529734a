using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Packages;
using Serverless.Packages.Aliases;
using Serverless.Packages.Loading;
using Serverless.Packages.Registries;
using Serverless.Updates.Rollouts;

namespace Serverless.Updates;

/// <summary>Models of a registry.</summary>
/// <param name="registry">The registry.</param>
/// <param name="keys">Whom is trusted, and what signs pointers that move by themselves.</param>
/// <param name="loader">Fetches and verifies.</param>
/// <param name="policy">What is taken.</param>
/// <param name="embedded">The models that came with the program, for parts that a package lacks.</param>
/// <param name="around">The process.</param>
internal sealed class RegistryFeed(
    IModelRegistry registry,
    AliasKeys keys,
    PackageLoader loader,
    PackagePolicy policy,
    ModelFolders embedded,
    UpdateSurroundings around
) : IModelFeed
{
    private const string Unsigned = "unsigned model package";

    private readonly AliasBook _book = new(registry, keys, around.Clock, around.Instance);
    private readonly LastServed _last = new(policy.CacheFolder, registry.Address);

    public async Task<Result<FeedState, PackageFailure>> ReadAsync(CancellationToken cancellationToken)
    {
        var entries = new Dictionary<string, AliasEntry?>(StringComparer.Ordinal);
        foreach (var alias in AliasNames.All)
        {
            var read = await _book.ReadAsync(alias, cancellationToken);
            if (read.Failure is { Rule: not "not_found" } failure)
                return failure;
            entries[alias] = read.Value;
        }

        return new FeedState(entries[AliasNames.Champion], entries[AliasNames.Candidate], entries[AliasNames.Previous]);
    }

    public async Task<Result<OpenedPackage, PackageFailure>> OpenAsync(AliasEntry entry, CancellationToken cancellationToken)
    {
        // a package that does not fit is not fetched, and not tried: its trial would take the memory of what serves
        var check = await loader.CheckAsync(registry, entry.Digest, policy, cancellationToken);
        if (check.Value?.Contract.Envelope is { } envelope && CheckMemory(envelope.MemoryMiB) is { } tooLarge)
            return tooLarge;
        var opened = await loader.OpenAsync(registry, entry.Digest, policy, cancellationToken);
        if (!opened.TryGet(out var package, out var failure))
            return failure;
        if (package.Contract.Version != entry.Version)
        {
            var text = $"The alias calls it {entry.Version}, its caption.json {package.Contract.Version}.";
            return PackageFailure.Refused("version", text, entry.Alias);
        }

        return Of(package);
    }

    public async Task<OpenedPackage?> FindLastAsync(CancellationToken cancellationToken) =>
        _last.Find() is { } digest && await loader.FindCachedAsync(registry.Address, digest, policy, cancellationToken) is { } package
            ? Of(package)
            : null;

    public void Remember(string digest) => _last.Keep(digest);

    public async Task<PackageFailure?> PromoteAsync(AliasEntry entry, string why, CancellationToken cancellationToken)
    {
        if (CannotSign() is { } failure)
            return failure;
        var target = new AliasTarget(entry.Name, entry.Version, entry.Digest);
        return (await _book.PromoteAsync(target, AliasNames.Champion, why, cancellationToken)).Failure;
    }

    public async Task<PackageFailure?> RollBackAsync(AliasEntry entry, string why, CancellationToken cancellationToken)
    {
        if (CannotSign() is { } failure)
            return failure;
        var read = await _book.ReadAsync(AliasNames.Champion, cancellationToken);
        return read.Value?.Number == entry.Number ? (await _book.RollbackAsync(why, cancellationToken)).Failure : read.Failure;
    }

    private PackageFailure? CheckMemory(double neededMiB) =>
        MemoryCheck.Check(neededMiB, around.MemoryLimitBytes(), around.MemoryUsedBytes());

    private PackageFailure? CannotSign() =>
        keys.Signing is null && !keys.AllowsUnsigned
            ? PackageFailure.Refused("unsigned", "This host has no key to sign aliases with; the instances follow the decision.")
            : null;

    private OpenedPackage Of(VerifiedPackage package) =>
        new(
            new ModelSource(ModelFolders.In(package.Folder, embedded), package.Digest, package.Signer is null ? Unsigned : null),
            RolloutPlan.Of(package.Contract.Rollout),
            package.Contract.Envelope?.MemoryMiB
        );
}
