using System.IO.Enumeration;
using System.Text;
using System.Text.Unicode;

namespace Serverless.Storage.Files;

/// <summary>
/// Walks a folder in the order of keys, folder by folder: what is in memory is the names of one folder on each level. Links are not
/// followed, files of the store's own are not seen, and what no key can name (a name that is not UTF-8, or holds characters that stand for
/// others) is reported and not entered.
/// </summary>
internal sealed class FileWalk(string root, FileNames names)
{
    /// <summary>Files whose keys start with a prefix and come after a key.</summary>
    /// <param name="unmappedNames">Takes what no key can name, as it can be shown.</param>
    public IEnumerable<(string Key, string Path)> After(string prefix, string? after, List<string> unmappedNames)
    {
        var (folder, start) = Start(prefix);
        return folder is null ? [] : Walk(folder, start, prefix, after, unmappedNames);
    }

    /// <summary>
    /// The walk starts at the folder of the prefix, so that its siblings are not read; null where there is none, or a link.
    /// </summary>
    private (string? Folder, string Key) Start(string prefix)
    {
        var key = prefix[..(prefix.LastIndexOf('/') + 1)];
        if (key.Length == 0 || BlobKey.Validate(key) is not null)
            return (root, "");
        var folder = Path.Combine(root, names.PathOf(key[..^1]));
        for (var at = folder; at.Length > root.Length; at = Path.GetDirectoryName(at)!)
        {
            if (!Directory.Exists(at) || File.GetAttributes(at).HasFlag(FileAttributes.ReparsePoint))
                return (null, "");
        }

        return (folder, key);
    }

    private IEnumerable<(string Key, string Path)> Walk(
        string folder,
        string start,
        string prefix,
        string? after,
        List<string> unmappedNames
    )
    {
        var strange = new List<string>();
        var entries = Entries(folder, start, strange).ToList();
        unmappedNames.AddRange(
            strange.Where(shown =>
                shown.StartsWith(prefix, StringComparison.Ordinal) && (after is null || Utf8Order.Instance.Compare(shown, after) > 0)
            )
        );
        entries.Sort((one, other) => Utf8Order.Instance.Compare(one.Key, other.Key));
        foreach (var (key, path, isFolder) in entries)
        {
            if (!isFolder)
            {
                if (key.StartsWith(prefix, StringComparison.Ordinal) && (after is null || Utf8Order.Instance.Compare(key, after) > 0))
                    yield return (key, path);
                continue;
            }

            var mayHold = key.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(key, StringComparison.Ordinal);
            var isOver =
                after is not null && !after.StartsWith(key, StringComparison.Ordinal) && Utf8Order.Instance.Compare(key, after) < 0;
            if (!mayHold || isOver)
                continue;
            foreach (var found in Walk(path, key, prefix, after, unmappedNames))
                yield return found;
        }
    }

    /// <summary>
    /// What is in a folder, by key; a folder's key ends with a slash. Folders that only continue a long segment are looked through.
    /// </summary>
    private IEnumerable<(string Key, string Path, bool IsFolder)> Entries(string folder, string start, List<string> unmappedNames)
    {
        foreach (var (name, isFolder) in Named(folder, start, unmappedNames))
        {
            if (names.SegmentOf(name, out var continues) is not { } segment || (continues && !isFolder))
            {
                unmappedNames.Add(start + name + (isFolder ? "/" : ""));
                continue;
            }

            var path = Path.Combine(folder, name);
            if (continues)
            {
                foreach (var entry in Entries(path, start + segment, unmappedNames))
                    yield return entry;
            }
            else
            {
                yield return (isFolder ? $"{start}{segment}/" : start + segment, path, isFolder);
            }
        }
    }

    /// <summary>
    /// .NET gives a name that is not UTF-8 with replacement characters, under which nothing can be opened (dotnet/runtime#102764): where a
    /// mark stands, the system is asked for the bytes.
    /// </summary>
    private static IEnumerable<(string Name, bool IsFolder)> Named(string folder, string start, List<string> unmappedNames)
    {
        var found = Names(folder).ToList();
        if (!found.Exists(entry => entry.Name.Contains('\uFFFD', StringComparison.Ordinal)) || Posix.ListNames(folder) is not { } raw)
        {
            return found;
        }

        var valid = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, isFolder) in raw)
        {
            if (Utf8.IsValid(name))
                valid.Add(Encoding.UTF8.GetString(name));
            else
                unmappedNames.Add(start + FileNames.ToDisplay(name) + (isFolder ? "/" : ""));
        }

        return found.Where(entry => !entry.Name.Contains('\uFFFD', StringComparison.Ordinal) || valid.Contains(entry.Name));
    }

    private static FileSystemEnumerable<(string Name, bool IsFolder)> Names(string folder) =>
        new(
            folder,
            (ref entry) => (entry.FileName.ToString(), entry.IsDirectory),
            new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true }
        )
        {
            ShouldIncludePredicate = (ref entry) =>
                !entry.FileName.StartsWith(FileNames.ReservedPrefix) && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
}
