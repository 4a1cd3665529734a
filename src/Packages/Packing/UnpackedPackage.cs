using Serverless.Packages.Loading;
using Serverless.Packages.Oci;
using Serverless.Packages.Registries;

namespace Serverless.Packages.Packing;

/// <summary>Lays a package out as <see cref="UnpackedRegistry"/> reads it: files by their names, the evidence beside.</summary>
/// <param name="source">Where the package is.</param>
public sealed class UnpackedPackage(IModelRegistry source)
{
    /// <summary>Writes one. Every byte is held against its digest on the way.</summary>
    /// <param name="package">The package.</param>
    /// <param name="tag">Its tag.</param>
    /// <param name="folder">An empty folder.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<PackageFailure?> WriteAsync(PackageManifest package, string tag, string folder, CancellationToken cancellationToken)
    {
        var nothingNear = new Dictionary<string, string>(StringComparer.Ordinal);
        if (await PackageLoader.CopyAsync(source, package, folder, nothingNear, cancellationToken) is { } failure)
            return failure;
        if (await CopyBlobAsync("manifest", package.Manifest.Config, folder, cancellationToken) is { } uncopied)
            return uncopied;
        WriteBlob(package.Content, folder);
        var tagged = package.Content.Descriptor with
        {
            ArtifactType = package.Manifest.ArtifactType,
            Annotations = new SortedDictionary<string, string>(StringComparer.Ordinal) { [PackageMediaTypes.TagAnnotation] = tag },
        };
        var manifests = new List<OciDescriptor> { tagged };
        if (await CopySignaturesAsync(package, manifests, folder, cancellationToken) is { } unsigned)
            return unsigned;
        var index = OciIndex.Empty with { Manifests = manifests };
        var bytes = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(index, OciJson.Stored.OciIndex);
        await File.WriteAllBytesAsync(Path.Combine(folder, UnpackedRegistry.Index), bytes, cancellationToken);
        return null;
    }

    private async Task<PackageFailure?> CopySignaturesAsync(
        PackageManifest package,
        List<OciDescriptor> manifests,
        string folder,
        CancellationToken cancellationToken
    )
    {
        if (!(await source.ListReferrersAsync(package.Digest, cancellationToken)).TryGet(out var referrers, out var failure))
            return failure;
        foreach (
            var referrer in referrers
                .Where(one => one.ArtifactType == PackageMediaTypes.Bundle)
                .OrderBy(one => one.Digest, StringComparer.Ordinal)
        )
        {
            if (!(await source.ReadManifestAsync(referrer.Digest, cancellationToken)).TryGet(out var content, out failure))
                return failure;
            if (!OciManifest.Parse(content).TryGet(out var manifest, out failure))
                return failure;
            foreach (var blob in manifest.Layers.Prepend(manifest.Config))
            {
                if (await CopyBlobAsync("signature", blob, folder, cancellationToken) is { } uncopied)
                    return uncopied;
            }

            WriteBlob(content, folder);
            manifests.Add(content.Descriptor with { ArtifactType = manifest.ArtifactType });
        }

        return null;
    }

    private async Task<PackageFailure?> CopyBlobAsync(string what, OciDescriptor blob, string folder, CancellationToken cancellationToken)
    {
        if (!(await BlobReader.ReadAsync(source, blob, what, cancellationToken)).TryGet(out var bytes, out var failure))
            return failure;
        WriteBlob(new OciContent(blob.MediaType, bytes), folder);
        return null;
    }

    private static void WriteBlob(OciContent content, string folder)
    {
        var path = Path.Combine(folder, StoreRegistry.BlobName(content.Digest));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content.Bytes);
    }
}
