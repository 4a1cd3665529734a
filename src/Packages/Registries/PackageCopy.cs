using Serverless.Packages.Loading;
using Serverless.Packages.Oci;

namespace Serverless.Packages.Registries;

/// <summary>
/// Carries a package with its signatures from one registry to another: blobs first, then the manifest, then its signatures, so that it is
/// never there in part. Every byte is held against its digest on the way.
/// </summary>
/// <param name="source">Where it is.</param>
/// <param name="target">Where it shall be.</param>
public sealed class PackageCopy(IModelRegistry source, IModelRegistry target)
{
    /// <summary>Copies.</summary>
    /// <param name="package">The package.</param>
    /// <param name="tag">Its tag there.</param>
    /// <param name="cancellationToken">Ends it; done again, it goes on with what is missing.</param>
    public async Task<PackageFailure?> CopyAsync(PackageManifest package, string tag, CancellationToken cancellationToken)
    {
        var config = new PackageEntry("manifest", package.Manifest.Config);
        foreach (var entry in package.Entries.Prepend(config))
        {
            if (await CopyBlobAsync(entry, cancellationToken) is { } failure)
                return failure;
        }

        return await target.WriteManifestAsync(package.Content, tag, cancellationToken)
            ?? await CopySignaturesAsync(package, cancellationToken);
    }

    private async Task<PackageFailure?> CopySignaturesAsync(PackageManifest package, CancellationToken cancellationToken)
    {
        if (!(await source.ListReferrersAsync(package.Digest, cancellationToken)).TryGet(out var referrers, out var failure))
            return failure;
        foreach (var referrer in referrers.Where(one => one.ArtifactType == PackageMediaTypes.Bundle))
        {
            if (!(await source.ReadManifestAsync(referrer.Digest, cancellationToken)).TryGet(out var content, out failure))
                return failure;
            if (!OciManifest.Parse(content).TryGet(out var manifest, out failure))
                return failure;
            foreach (var blob in manifest.Layers.Prepend(manifest.Config))
            {
                if (await CopyBlobAsync(new PackageEntry("signature", blob), cancellationToken) is { } uncopied)
                    return uncopied;
            }

            if (await target.WriteManifestAsync(content, null, cancellationToken) is { } unwritten)
                return unwritten;
        }

        return null;
    }

    /// <summary>By way of a file of this machine: what is written is what was checked, however often a store asks for it.</summary>
    private async Task<PackageFailure?> CopyBlobAsync(PackageEntry entry, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), "caption-blob-" + Guid.NewGuid().ToString("N"));
        try
        {
            await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                if (await BlobReader.CopyAsync(source, entry, file, cancellationToken) is { } failure)
                    return failure;
            }

            return await target.WriteBlobAsync(entry.Blob, _ => Task.FromResult<Stream>(File.OpenRead(path)), cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return PackageFailure.TryAgain("disk", "It cannot be written: " + error.Message, entry.Path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
