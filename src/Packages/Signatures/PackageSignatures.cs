using Serverless.Core;
using Serverless.Packages.Loading;
using Serverless.Packages.Oci;
using Serverless.Packages.Registries;

namespace Serverless.Packages.Signatures;

/// <summary>Finds the signatures of a package.</summary>
internal static class PackageSignatures
{
    private const int MaxSignatures = 64;

    /// <returns>The bundles, in the order of the registry; none where it is not signed.</returns>
    public static async Task<Result<IReadOnlyList<byte[]>, PackageFailure>> ReadAsync(
        IModelRegistry registry,
        PackageManifest package,
        CancellationToken cancellationToken
    )
    {
        if (!(await registry.ListReferrersAsync(package.Digest, cancellationToken)).TryGet(out var referrers, out var failure))
            return failure;
        var bundles = new List<byte[]>();
        foreach (var referrer in referrers.Where(one => one.ArtifactType == PackageMediaTypes.Bundle).Take(MaxSignatures))
        {
            if (!(await registry.ReadManifestAsync(referrer.Digest, cancellationToken)).TryGet(out var content, out failure))
                return failure;
            if (!OciManifest.Parse(content).TryGet(out var manifest, out failure))
                return failure with { File = "signature" };
            if (manifest is not { Layers: [{ MediaType: PackageMediaTypes.Bundle } layer] } || manifest.Subject?.Digest != package.Digest)
                continue;
            if (!(await BlobReader.ReadAsync(registry, layer, "signature", cancellationToken)).TryGet(out var bytes, out failure))
                return failure;
            bundles.Add(bytes);
        }

        return bundles;
    }
}
