using Serverless.Core;

namespace Serverless.Storage.Files;

/// <summary>Opens folders: <c>file:///path/</c>.</summary>
/// <param name="clock">Gives the times of writing.</param>
public sealed class FolderStores(TimeProvider clock) : IBlobStoreProvider
{
    /// <inheritdoc/>
    public string Scheme => "file";

    /// <inheritdoc/>
    public Result<BlobFolder, StoreFailure> Open(BlobAddress folder) =>
        new BlobFolder(folder, new FileBlobStore(PathOf(folder), clock), "");

    /// <summary>The path an address of a file or folder names.</summary>
    /// <param name="address">An address with the scheme file.</param>
    public static string PathOf(BlobAddress address) =>
        OperatingSystem.IsWindows() ? address.Key.Replace('/', Path.DirectorySeparatorChar) : "/" + address.Key;

    /// <summary>The address of a path.</summary>
    /// <param name="path">A path, relative to the working folder or whole.</param>
    public static BlobAddress AddressOf(string path) =>
        new("file", "", Path.GetFullPath(path).Replace(Path.DirectorySeparatorChar, '/').TrimStart('/'));
}
