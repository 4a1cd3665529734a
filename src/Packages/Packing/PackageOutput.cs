using Serverless.Packages.Registries;

namespace Serverless.Packages.Packing;

/// <summary>Writes a package to disk, as a folder, an archive or a package of NuGet; what failed leaves nothing.</summary>
/// <param name="clock">Gives the times.</param>
/// <param name="nupkg">Makes packages of NuGet; null where this program makes none.</param>
public sealed class PackageOutput(TimeProvider clock, INupkgWriter? nupkg = null)
{
    /// <summary>The file that writers of a folder hold; its prefix is the folder store's own.</summary>
    private const string LockName = ".\uF000lock";

    /// <summary>Writes one.</summary>
    /// <param name="output">
    /// A folder, or a file whose name ends with <c>.tar</c> or <c>.nupkg</c>; it must not be there yet.
    /// </param>
    /// <param name="write">Writes into the layout that it is handed.</param>
    /// <param name="cancellationToken">Ends what comes after <paramref name="write"/>.</param>
    public async Task<PackageFailure?> WriteAsync(
        string output,
        Func<IModelRegistry, Task<PackageFailure?>> write,
        CancellationToken cancellationToken
    )
    {
        if (Path.Exists(output))
            return PackageFailure.WrongUsage("exists", "It is there already; a package is written once.", output);
        var isNupkg = PackageFile.IsNupkg(output);
        if (isNupkg && nupkg is null)
            return PackageFailure.WrongUsage("nuget", "No package of NuGet is made here.", output);
        var isArchive = isNupkg || output.EndsWith(".tar", StringComparison.OrdinalIgnoreCase);
        var layout = isArchive ? Directory.CreateTempSubdirectory("caption-layout-").FullName : Path.GetFullPath(output);
        var isDone = false;
        try
        {
            Directory.CreateDirectory(layout);
            using var registry = new StoreRegistry(PackageFile.FolderOf(layout, clock));
            if (await write(registry) is { } failure)
                return failure;
            File.Delete(Path.Combine(layout, LockName)); // of its writers, of whom there is none any more
            if (isNupkg && await nupkg!.WriteAsync(registry, output, cancellationToken) is { } unwritten)
                return unwritten;
            if (isArchive && !isNupkg)
                LayoutArchive.Write(layout, output);
            isDone = true;
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return PackageFailure.TryAgain("disk", "It cannot be written: " + error.Message, output);
        }
        finally
        {
            if ((isArchive || !isDone) && Directory.Exists(layout))
                Directory.Delete(layout, recursive: true);
        }
    }
}
