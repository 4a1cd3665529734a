namespace Serverless.Packages.Registries;

/// <summary>An unpacked package in a folder. Links are not followed: what they name is no file of the package.</summary>
/// <param name="folder">The folder.</param>
internal sealed class FolderFiles(string folder) : IUnpackedFiles
{
    public IEnumerable<string> Names =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'));

    public long? FindLength(string name) =>
        new FileInfo(Path.Combine(folder, name)) is { Exists: true, LinkTarget: null } file ? file.Length : null;

    public Stream Open(string name) => File.OpenRead(Path.Combine(folder, name));

    public void Dispose() { }
}
