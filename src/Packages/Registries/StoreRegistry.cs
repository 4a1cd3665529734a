using System.Security.Cryptography;
using Serverless.Core;
using Serverless.Packages.Oci;
using Serverless.Signing;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Packages.Registries;

/// <summary>
/// A registry in a folder of any store, or in a plain folder: an OCI image layout with all versions of one model (<c>oci-layout</c>,
/// <c>index.json</c>, <c>blobs/sha256</c>), and <c>aliases</c> beside. A package on disk is one with a single version. Writers may work
/// side by side: blobs and aliases are created only if absent, the index is replaced only as it was read.
/// </summary>
/// <param name="folder">Where it is.</param>
public sealed class StoreRegistry(BlobFolder folder) : IModelRegistry
{
    private const int MaxTries = 32;

    private readonly StoreDocuments _documents = new(folder);
    private readonly StoreAliases _aliases = new(folder);

    /// <inheritdoc/>
    public string Address => folder.Address.ToString().TrimEnd('/');

    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<string>, PackageFailure>> ListTagsAsync(CancellationToken cancellationToken) =>
        (await _documents.ReadIndexAsync(cancellationToken)).TryGet(out var read, out var failure) ? read.Index.Tags.ToArray() : failure;

    /// <inheritdoc/>
    public async Task<Result<OciContent, PackageFailure>> ReadManifestAsync(string reference, CancellationToken cancellationToken)
    {
        if (!(await _documents.ReadIndexAsync(cancellationToken)).TryGet(out var read, out var failure))
            return failure;
        if (read.Index.Find(reference) is not { } found)
            return PackageFailure.WrongUsage("not_found", $"{Address} has no such version.", reference);
        if (!(await _documents.ReadAsync(BlobName(found.Digest), cancellationToken)).TryGet(out var bytes, out failure))
            return failure with { File = reference };
        var content = new OciContent(found.MediaType, bytes);
        return content.Digest == found.Digest
            ? content
            : PackageFailure.Refused("digest", $"The manifest is not {found.Digest}, as index.json says.", reference);
    }

    /// <inheritdoc/>
    public async Task<Result<Stream, PackageFailure>> OpenBlobAsync(OciDescriptor blob, long offset, CancellationToken cancellationToken)
    {
        if (!OciDigest.IsValid(blob.Digest))
            return PackageFailure.Refused("digest", $"{blob.Digest} is no SHA-256.");
        if (offset > 0 && offset >= blob.Size)
            return new MemoryStream([], writable: false);
        var selection = new BlobSelection(Offset: offset, MaxBytes: blob.Size);
        var read = await folder.Store.ReadAsync(folder.Prefix + BlobName(blob.Digest), selection, cancellationToken);
        return read.TryGet(out var download, out var failure)
            ? new DownloadStream(download)
            : StoreFailureMeaning.Of(failure, blob.Digest);
    }

    /// <inheritdoc/>
    public async Task<PackageFailure?> WriteBlobAsync(
        OciDescriptor blob,
        Func<CancellationToken, Task<Stream>> open,
        CancellationToken cancellationToken
    )
    {
        var key = folder.Prefix + BlobName(blob.Digest);
        if ((await folder.Store.FindAsync(key, cancellationToken)).TryGet(out var found, out _) && found.Length == blob.Size)
            return null;
        await using var first = await open(cancellationToken);
        if (await CheckAsync(blob, first, cancellationToken) is { } wrong)
            return wrong;
        var content = new BlobContent(() => Reopened(first, open), blob.Size, MediaTypes.Unknown, BlobProperties.NoMetadata);
        var written = await folder.Store.WriteAsync(key, content, WriteCondition.None, cancellationToken);
        return written.Failure is { } failure ? StoreFailureMeaning.Of(failure, blob.Digest) : null;
    }

    /// <inheritdoc/>
    public async Task<PackageFailure?> WriteManifestAsync(OciContent manifest, string? tag, CancellationToken cancellationToken)
    {
        var descriptor = manifest.Descriptor;
        if (await _documents.WriteAsync(BlobName(descriptor.Digest), manifest.Bytes, cancellationToken) is { } unwritten)
            return unwritten;
        if (await _documents.WriteLayoutAsync(cancellationToken) is { } noLayout)
            return noLayout;
        if (!OciManifest.Parse(manifest).TryGet(out var parsed, out var failure))
            return failure;
        descriptor = descriptor with { ArtifactType = parsed.ArtifactType, Annotations = TagOf(tag) };
        for (var i = 0; i < MaxTries; i++)
        {
            if (!(await _documents.ReadIndexAsync(cancellationToken)).TryGet(out var read, out failure))
                return failure;
            if (tag is not null && read.Index.Manifests.FirstOrDefault(one => OciIndex.TagOf(one) == tag) is { } taken)
                return taken.Digest == descriptor.Digest ? null : PackageFailure.Refused("tag_taken", TagTaken(taken.Digest), tag);
            if (tag is null && read.Index.Manifests.Any(one => one.Digest == descriptor.Digest))
                return null;
            var next = read.Index with { Manifests = [.. read.Index.Manifests, descriptor] };
            if (!(await _documents.ReplaceIndexAsync(next, read.Version, cancellationToken)).TryGet(out var outcome, out failure))
                return failure;
            if (outcome.IsWritten)
                return null;
        }

        return PackageFailure.TryAgain("store", "Too many writers change the registry at once.");
    }

    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<OciDescriptor>, PackageFailure>> ListReferrersAsync(
        string digest,
        CancellationToken cancellationToken
    )
    {
        if (!(await _documents.ReadIndexAsync(cancellationToken)).TryGet(out var read, out var failure))
            return failure;
        var referrers = new List<OciDescriptor>();
        foreach (var candidate in read.Index.Manifests.Where(one => OciIndex.TagOf(one) is null && one.Digest != digest))
        {
            if (!(await _documents.ReadAsync(BlobName(candidate.Digest), cancellationToken)).TryGet(out var bytes, out failure))
                return failure;
            if (!OciManifest.Parse(new OciContent(candidate.MediaType, bytes)).TryGet(out var manifest, out _))
                continue; // of others, which no package is made of
            if (manifest.Subject?.Digest == digest)
                referrers.Add(candidate with { ArtifactType = manifest.ArtifactType, Annotations = manifest.Annotations });
        }

        return referrers;
    }

    /// <inheritdoc/>
    public Task<Result<AliasLookup, PackageFailure>> ReadAliasAsync(string name, CancellationToken cancellationToken) =>
        _aliases.ReadAsync(name, cancellationToken);

    /// <inheritdoc/>
    public Task<PackageFailure?> WriteAliasAsync(string name, long number, DsseEnvelope entry, CancellationToken cancellationToken) =>
        _aliases.WriteAsync(name, number, entry, cancellationToken);

    /// <summary>Nothing: the store is its opener's.</summary>
    public void Dispose() { }

    internal static string BlobName(string digest) => "blobs/" + digest.Replace(':', '/');

    /// <summary>Before they are sent: a store takes what it gets.</summary>
    private static async Task<PackageFailure?> CheckAsync(OciDescriptor blob, Stream stream, CancellationToken cancellationToken)
    {
        var found = "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        return found == blob.Digest ? null : PackageFailure.Refused("digest", $"The bytes are {found}.", blob.Digest);
    }

    private static SortedDictionary<string, string>? TagOf(string? tag) =>
        tag is null ? null : new(StringComparer.Ordinal) { [PackageMediaTypes.TagAnnotation] = tag };

    private static string TagTaken(string digest) => $"It means {digest} already; a version is written once.";

    /// <summary>A store opens content again for another try: the stream that is open already serves the first.</summary>
    private static Stream Reopened(Stream first, Func<CancellationToken, Task<Stream>> open)
    {
        if (!first.CanSeek)
            return open(CancellationToken.None).GetAwaiter().GetResult();
        first.Position = 0;
        return new SharedStream(first);
    }
}
