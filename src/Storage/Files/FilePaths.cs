using Serverless.Core;

namespace Serverless.Storage.Files;

/// <summary>Resolves keys to file paths, if the name and every folder above may be used.</summary>
/// <param name="root">The store's folder.</param>
/// <param name="names">Keys to names.</param>
internal sealed class FilePaths(string root, FileNames names)
{
    /// <summary>Links are not followed.</summary>
    public static readonly StoreFailure Link = new(
        StoreFailureReason.Collision,
        "A link stands at or above this name; links are not followed."
    );

    /// <summary>A folder has the name.</summary>
    public static readonly StoreFailure NotAFile = new(StoreFailureReason.Collision, "The name is taken by a folder.");

    /// <summary>A pipe, socket or device has the name.</summary>
    public static readonly StoreFailure NotRegular = new(
        StoreFailureReason.Collision,
        "The name is taken by a pipe, a socket or a device; only files are read and replaced."
    );

    /// <summary>A file has the name of a folder.</summary>
    public static readonly StoreFailure FileInPath = new(StoreFailureReason.Collision, "A file stands where a folder would have to be.");

    /// <summary>A collision of names that differ only by case, on case-insensitive file systems.</summary>
    private static readonly StoreFailure OtherCase = new(
        StoreFailureReason.Collision,
        "A name that differs only in upper and lower case is there."
    );

    private static readonly bool IgnoresCase = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    /// <summary>The path of a key's file; not found where its folder is missing.</summary>
    public Result<FilePath, StoreFailure> Of(string key)
    {
        if (Find(key, creates: false).TryGet(out var path, out var failure))
            return path;
        return ReferenceEquals(failure, FileInPath) ? StoreFailures.NotFound : failure;
    }

    /// <summary>The path of a new file for a key; creates its folders.</summary>
    public Result<FilePath, StoreFailure> Create(string key) => Find(key, creates: true);

    /// <summary>Checks for links on the path after a file is opened, where no folder is held open. Null when there is none.</summary>
    public StoreFailure? FindLink(string key) =>
        FolderHandle.IsSupported ? null : FindLink(Path.Combine(root, names.PathOf(key)), checksCase: false);

    /// <summary>Removes folders of a key that have become empty, so that their names can be keys again.</summary>
    public void RemoveEmptyFolders(string key)
    {
        var path = names.PathOf(key).Split(Path.DirectorySeparatorChar);
        for (var depth = path.Length - 1; depth > 0; depth--)
        {
            if (!Remove(path[..depth]))
                return; // not empty, or somebody else was faster
        }
    }

    private bool Remove(string[] path)
    {
        if (!FolderHandle.IsSupported)
            return RemoveByName(Path.Combine([root, .. path]));
        if (!Descend(path[..^1], creates: false).TryGet(out var above, out _))
            return false;
        using (above)
            return above.Remove(path[^1]);
    }

    private static bool RemoveByName(string folder)
    {
        try
        {
            Directory.Delete(folder);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private Result<FilePath, StoreFailure> Find(string key, bool creates)
    {
        if (BlobKey.Validate(key) is { } invalidKey)
            return invalidKey;
        var path = names.PathOf(key);
        if (!FolderHandle.IsSupported)
            return ByName(Path.Combine(root, path), creates);
        var parts = path.Split(Path.DirectorySeparatorChar);
        return Descend(parts[..^1], creates).TryGet(out var folder, out var failure)
            ? new FilePath(Path.Combine(folder.Path, parts[^1]), folder)
            : failure;
    }

    /// <summary>Opens folder by folder, each relative to the one before: a link created meanwhile is refused, not followed.</summary>
    private Result<FolderHandle, StoreFailure> Descend(string[] path, bool creates)
    {
        if (!FolderHandle.OpenRoot(root).TryGet(out var folder, out var failure))
            return failure;
        foreach (var name in path)
        {
            using var above = folder;
            if (!above.OpenChild(name, creates).TryGet(out folder, out failure))
                return failure;
        }

        return folder;
    }

    private Result<FilePath, StoreFailure> ByName(string path, bool creates)
    {
        if (!Directory.Exists(root))
            return StoreFailures.ContainerNotFound;
        if (FindLink(path, IgnoresCase) is { } bent)
            return bent;
        for (var at = Path.GetDirectoryName(path)!; at.Length > root.Length; at = Path.GetDirectoryName(at)!)
        {
            if (File.Exists(at))
                return FileInPath;
        }

        if (creates)
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FilePath(path, null);
    }

    private StoreFailure? FindLink(string path, bool checksCase)
    {
        for (var at = path; at.Length > root.Length; at = Path.GetDirectoryName(at)!)
        {
            if (FilePath.KindOf(at) == FileKind.Link)
                return Link;
            if (checksCase && IsOtherCase(at))
                return OtherCase;
        }

        return null;
    }

    private static bool IsOtherCase(string path)
    {
        var (folder, name) = (Path.GetDirectoryName(path)!, Path.GetFileName(path));
        if (!Directory.Exists(folder))
            return false;
        var others = Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName);
        return others.Any(other =>
            !name.Equals(other, StringComparison.Ordinal) && name.Equals(other, StringComparison.OrdinalIgnoreCase)
        );
    }
}
