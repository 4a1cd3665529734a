using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Serverless.Core;
using Serverless.Packages.Oci;
using Serverless.Signing;

namespace Serverless.Packages.Registries;

/// <summary>A package in a <c>.tar</c>: an OCI image layout that is only read, in place. Nothing of it is unpacked.</summary>
public sealed class TarRegistry : IModelRegistry
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly IReadOnlyDictionary<string, ArchivedFile> _files;
    private readonly OciIndex _index;

    private TarRegistry(string path, SafeFileHandle file, IReadOnlyDictionary<string, ArchivedFile> files, OciIndex index) =>
        (_path, _file, _files, _index) = (path, file, files, index);

    /// <inheritdoc/>
    public string Address => _path;

    /// <summary>Reads the headers and the index.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">How much is taken.</param>
    /// <returns>The package, which the caller disposes; or a refusal that names the entry.</returns>
    public static Result<TarRegistry, PackageFailure> Open(string path, PackageLimits limits)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path);
            if (!TarFiles.Read(path, limits).TryGet(out var files, out var failure))
                return failure;
            if (!files.TryGetValue("index.json", out var entry) || entry.Length > PackageLimits.MaxDocumentBytes)
                return PackageFailure.Refused("layout", "There is no index.json in it, or it is too large.", path);
            var bytes = new byte[entry.Length];
            if (RandomAccess.Read(file, bytes, entry.Offset) != bytes.Length)
                return PackageFailure.Refused("layout", "The archive ends too early.", path);
            var index = JsonSerializer.Deserialize(bytes, OciJson.Stored.OciIndex);
            if (index is not { SchemaVersion: 2, Manifests: not null })
                return PackageFailure.Refused("layout", "Its index.json is no index of schema version 2.", path);
            var registry = new TarRegistry(path, file, files, index);
            file = null;
            return registry;
        }
        catch (JsonException error)
        {
            return PackageFailure.Refused("layout", "Its index.json cannot be read: " + error.Message.ReplaceLineEndings(" "), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return PackageFailure.WrongUsage("not_found", "It cannot be read: " + error.Message, path);
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <inheritdoc/>
    public Task<Result<IReadOnlyList<string>, PackageFailure>> ListTagsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Result<IReadOnlyList<string>, PackageFailure>>(_index.Tags.ToArray());

    /// <inheritdoc/>
    public async Task<Result<OciContent, PackageFailure>> ReadManifestAsync(string reference, CancellationToken cancellationToken)
    {
        if (_index.Find(reference) is not { } found)
            return PackageFailure.WrongUsage("not_found", $"{_path} has no such version.", reference);
        if (found.Size is < 0 or > PackageLimits.MaxDocumentBytes)
            return PackageFailure.Refused("size", "The manifest is too large.", reference);
        if (!(await OpenBlobAsync(found, 0, cancellationToken)).TryGet(out var stream, out var failure))
            return failure;
        await using (stream)
        {
            var content = new OciContent(found.MediaType, await ReadAllAsync(stream, cancellationToken));
            return content.Digest == found.Digest
                ? content
                : PackageFailure.Refused("digest", $"The manifest is not {found.Digest}, as index.json says.", reference);
        }
    }

    /// <inheritdoc/>
    public Task<Result<Stream, PackageFailure>> OpenBlobAsync(OciDescriptor blob, long offset, CancellationToken cancellationToken) =>
        Task.FromResult(Open(blob, offset));

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

    /// <summary>Not done: an archive is written as a whole.</summary>
    public Task<PackageFailure?> WriteBlobAsync(
        OciDescriptor blob,
        Func<CancellationToken, Task<Stream>> open,
        CancellationToken cancellationToken
    ) => Task.FromResult<PackageFailure?>(ReadOnly());

    /// <summary>Not done: an archive is written as a whole.</summary>
    public Task<PackageFailure?> WriteManifestAsync(OciContent manifest, string? tag, CancellationToken cancellationToken) =>
        Task.FromResult<PackageFailure?>(ReadOnly());

    /// <summary>Not done: a package has no aliases.</summary>
    public Task<PackageFailure?> WriteAliasAsync(string name, long number, DsseEnvelope entry, CancellationToken cancellationToken) =>
        Task.FromResult<PackageFailure?>(ReadOnly());

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private Result<Stream, PackageFailure> Open(OciDescriptor blob, long offset)
    {
        if (!OciDigest.IsValid(blob.Digest))
            return PackageFailure.Refused("digest", $"{blob.Digest} is no SHA-256.");
        if (!_files.TryGetValue(StoreRegistry.BlobName(blob.Digest), out var entry))
            return PackageFailure.Refused("blob_missing", "The archive does not hold it.", blob.Digest);
        return entry.Length == blob.Size
            ? new FilePartStream(_file, entry.Offset + offset, entry.Length - offset)
            : PackageFailure.Refused("size", $"It has {entry.Length} bytes, announced are {blob.Size}.", blob.Digest);
    }

    private PackageFailure ReadOnly() => PackageFailure.WrongUsage("read_only", "An archive is not written into.", _path);

    private static async Task<byte[]> ReadAllAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        await stream.CopyToAsync(kept, cancellationToken);
        return kept.ToArray();
    }
}
