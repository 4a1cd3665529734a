using Serverless.Core;

namespace Serverless.Storage.Files;

/// <summary>The path of a key's file. On Linux its folder is held open, so that renames above it have no effect.</summary>
/// <param name="path">The path of the file.</param>
/// <param name="folder">Its folder; null where none is held open, and names are checked before and after.</param>
internal sealed class FilePath(string path, FolderHandle? folder) : IDisposable
{
    /// <summary>The path of the file, valid as long as this is not disposed.</summary>
    public string Path => path;

    /// <summary>The path of its folder.</summary>
    public string Folder { get; } = System.IO.Path.GetDirectoryName(path)!;

    /// <summary>The file's own name.</summary>
    public string Name { get; } = System.IO.Path.GetFileName(path);

    /// <summary>The kind of file at the path.</summary>
    public FileKind Kind => folder?.KindOf(Name) ?? KindOf(path);

    /// <summary>Why nothing can be written or deleted there; null when it can.</summary>
    public StoreFailure? Obstacle =>
        Kind switch
        {
            FileKind.Link => FilePaths.Link,
            FileKind.Other => FilePaths.NotRegular,
            FileKind.Folder => FilePaths.NotAFile,
            _ => null,
        };

    /// <summary>The path of another file in the same folder.</summary>
    public string Sibling(string name) => System.IO.Path.Combine(Folder, name);

    /// <summary>Opens the file.</summary>
    public Result<FileStream, StoreFailure> Open() => Open(Name);

    /// <summary>Opens a file of the same folder: what is opened is checked, not what had the name before.</summary>
    public Result<FileStream, StoreFailure> Open(string name) => folder?.OpenFile(name) ?? RegularFiles.Open(Sibling(name));

    /// <inheritdoc/>
    public void Dispose() => folder?.Dispose();

    /// <summary>What stands at a path, by its name; a pipe counts as a file where the system has no word for it.</summary>
    public static FileKind KindOf(string path)
    {
        try
        {
            var attributes = File.GetAttributes(path);
            if (attributes.HasFlag(FileAttributes.ReparsePoint))
                return FileKind.Link;
            return attributes.HasFlag(FileAttributes.Directory) ? FileKind.Folder : FileKind.Regular;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or PathTooLongException)
        {
            return FileKind.Missing;
        }
    }
}
