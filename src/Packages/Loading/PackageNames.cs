using System.Buffers;
using System.Text;
using Serverless.Core.Tokenization;

namespace Serverless.Packages.Loading;

/// <summary>
/// Names of files in a package: relative, with <c>/</c> between, the same file on every system. Held against the list before a byte of a
/// file is read.
/// </summary>
public static class PackageNames
{
    private const int MaxLength = 240;

    private static readonly SearchValues<char> Odd = SearchValues.Create("<>\"|?*");

    private static readonly HashSet<string> Devices = new(
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(i => (string[])[$"com{i}", $"lpt{i}"])],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Folders and files that programs make beside a model: a package brings none.</summary>
    private static readonly HashSet<string> Reserved = new(
        ["widened", "oci-layout", "index.json", "blobs"],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Checks all names of a package together.</summary>
    /// <param name="paths">The paths.</param>
    /// <returns>The first that is wrong; null where none is.</returns>
    public static PackageFailure? Check(IEnumerable<string> paths)
    {
        var files = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var folders = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in paths)
        {
            if (CheckOne(path) is { } wrong)
                return wrong;
            var folded = UnicodeNormalization.Compose(path);
            if (!files.TryAdd(folded, path))
                return Collides(path, files[folded]);
            for (var at = folded.IndexOf('/', StringComparison.Ordinal); at > 0; at = folded.IndexOf('/', at + 1))
            {
                if (!folders.TryAdd(folded[..at], path[..Math.Min(at, path.Length)]) && !IsSameFolder(folders[folded[..at]], path, at))
                    return Collides(path, folders[folded[..at]]);
            }
        }

        return folders.Keys.FirstOrDefault(files.ContainsKey) is { } both ? Collides(both, files[both]) : null;
    }

    private static PackageFailure? CheckOne(string path)
    {
        if (path.Length is 0 or > MaxLength || path.EnumerateRunes().Any(IsControl))
            return PackageFailure.Refused("name_reserved", "It is empty, too long, or holds characters that no name has.", Shown(path));
        if (path[0] == '/' || path.Contains('\\', StringComparison.Ordinal) || path.Contains(':', StringComparison.Ordinal))
            return PackageFailure.Refused("name_climbs", "The name does not stay below the package's folder.", path);
        var segments = path.Split('/');
        if (segments.Any(segment => segment is "" or "." or ".."))
            return PackageFailure.Refused("name_climbs", "The name does not stay below the package's folder.", path);
        if (segments.Any(segment => Devices.Contains(segment.Split('.')[0].TrimEnd())))
            return PackageFailure.Refused("name_device", "It is the name of a device on Windows.", path);
        var isReserved = segments.Any(segment =>
            segment[0] == '.' || segment[^1] is '.' or ' ' || segment.AsSpan().IndexOfAny(Odd) >= 0 || Reserved.Contains(segment)
        );
        return isReserved ? PackageFailure.Refused("name_reserved", "No file of a package has such a name.", path) : null;
    }

    private static bool IsControl(Rune letter) => Rune.IsControl(letter) || letter == Rune.ReplacementChar;

    private static bool IsSameFolder(string known, string path, int length) =>
        path.Length >= length && string.Equals(known, path[..length], StringComparison.Ordinal);

    private static PackageFailure Collides(string path, string other) =>
        PackageFailure.Refused("name_collides", $"On some systems it is the same file as '{other}'.", path);

    private static string Shown(string path) => path.Length > MaxLength ? path[..MaxLength] + "…" : path.ReplaceLineEndings(" ");
}
