using NuGet.Versioning;
using Serverless.Core;
using Serverless.Ledger;
using Serverless.Loop.Runs;
using Serverless.Packages;
using Serverless.Packages.Aliases;
using Serverless.Packages.Loading;
using Serverless.Packages.Packing;
using Serverless.Packages.Registries;
using Serverless.Packages.Signatures;
using Serverless.Signing;
using Serverless.Storage;
using Serverless.Updates.Rollouts;

namespace Serverless.Loop.Registry;

/// <summary>What the loop does to a registry: champion out, candidate in, aliases, and what the hosts decided.</summary>
/// <param name="registry">The registry.</param>
/// <param name="book">Its aliases.</param>
/// <param name="state">Where the hosts keep what they decide.</param>
/// <param name="trust">What is taken, and what signs.</param>
/// <param name="clock">Gives the times.</param>
internal sealed class CandidateRegistry(IModelRegistry registry, AliasBook book, BlobFolder state, RegistryTrust trust, TimeProvider clock)
{
    private const int MaxTries = 5;

    private readonly RolloutVerdicts _verdicts = new(state);

    /// <summary>As a person writes it.</summary>
    public string Address => registry.Address;

    /// <summary>What an alias means.</summary>
    public async Task<Result<FoundEntry, DeliveryFailure>> FindAsync(string alias, CancellationToken cancellationToken)
    {
        var read = await book.ReadAsync(alias, cancellationToken);
        return read.Failure is { Rule: not "not_found" } failure ? failure.ToDelivery() : new FoundEntry(read.Value);
    }

    /// <summary>The patch after the highest one that is there with the same major and minor version.</summary>
    public async Task<Result<string, DeliveryFailure>> NextVersionAsync(string parent, CancellationToken cancellationToken)
    {
        if (!(await registry.ListTagsAsync(cancellationToken)).TryGet(out var tags, out var failure))
            return failure.ToDelivery();
        if (!NuGetVersion.TryParse(parent, out var version))
            return DeliveryFailure.Refused($"The champion's version '{parent}' is no semantic version.");
        var patches = tags.Select(tag => NuGetVersion.TryParse(tag, out var one) ? one : null)
            .Where(one => one is not null && (one.Major, one.Minor) == (version.Major, version.Minor))
            .Select(one => one!.Patch);
        return FormattableString.Invariant($"{version.Major}.{version.Minor}.{patches.Append(version.Patch).Max() + 1}");
    }

    /// <summary>Brings a package into the cache of this machine, once its signature and all else that is asked of packages hold.</summary>
    public async Task<Result<VerifiedPackage, DeliveryFailure>> OpenAsync(string digest, CancellationToken cancellationToken)
    {
        var opened = await trust.Loader.OpenAsync(registry, digest, trust.Policy, cancellationToken);
        return opened.TryGet(out var package, out var failure) ? package : failure.ToDelivery();
    }

    /// <summary>The contract of a package on disk, with its digest; null where there is none.</summary>
    public async Task<PackedModel?> FindPackedAsync(string folder, CancellationToken cancellationToken)
    {
        if (!PackageFile.IsLayout(folder) || PackageFile.Open(folder, PackageLimits.Default, clock).Value is not { } package)
            return null;
        using (package)
        {
            var tag = (await PackageFile.FindTagAsync(package, cancellationToken)).Value;
            return tag is null ? null : (await PackageReader.ReadAsync(package, tag, cancellationToken)).Value;
        }
    }

    /// <summary>Whether a version is there with a signature; without a key, whether it is there.</summary>
    public async Task<bool> HasAsync(CandidateModel candidate, CancellationToken cancellationToken)
    {
        var read = await registry.ReadManifestAsync(PackageTag.Of(candidate.Version), cancellationToken);
        if (read.Value?.Digest != candidate.Digest)
            return false;
        return trust.Signing is null || (await registry.ListReferrersAsync(candidate.Digest, cancellationToken)).Value is { Count: > 0 };
    }

    /// <summary>Signs a package on disk, once, and puts it into the registry.</summary>
    public async Task<DeliveryFailure?> PushAsync(string folder, CancellationToken cancellationToken)
    {
        if (trust.Signing is { } key)
        {
            var signed = await new PackageEditor(clock).EditAsync(
                folder,
                async (layout, package) =>
                    (await layout.ListReferrersAsync(package.Digest, cancellationToken)).Value is { Count: > 0 }
                        ? null
                        : await PackageSigner.SignAsync(layout, package, key, null, cancellationToken),
                cancellationToken
            );
            if (signed.Failure is { } unsigned)
                return unsigned.ToDelivery();
        }

        if (!PackageFile.Open(folder, PackageLimits.Default, clock).TryGet(out var source, out var failure))
            return failure.ToDelivery();
        using (source)
        {
            if (!(await PackageFile.FindTagAsync(source, cancellationToken)).TryGet(out var tag, out failure))
                return failure.ToDelivery();
            if (!(await PackageReader.ReadAsync(source, tag, cancellationToken)).TryGet(out var read, out failure))
                return failure.ToDelivery();
            return (await new PackageCopy(source, registry).CopyAsync(read.Package, tag, cancellationToken))?.ToDelivery();
        }
    }

    /// <summary>Lets an alias mean a package; where another writer is first, looks again.</summary>
    public async Task<Result<AliasEntry, DeliveryFailure>> PointAsync(
        string alias,
        AliasTarget target,
        string why,
        CancellationToken cancellationToken
    )
    {
        var written = await book.PromoteAsync(target, alias, why, cancellationToken);
        for (var i = 1; i < MaxTries && written.Failure is { Rule: "alias_taken" }; i++)
            written = await book.PromoteAsync(target, alias, why, cancellationToken);
        return written.TryGet(out var entry, out var failure) ? entry : failure.ToDelivery();
    }

    /// <summary>How the hosts' trial of a candidate stands.</summary>
    public async Task<Result<TrialState, DeliveryFailure>> FindTrialAsync(AliasEntry entry, CancellationToken cancellationToken)
    {
        return (await _verdicts.FindAsync(entry, cancellationToken)).TryGet(out var found, out var failure) ? found : failure.ToDelivery();
    }
}

/// <summary>What is taken from a registry, and what signs what is put into it.</summary>
/// <param name="Loader">Holds packages against their signatures.</param>
/// <param name="Policy">What is taken.</param>
/// <param name="Signing">Signs candidates; null where unsigned ones are taken.</param>
internal sealed record RegistryTrust(PackageLoader Loader, PackagePolicy Policy, SigningKey? Signing);

/// <summary>What was found of an alias.</summary>
/// <param name="Entry">Its newest entry; null where it has none.</param>
internal sealed record FoundEntry(AliasEntry? Entry);
