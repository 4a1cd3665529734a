namespace Serverless.Core.Storage.Files;

/// <summary>Where a key's file is, if its name and everything on the way to it may be used.</summary>
/// <param name="root">The store's folder.</param>
/// <param name="names">Keys to names.</param>
internal sealed class FilePlaces(string root, FileNames names)
{
    private static readonly StoreFailure Link = new(StoreFailureReason.Collision, "A link stands at or above this name; links are not followed.");

    private static readonly StoreFailure NotAFile = new(StoreFailureReason.Collision, "The name is taken by a folder.");

    /// <summary>A collision of names that differ only by case, on file systems that take them for one.</summary>
    private static readonly StoreFailure OtherCase = new(StoreFailureReason.Collision, "A name that differs only in upper and lower case is there.");

    private static readonly bool IgnoresCase = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    /// <summary>The path of a key.</summary>
    public Result<string, StoreFailure> Of(string key)
    {
        if (BlobKey.Fault(key) is { } fault) return fault;
        if (!Directory.Exists(root)) return StoreFailures.ContainerNotFound;
        var path = Path.Combine(root, names.PathOf(key));
        for (var at = path; at.Length > root.Length; at = Path.GetDirectoryName(at)!)
        {
            if (IsLink(at)) return Link;
            if (IgnoresCase && IsOtherCase(at)) return OtherCase;
        }

        return path;
    }

    /// <summary>Why nothing can be written at a path; null when it can.</summary>
    public StoreFailure? Taken(string path)
    {
        if (Directory.Exists(path)) return NotAFile;
        for (var at = Path.GetDirectoryName(path)!; at.Length > root.Length; at = Path.GetDirectoryName(at)!)
        {
            if (File.Exists(at)) return new StoreFailure(StoreFailureReason.Collision, "A file stands where a folder would have to be.");
        }

        return null;
    }

    /// <summary>Removes folders that have become empty, so that their names can be keys again.</summary>
    public void Tidy(string path)
    {
        try
        {
            for (var at = Path.GetDirectoryName(path)!; at.Length > root.Length; at = Path.GetDirectoryName(at)!) Directory.Delete(at);
        }
        catch (IOException)
        {
            // Not empty, or somebody else was faster.
        }
    }

    private static bool IsLink(string path)
    {
        try
        {
            return File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or PathTooLongException)
        {
            return false;
        }
    }

    private static bool IsOtherCase(string path)
    {
        var (folder, name) = (Path.GetDirectoryName(path)!, Path.GetFileName(path));
        return Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Any(other => !name.Equals(other, StringComparison.Ordinal) && name.Equals(other, StringComparison.OrdinalIgnoreCase));
    }
}
