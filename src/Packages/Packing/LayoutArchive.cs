using System.Formats.Tar;
using Serverless.Packages.Oci;
using static System.StringComparison;

namespace Serverless.Packages.Packing;

/// <summary>Writes an image layout as an archive: sorted, nothing of this machine or hour in it.</summary>
public static class LayoutArchive
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes it whole: beside its name first, then renamed.</summary>
    /// <param name="layout">The layout's folder.</param>
    /// <param name="output">The archive.</param>
    public static void Write(string layout, string output)
    {
        var path = Path.GetFullPath(output);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = path + ".part";
        try
        {
            using (var file = File.Create(part))
            using (var writer = new TarWriter(file, TarEntryFormat.Ustar))
            {
                foreach (var name in Names(layout))
                    WriteEntry(writer, Path.Combine(layout, name), name);
            }

            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static void WriteEntry(TarWriter writer, string file, string name)
    {
        using var stream = File.OpenRead(file);
        var entry = new UstarTarEntry(TarEntryType.RegularFile, name)
        {
            Mode = Mode,
            ModificationTime = DateTimeOffset.UnixEpoch,
            DataStream = stream,
        };
        writer.WriteEntry(entry);
    }

    /// <summary>The index first, so that a reader of a stream knows what comes.</summary>
    private static IEnumerable<string> Names(string layout) =>
        Directory
            .EnumerateFiles(layout, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(layout, file).Replace('\\', '/'))
            .Where(name => name is "oci-layout" or "index.json" || OciDigest.IsValid(name.Replace("blobs/sha256/", "sha256:", Ordinal)))
            .OrderBy(name => name.StartsWith("blobs", Ordinal))
            .ThenBy(name => name, StringComparer.Ordinal);
}
