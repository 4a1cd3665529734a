using System.Formats.Tar;
using Serverless.Core;
using Serverless.Packages.Loading;
using Serverless.Packages.Registries;

namespace Serverless.Packages.Packing;

/// <summary>Adds to a package on disk. An archive is unpacked beside itself, and replaced whole.</summary>
/// <param name="clock">Gives the times.</param>
public sealed class PackageEditor(TimeProvider clock)
{
    /// <summary>Edits.</summary>
    /// <param name="path">A folder, or an archive.</param>
    /// <param name="edit">Changes the layout that it is handed; the package's manifest stays.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What the package is.</returns>
    public async Task<Result<PackedModel, PackageFailure>> EditAsync(
        string path,
        Func<IModelRegistry, PackageManifest, Task<PackageFailure?>> edit,
        CancellationToken cancellationToken
    )
    {
        if (!File.Exists(path))
            return PackageFile.IsLayout(path) ? await EditFolderAsync(path, edit, cancellationToken) : NoPackage(path);
        if (PackageFile.IsNupkg(path))
            return PackageFailure.WrongUsage("read_only", "A package of NuGet is not changed: sign the package that it is made of.", path);
        if (!TarRegistry.Open(path, PackageLimits.Default).TryGet(out var archive, out var failure))
            return failure;
        archive.Dispose();
        var layout = Directory.CreateTempSubdirectory("caption-layout-").FullName;
        try
        {
            await TarFile.ExtractToDirectoryAsync(path, layout, overwriteFiles: false, cancellationToken); // its names were checked
            var edited = await EditFolderAsync(layout, edit, cancellationToken);
            if (edited.Failure is null)
                LayoutArchive.Write(layout, path);
            return edited;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return PackageFailure.TryAgain("disk", "It cannot be written: " + error.Message, path);
        }
        finally
        {
            Directory.Delete(layout, recursive: true);
        }
    }

    private async Task<Result<PackedModel, PackageFailure>> EditFolderAsync(
        string folder,
        Func<IModelRegistry, PackageManifest, Task<PackageFailure?>> edit,
        CancellationToken cancellationToken
    )
    {
        using var registry = new StoreRegistry(PackageFile.FolderOf(folder, clock));
        if (!(await PackageFile.FindTagAsync(registry, cancellationToken)).TryGet(out var tag, out var failure))
            return failure;
        if (!(await PackageReader.ReadAsync(registry, tag, cancellationToken)).TryGet(out var package, out failure))
            return failure;
        return await edit(registry, package.Package) is { } wrong ? wrong : package;
    }

    private static PackageFailure NoPackage(string path) =>
        PackageFailure.WrongUsage("not_found", "There is no package: no archive, and no folder with an image layout.", path);
}
