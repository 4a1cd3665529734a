using Serverless.Core;
using Serverless.Storage.Files;

namespace Serverless.Packages.Registries;

/// <summary>A package on disk: an OCI image layout with one version, as a folder or a <c>.tar</c>; or a <c>.nupkg</c>.</summary>
public static class PackageFile
{
    /// <summary>Opens one.</summary>
    /// <param name="path">The folder or archive; a name that ends with <c>.nupkg</c> is a package of NuGet.</param>
    /// <param name="limits">How much is taken.</param>
    /// <param name="clock">Gives the times.</param>
    /// <returns>It as a registry, which the caller disposes.</returns>
    public static Result<IModelRegistry, PackageFailure> Open(string path, PackageLimits limits, TimeProvider clock)
    {
        if (File.Exists(path) && IsNupkg(path))
            return UnpackedRegistry.OpenNupkg(path, limits).TryGet(out var nupkg, out var unopened) ? nupkg : unopened;
        if (File.Exists(path))
        {
            return TarRegistry.Open(path, limits).TryGet(out var archive, out var failure) ? archive : failure;
        }

        return IsLayout(path)
            ? new StoreRegistry(FolderOf(path, clock))
            : PackageFailure.WrongUsage("not_found", "There is no package: no archive, and no folder with an image layout.", path);
    }

    /// <summary>Whether a folder is an image layout: a package, or a registry.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsLayout(string folder) => File.Exists(Path.Combine(folder, "oci-layout"));

    /// <summary>Whether a name is that of a package of NuGet.</summary>
    /// <param name="path">The path.</param>
    public static bool IsNupkg(string path) => path.EndsWith(".nupkg", StringComparison.OrdinalIgnoreCase);

    /// <summary>The version of a package.</summary>
    /// <param name="registry">The opened package.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its only tag, or a refusal where there are none or several.</returns>
    public static async Task<Result<string, PackageFailure>> FindTagAsync(IModelRegistry registry, CancellationToken cancellationToken)
    {
        if (!(await registry.ListTagsAsync(cancellationToken)).TryGet(out var tags, out var failure))
            return failure;
        return tags switch
        {
            [var only] => only,
            [] => PackageFailure.Refused("layout", "The package holds no version.", registry.Address),
            _ => PackageFailure.WrongUsage("tag_missing", "It holds several versions: " + string.Join(", ", tags) + ".", registry.Address),
        };
    }

    internal static Storage.BlobFolder FolderOf(string path, TimeProvider clock)
    {
        var address = FolderStores.AddressOf(Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar);
        return new FolderStores(clock).Open(address).Value!;
    }
}
