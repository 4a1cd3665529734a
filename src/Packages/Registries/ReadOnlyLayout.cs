using System.Text.Json;
using Serverless.Core;
using Serverless.Packages.Oci;
using Serverless.Signing;

namespace Serverless.Packages.Registries;

/// <summary>A package on disk that is only read: its index is read once, everything else when it is asked for.</summary>
public abstract class ReadOnlyLayout : IModelRegistry
{
    private readonly OciIndex _index;

    private protected ReadOnlyLayout(string address, OciIndex index) => (Address, _index) = (address, index);

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public Task<Result<IReadOnlyList<string>, PackageFailure>> ListTagsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Result<IReadOnlyList<string>, PackageFailure>>(_index.Tags.ToArray());

    /// <inheritdoc/>
    public async Task<Result<OciContent, PackageFailure>> ReadManifestAsync(string reference, CancellationToken cancellationToken)
    {
        if (_index.Find(reference) is not { } found)
            return PackageFailure.WrongUsage("not_found", $"{Address} has no such version.", reference);
        if (found.Size is < 0 or > PackageLimits.MaxDocumentBytes)
            return PackageFailure.Refused("size", "The manifest is too large.", reference);
        if (!(await OpenBlobAsync(found, 0, cancellationToken)).TryGet(out var stream, out var failure))
            return failure;
        try
        {
            await using (stream)
            {
                var content = new OciContent(found.MediaType, await ReadAllAsync(stream, cancellationToken));
                return content.Digest == found.Digest
                    ? content
                    : PackageFailure.Refused("digest", $"The manifest is not {found.Digest}, as index.json says.", reference);
            }
        }
        catch (InvalidDataException)
        {
            return PackageFailure.Refused("digest", "The archive is damaged at the manifest.", reference);
        }
    }

    /// <inheritdoc/>
    public Task<Result<Stream, PackageFailure>> OpenBlobAsync(OciDescriptor blob, long offset, CancellationToken cancellationToken) =>
        Task.FromResult(
            OciDigest.IsValid(blob.Digest) ? Open(blob, offset) : PackageFailure.Refused("digest", $"{blob.Digest} is no SHA-256.")
        );

    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<OciDescriptor>, PackageFailure>> ListReferrersAsync(
        string digest,
        CancellationToken cancellationToken
    )
    {
        var referrers = new List<OciDescriptor>();
        foreach (var candidate in _index.Manifests.Where(one => OciIndex.TagOf(one) is null && one.Digest != digest))
        {
            if (!(await ReadManifestAsync(candidate.Digest, cancellationToken)).TryGet(out var content, out var failure))
                return failure;
            if (OciManifest.Parse(content).TryGet(out var manifest, out _) && manifest.Subject?.Digest == digest)
                referrers.Add(candidate with { ArtifactType = manifest.ArtifactType, Annotations = manifest.Annotations });
        }

        return referrers;
    }

    /// <summary>None: a package has no aliases.</summary>
    public Task<Result<AliasLookup, PackageFailure>> ReadAliasAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<Result<AliasLookup, PackageFailure>>(new AliasLookup(null));

    /// <summary>Not done: such a package is written as a whole.</summary>
    public Task<PackageFailure?> WriteBlobAsync(
        OciDescriptor blob,
        Func<CancellationToken, Task<Stream>> open,
        CancellationToken cancellationToken
    ) => Task.FromResult<PackageFailure?>(ReadOnly());

    /// <summary>Not done: such a package is written as a whole.</summary>
    public Task<PackageFailure?> WriteManifestAsync(OciContent manifest, string? tag, CancellationToken cancellationToken) =>
        Task.FromResult<PackageFailure?>(ReadOnly());

    /// <summary>Not done: a package has no aliases.</summary>
    public Task<PackageFailure?> WriteAliasAsync(string name, long number, DsseEnvelope entry, CancellationToken cancellationToken) =>
        Task.FromResult<PackageFailure?>(ReadOnly());

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <param name="blob">A valid digest and a size that nobody has checked.</param>
    /// <param name="offset">Bytes to skip.</param>
    private protected abstract Result<Stream, PackageFailure> Open(OciDescriptor blob, long offset);

    private protected static Result<OciIndex, PackageFailure> ParseIndex(byte[] bytes, string path)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, OciJson.Stored.OciIndex) is { SchemaVersion: 2, Manifests: not null } index
                ? index
                : PackageFailure.Refused("layout", "Its index.json is no index of schema version 2.", path);
        }
        catch (JsonException error)
        {
            return PackageFailure.Refused("layout", "Its index.json cannot be read: " + error.Message.ReplaceLineEndings(" "), path);
        }
    }

    private PackageFailure ReadOnly() => PackageFailure.WrongUsage("read_only", "It is not written into; it is made as a whole.", Address);

    private static async Task<byte[]> ReadAllAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        await stream.CopyToAsync(kept, cancellationToken);
        return kept.ToArray();
    }
}
