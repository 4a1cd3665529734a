namespace Serverless.Packages.Loading;

/// <summary>
/// A folder of the cache in which a package is put together. It is held by a lock that the system gives back when the process ends,
/// however it ends; what a killed one left is removed by the next.
/// </summary>
internal sealed class PackageWorkshop : IDisposable
{
    private const string Start = ".part-",
        LockEnding = ".lock";

    private readonly FileStream _held;

    private PackageWorkshop(string folder, FileStream held) => (Folder, _held) = (folder, held);

    /// <summary>The folder, empty at first; nobody else reads it.</summary>
    public string Folder { get; }

    /// <summary>Removes those that nobody holds.</summary>
    /// <param name="packages">The folder of packages.</param>
    public static void RemoveLeft(string packages)
    {
        if (!Directory.Exists(packages))
            return;
        foreach (var left in Directory.GetDirectories(packages, Start + "*"))
            RemoveIfLeft(left);
        foreach (var left in Directory.GetFiles(packages, $"{Start}*{LockEnding}"))
            RemoveIfLeft(left[..^LockEnding.Length]);
    }

    /// <summary>Makes one.</summary>
    /// <param name="packages">The folder of packages; made where it is missing.</param>
    public static PackageWorkshop Create(string packages)
    {
        Directory.CreateDirectory(packages);
        var folder = Path.Combine(packages, Start + Guid.NewGuid().ToString("N"));
        var held = Hold(folder); // before there is a folder that could be taken for a left one
        return new PackageWorkshop(Directory.CreateDirectory(folder).FullName, held);
    }

    public void Dispose()
    {
        Remove(Folder);
        _held.Dispose();
        File.Delete(Folder + LockEnding);
    }

    private static FileStream Hold(string folder) => new(folder + LockEnding, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private static void RemoveIfLeft(string folder)
    {
        try
        {
            using (Hold(folder))
                Remove(folder);
            File.Delete(folder + LockEnding);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // it is being worked in, or is another user's
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
