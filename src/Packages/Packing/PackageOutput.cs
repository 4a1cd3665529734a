using Serverless.Packages.Registries;

namespace Serverless.Packages.Packing;

/// <summary>Writes a package to disk, as a folder or as an archive; what failed leaves nothing.</summary>
/// <param name="clock">Gives the times.</param>
public sealed class PackageOutput(TimeProvider clock)
{
    /// <summary>The file that writers of a folder hold; its prefix is the folder store's own.</summary>
    private const string LockName = ".\uF000lock";

    /// <summary>Writes one.</summary>
    /// <param name="output">A folder, or a file whose name ends with <c>.tar</c>; it must not be there yet.</param>
    /// <param name="write">Writes into the layout that it is handed.</param>
    public async Task<PackageFailure?> WriteAsync(string output, Func<IModelRegistry, Task<PackageFailure?>> write)
    {
        if (Path.Exists(output))
            return PackageFailure.WrongUsage("exists", "It is there already; a package is written once.", output);
        var isArchive = output.EndsWith(".tar", StringComparison.OrdinalIgnoreCase);
        var layout = isArchive ? Directory.CreateTempSubdirectory("caption-layout-").FullName : Path.GetFullPath(output);
        var isDone = false;
        try
        {
            Directory.CreateDirectory(layout);
            using var registry = new StoreRegistry(PackageFile.FolderOf(layout, clock));
            if (await write(registry) is { } failure)
                return failure;
            File.Delete(Path.Combine(layout, LockName)); // of its writers, of whom there is none any more
            if (isArchive)
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
