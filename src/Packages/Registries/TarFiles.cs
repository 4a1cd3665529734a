using System.Formats.Tar;
using Serverless.Core;
using Serverless.Packages.Oci;

namespace Serverless.Packages.Registries;

/// <summary>Where a file's bytes are in an archive.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes.</param>
internal sealed record ArchivedFile(long Offset, long Length);

/// <summary>Reads the headers of an archive that should hold an OCI image layout and nothing else.</summary>
internal static class TarFiles
{
    private const string Blobs = "blobs/sha256/";

    public static Result<IReadOnlyDictionary<string, ArchivedFile>, PackageFailure> Read(string path, PackageLimits limits)
    {
        var files = new Dictionary<string, ArchivedFile>(StringComparer.OrdinalIgnoreCase);
        var total = 0L;
        try
        {
            using var stream = File.OpenRead(path);
            using var reader = new TarReader(stream, leaveOpen: true);
            while (reader.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is TarEntryType.GlobalExtendedAttributes)
                    continue;
                if (CheckName(entry) is { } wrong)
                    return wrong;
                if (entry.EntryType == TarEntryType.Directory)
                    continue;
                total += entry.Length;
                if (entry.Length < 0 || total > limits.MaxBytes || entry.DataOffset + entry.Length > stream.Length)
                    return PackageFailure.Refused("size", "It announces more bytes than there are, or are taken.", entry.Name);
                if (!files.TryAdd(Clean(entry.Name), new ArchivedFile(entry.DataOffset, entry.Length)))
                    return PackageFailure.Refused("name_collides", "The archive holds it twice.", entry.Name);
                if (files.Count > limits.MaxFiles + 100)
                    return PackageFailure.Refused("files", $"The archive holds more than {limits.MaxFiles} files.", path);
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            return PackageFailure.Refused("layout", "It is no archive that can be read: " + error.Message, path);
        }

        return files;
    }

    private static PackageFailure? CheckName(TarEntry entry)
    {
        var name = Clean(entry.Name);
        if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink)
            return PackageFailure.Refused("name_link", "The archive holds a link.", entry.Name);
        if (entry.EntryType is TarEntryType.CharacterDevice or TarEntryType.BlockDevice or TarEntryType.Fifo)
            return PackageFailure.Refused("name_device", "The archive holds a device.", entry.Name);
        if (name.StartsWith('/') || name.Split('/', '\\').Contains(".."))
            return PackageFailure.Refused("name_climbs", "The archive holds a name that leads out of it.", entry.Name);
        if (entry.EntryType == TarEntryType.Directory)
            return null;
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            return PackageFailure.Refused("layout", $"The archive holds an entry of the type {entry.EntryType}.", entry.Name);
        var isBlob = name.StartsWith(Blobs, StringComparison.Ordinal) && OciDigest.IsValid("sha256:" + name[Blobs.Length..]);
        return isBlob || name is "index.json" or "oci-layout"
            ? null
            : PackageFailure.Refused("name_extra", "The archive holds what no image layout has.", entry.Name);
    }

    private static string Clean(string name) => name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
}
