namespace Serverless.Storage.Files;

/// <summary>
/// Files of this machine's own caches, which other processes read at any time: each is there whole, as it was or as it will be.
/// </summary>
public static class WholeFile
{
    /// <summary>Writes a file beside its name and renames it, making its folder where there is none.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="bytes">All of it.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = $"{path}.{Guid.NewGuid():N}.part"; // of one process several may be here at once
        try
        {
            File.WriteAllBytes(part, bytes);
            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
