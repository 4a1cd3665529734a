using Serverless.Core;
using Serverless.Packages.Contract;
using Serverless.Packages.Packing;
using Serverless.Packages.Registries;
using Serverless.Packages.Signatures;

namespace Serverless.Packages.Loading;

/// <summary>Reads what a package says of itself. Nothing of it is held against keys: what is read may be a lie.</summary>
public static class PackageReader
{
    /// <summary>Reads manifest and contract.</summary>
    /// <param name="registry">Where it is.</param>
    /// <param name="tagOrDigest">Which.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Result<PackedModel, PackageFailure>> ReadAsync(
        IModelRegistry registry,
        string tagOrDigest,
        CancellationToken cancellationToken
    )
    {
        if (!(await registry.ReadManifestAsync(tagOrDigest, cancellationToken)).TryGet(out var content, out var failure))
            return failure;
        if (!PackageManifest.Read(content, PackageLimits.Default).TryGet(out var package, out failure))
            return failure;
        var blob = package.Find(PackageFiles.Contract)!.Blob;
        if (!(await BlobReader.ReadAsync(registry, blob, PackageFiles.Contract, cancellationToken)).TryGet(out var bytes, out failure))
            return failure;
        return CaptionContract.Parse(bytes).TryGet(out var contract, out failure) ? new PackedModel(package, contract) : failure;
    }

    /// <summary>Reads a small file of a package.</summary>
    /// <param name="registry">Where it is.</param>
    /// <param name="package">The package.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its bytes; <c>not_found</c> where the package has none of that name.</returns>
    public static async Task<Result<byte[], PackageFailure>> ReadFileAsync(
        IModelRegistry registry,
        PackageManifest package,
        string path,
        CancellationToken cancellationToken
    ) =>
        package.Find(path) is { } entry
            ? await BlobReader.ReadAsync(registry, entry.Blob, path, cancellationToken)
            : PackageFailure.WrongUsage("not_found", "The package does not have it.", path);

    /// <summary>Whether the package that another one requires as its parent is known, to the registry or to the cache.</summary>
    /// <param name="registry">Where it is.</param>
    /// <param name="contract">What it says of itself.</param>
    /// <param name="cacheFolder">The cache of this machine.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns><c>requires_parent</c> where it is not; null where it is, or none is required.</returns>
    public static async Task<PackageFailure?> CheckParentAsync(
        IModelRegistry registry,
        CaptionContract contract,
        string cacheFolder,
        CancellationToken cancellationToken
    )
    {
        var check = await new ParentCheck(registry, cacheFolder).FindUnmetAsync(contract.Requires?.Parent, cancellationToken);
        return !check.TryGet(out var unmet, out var failure) ? failure : RequirementCheck.OfParent(unmet);
    }

    /// <summary>The ids of the keys that signatures say they are from.</summary>
    /// <param name="registry">Where it is.</param>
    /// <param name="package">The package.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Result<IReadOnlyList<string>, PackageFailure>> ReadSignersAsync(
        IModelRegistry registry,
        PackageManifest package,
        CancellationToken cancellationToken
    ) =>
        (await PackageSignatures.ReadAsync(registry, package, cancellationToken)).TryGet(out var bundles, out var failure)
            ? bundles.SelectMany(SignatureCheck.SignersOf).ToArray()
            : failure;
}
