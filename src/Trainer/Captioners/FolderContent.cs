using System.Security.Cryptography;

namespace Serverless.Trainer.Captioners;

/// <summary>What a folder holds, to tell afterwards what was changed in it. Links are named and not followed.</summary>
internal static class FolderContent
{
    /// <param name="folder">The folder; one that is not there holds nothing.</param>
    /// <returns>Digest of each file, or where a link points, by its path.</returns>
    public static SortedDictionary<string, string> Of(string folder)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (Directory.Exists(folder))
            Add(new DirectoryInfo(folder), folder, found);
        return found;
    }

    /// <summary>Paths that only one side has, or whose content is another.</summary>
    public static IReadOnlyList<string> Changes(SortedDictionary<string, string> before, SortedDictionary<string, string> after) =>
        [
            .. before
                .Keys.Union(after.Keys, StringComparer.Ordinal)
                .Where(path => before.GetValueOrDefault(path) != after.GetValueOrDefault(path))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The first link below a folder; null where there is none.</summary>
    public static string? FindLink(string folder) =>
        Of(folder).FirstOrDefault(one => one.Value.StartsWith("link ", StringComparison.Ordinal)).Key;

    private static void Add(DirectoryInfo folder, string root, SortedDictionary<string, string> found)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            var path = Path.GetRelativePath(root, entry.FullName);
            if (entry.LinkTarget is { } target)
                found[path] = "link " + target;
            else if (entry is DirectoryInfo below)
                Add(below, root, found);
            else
                found[path] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(entry.FullName)));
        }
    }
}
