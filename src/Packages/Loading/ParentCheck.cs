using Serverless.Core;
using Serverless.Packages.Contract;
using Serverless.Packages.Oci;
using Serverless.Packages.Registries;

namespace Serverless.Packages.Loading;

/// <summary>
/// Whether the package that another one was made from is known: to the registry it comes from, or to the cache of this machine. Where
/// neither has it, there is nothing to go back to and nothing to compare with.
/// </summary>
/// <param name="registry">Where the package comes from.</param>
/// <param name="cacheFolder">The cache of this machine.</param>
internal sealed class ParentCheck(IModelRegistry registry, string cacheFolder)
{
    /// <param name="parent">The package that is asked for; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why it is not met, in one sentence, else empty; or that the registry cannot be asked now.</returns>
    public async Task<Result<string, PackageFailure>> FindUnmetAsync(ParentPackage? parent, CancellationToken cancellationToken)
    {
        if (parent is null)
            return "";
        var name = $"the package {parent.Name} {parent.Version} ({parent.Digest})";
        if (!OciDigest.IsValid(parent.Digest))
            return $"It requires {name}, whose digest is none.";
        var found = FindCached(parent.Digest);
        if (found is null)
        {
            var read = await registry.ReadManifestAsync(parent.Digest, cancellationToken);
            if (!read.TryGet(out found, out var failure))
            {
                return failure.Kind == PackageFailureKind.TryAgain
                    ? failure
                    : $"It requires {name}, which neither {registry.Address} nor the cache of this machine has.";
            }
        }

        if (found.Digest != parent.Digest || !PackageManifest.Read(found, PackageLimits.Default).TryGet(out var package, out _))
            return $"It requires {name}; what is stored under that digest is no package.";
        var isOther = Differs(package.Name, parent.Name) || Differs(package.Version, parent.Version);
        return isOther ? $"It requires {name}, but that digest is of {package.Name} {package.Version}." : "";
    }

    private OciContent? FindCached(string digest) =>
        new ModelCache(cacheFolder).FindEvidence(digest) is { } evidence
        && new OciContent(PackageMediaTypes.Manifest, evidence.Manifest) is var content
        && content.Digest == digest
            ? content
            : null;

    /// <summary>What a manifest does not say is not held against it.</summary>
    private static bool Differs(string? said, string wanted) => said is not null && !string.Equals(said, wanted, StringComparison.Ordinal);
}
