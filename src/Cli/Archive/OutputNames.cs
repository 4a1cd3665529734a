using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Cli.Archive;

/// <summary>
/// Finds what a run writes below the very archive that it reads, so that no run takes the output of another for pictures. Links are
/// followed: one folder may have many names.
/// </summary>
internal static class OutputNames
{
    private const int MaxLinks = 40;

    /// <summary>The name below the archive.</summary>
    /// <param name="archive">The archive's folder.</param>
    /// <param name="output">A folder or an object that is written.</param>
    /// <returns>A folder ends with a slash; "" for the archive itself; null for what stands elsewhere.</returns>
    public static string? Below(BlobAddress archive, BlobAddress output)
    {
        var (resolvedArchive, resolvedOutput) = (ResolveLinks(archive), ResolveLinks(output));
        if (
            (resolvedArchive with { Key = resolvedArchive.Key.TrimEnd('/') })
            == (resolvedOutput with { Key = resolvedOutput.Key.TrimEnd('/') })
        )
            return "";
        return resolvedOutput.Below(resolvedArchive);
    }

    /// <summary>The address with every link on its way followed.</summary>
    public static BlobAddress ResolveLinks(BlobAddress address)
    {
        if (address.Scheme != "file")
            return address;
        var resolvedArchive = FolderStores.AddressOf(ResolvePath(Path.TrimEndingDirectorySeparator(FolderStores.PathOf(address))));
        return address.IsFolder && !resolvedArchive.IsFolder ? resolvedArchive.With(resolvedArchive.Key + "/") : resolvedArchive;
    }

    private static string ResolvePath(string path)
    {
        for (var links = 0; links < MaxLinks; links++)
        {
            if (FirstLink(path) is not { } link)
                return path;
            var target = File.ResolveLinkTarget(link, returnFinalTarget: false)!.FullName;
            path = Path.GetFullPath(target + path[link.Length..]);
        }

        return path; // a ring: nothing can stand there
    }

    /// <summary>The shortest part of a path that is a link; null for none.</summary>
    private static string? FirstLink(string path)
    {
        var root = Path.GetPathRoot(path)!;
        for (var end = root.Length; end <= path.Length && end >= 0; )
        {
            var next = path.IndexOf(Path.DirectorySeparatorChar, end);
            var part = next < 0 ? path : path[..next];
            if (part.Length > root.Length && new FileInfo(part).LinkTarget is not null)
                return part;
            if (next < 0)
                return null;
            end = next + 1;
        }

        return null;
    }
}
