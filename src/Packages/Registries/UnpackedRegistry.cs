using System.Security.Cryptography;
using Serverless.Core;
using Serverless.Packages.Loading;
using Serverless.Packages.Oci;

namespace Serverless.Packages.Registries;

/// <summary>
/// An unpacked package, in a folder or in a <c>.nupkg</c>: its files lie by their names, so that a loader reads them where they are, and
/// beside them its evidence as an image layout has it, <c>index.json</c> and <c>blobs/sha256</c> with manifest, configuration and
/// signatures. No package has files of these names (<c>name_reserved</c>). Of a <c>.nupkg</c> one stream at a time is read.
/// </summary>
public sealed class UnpackedRegistry : ReadOnlyLayout
{
    internal const string Index = "index.json",
        Blobs = "blobs/";

    private readonly IUnpackedFiles _files;
    private readonly IReadOnlyDictionary<string, string> _paths;

    private UnpackedRegistry(string address, IUnpackedFiles files, OciIndex index, IReadOnlyDictionary<string, string> paths)
        : base(address, index) => (_files, _paths) = (files, paths);

    /// <summary>Names of all files that are there, evidence left out.</summary>
    internal IEnumerable<string> Names => _files.Names.Where(name => name != Index && !name.StartsWith(Blobs, StringComparison.Ordinal));

    /// <summary>Whether a folder is an unpacked package.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsIn(string folder) =>
        File.Exists(Path.Combine(folder, Index)) && File.Exists(Path.Combine(folder, PackageFiles.Contract));

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="limits">How much is taken.</param>
    /// <returns>It, which the caller disposes; or a refusal.</returns>
    public static Result<UnpackedRegistry, PackageFailure> OpenFolder(string folder, PackageLimits limits) =>
        Open(folder, new FolderFiles(folder), limits);

    /// <summary>Opens a package of NuGet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">How much is taken.</param>
    /// <returns>It, which the caller disposes; or a refusal that names the entry.</returns>
    public static Result<UnpackedRegistry, PackageFailure> OpenNupkg(string path, PackageLimits limits) =>
        NupkgFiles.Open(path, limits).TryGet(out var files, out var failure) ? Open(path, files, limits) : failure;

    /// <inheritdoc/>
    public override void Dispose() => _files.Dispose();

    /// <summary>Holds a file against its digest where it lies: of two with one content, each.</summary>
    internal async Task<PackageFailure?> CheckAsync(PackageEntry entry, CancellationToken cancellationToken)
    {
        if (!Open(entry.Path, entry.Blob.Size).TryGet(out var stream, out var failure))
            return failure;
        try
        {
            await using (stream)
            {
                var found = "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
                return found == entry.Blob.Digest
                    ? null
                    : PackageFailure.Refused("digest", $"Its content is {found}, announced is {entry.Blob.Digest}.", entry.Path);
            }
        }
        catch (InvalidDataException)
        {
            return PackageFailure.Refused("digest", "The archive is damaged there.", entry.Path);
        }
    }

    private protected override Result<Stream, PackageFailure> Open(OciDescriptor blob, long offset)
    {
        var name = _paths.GetValueOrDefault(blob.Digest) ?? StoreRegistry.BlobName(blob.Digest);
        if (!Open(name, blob.Size).TryGet(out var stream, out var failure))
            return failure;
        Skip(stream, offset);
        return stream;
    }

    private Result<Stream, PackageFailure> Open(string name, long size)
    {
        if (_files.FindLength(name) is not { } length)
            return PackageFailure.Refused("blob_missing", "The package does not hold it.", name);
        if (length != size)
            return PackageFailure.Refused("size", $"It has {length} bytes, announced are {size}.", name);
        try
        {
            return _files.Open(name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return PackageFailure.Refused("layout", "It cannot be read: " + error.Message, name);
        }
    }

    private static Result<UnpackedRegistry, PackageFailure> Open(string address, IUnpackedFiles files, PackageLimits limits)
    {
        var isOpened = false;
        try
        {
            if (!Read(files, Index, PackageLimits.MaxDocumentBytes).TryGet(out var bytes, out var failure))
                return failure;
            if (!ParseIndex(bytes, Index).TryGet(out var index, out failure))
                return failure;
            if (!PathsOf(files, index, limits).TryGet(out var paths, out failure))
                return failure;
            isOpened = true;
            return new UnpackedRegistry(address, files, index, paths);
        }
        finally
        {
            if (!isOpened)
                files.Dispose();
        }
    }

    /// <summary>Where the files are that its manifests list, by digest. Who reads a manifest holds it against its digest.</summary>
    private static Result<Dictionary<string, string>, PackageFailure> PathsOf(IUnpackedFiles files, OciIndex index, PackageLimits limits)
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var manifest in index.Manifests.Where(one => OciIndex.TagOf(one) is not null && OciDigest.IsValid(one.Digest)))
        {
            var name = StoreRegistry.BlobName(manifest.Digest);
            if (!Read(files, name, PackageLimits.MaxDocumentBytes).TryGet(out var bytes, out var failure))
                return failure;
            if (!PackageManifest.Read(new OciContent(manifest.MediaType, bytes), limits).TryGet(out var package, out failure))
                return failure;
            foreach (var entry in package.Entries)
                paths[entry.Blob.Digest] = entry.Path;
        }

        return paths;
    }

    private static Result<byte[], PackageFailure> Read(IUnpackedFiles files, string name, int maxBytes)
    {
        if (files.FindLength(name) is not { } length || length > maxBytes)
            return PackageFailure.Refused("layout", "It is not there, or too large.", name);
        try
        {
            using var stream = files.Open(name);
            var bytes = new byte[length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return PackageFailure.Refused("layout", "It cannot be read: " + error.Message, name);
        }
    }

    /// <summary>What is inflated cannot be sought.</summary>
    private static void Skip(Stream stream, long offset)
    {
        var buffer = new byte[64 << 10];
        for (var left = offset; left > 0; )
        {
            var count = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (count == 0)
                break;
            left -= count;
        }
    }
}
