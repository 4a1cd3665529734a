using Microsoft.Win32.SafeHandles;
using Serverless.Core;
using Serverless.Packages.Oci;

namespace Serverless.Packages.Registries;

/// <summary>A package in a <c>.tar</c>: an OCI image layout that is only read, in place. Nothing of it is unpacked.</summary>
public sealed class TarRegistry : ReadOnlyLayout
{
    private readonly SafeFileHandle _file;
    private readonly IReadOnlyDictionary<string, ArchivedFile> _files;

    private TarRegistry(string path, SafeFileHandle file, IReadOnlyDictionary<string, ArchivedFile> files, OciIndex index)
        : base(path, index) => (_file, _files) = (file, files);

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
            if (!ParseIndex(bytes, path).TryGet(out var index, out failure))
                return failure;
            var registry = new TarRegistry(path, file, files, index);
            file = null;
            return registry;
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
    public override void Dispose() => _file.Dispose();

    private protected override Result<Stream, PackageFailure> Open(OciDescriptor blob, long offset)
    {
        if (!_files.TryGetValue(StoreRegistry.BlobName(blob.Digest), out var entry))
            return PackageFailure.Refused("blob_missing", "The archive does not hold it.", blob.Digest);
        return entry.Length == blob.Size
            ? new FilePartStream(_file, entry.Offset + offset, entry.Length - offset)
            : PackageFailure.Refused("size", $"It has {entry.Length} bytes, announced are {blob.Size}.", blob.Digest);
    }
}
