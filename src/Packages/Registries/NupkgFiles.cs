using System.IO.Compression;
using Serverless.Core;

namespace Serverless.Packages.Registries;

/// <summary>
/// An unpacked package below <c>model/</c> of a <c>.nupkg</c>. Names, sizes and ratios are checked before a byte of it is inflated, and no
/// more is inflated of an entry than it announces.
/// </summary>
internal sealed class NupkgFiles : IUnpackedFiles
{
    /// <summary>The folder of the model.</summary>
    public const string Folder = "model/";

    /// <summary>How many times an entry may grow, and from which size on that counts: small tables of zeros shrink well.</summary>
    private const int MaxRatio = 100,
        MinCounted = 1 << 20;

    /// <summary>Entries of others: NuGet's own and its signature; what builds run and a person reads.</summary>
    private const int MaxOthers = 100;

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries;

    private NupkgFiles(ZipArchive archive, Dictionary<string, ZipArchiveEntry> entries) => (_archive, _entries) = (archive, entries);

    public IEnumerable<string> Names => _entries.Keys;

    public static Result<NupkgFiles, PackageFailure> Open(string path, PackageLimits limits)
    {
        ZipArchive? archive = null;
        try
        {
            archive = ZipFile.OpenRead(path);
            var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.OrdinalIgnoreCase);
            if (Read(archive, entries, limits, path) is { } wrong)
                return wrong;
            var files = new NupkgFiles(archive, entries);
            archive = null;
            return files;
        }
        catch (InvalidDataException error)
        {
            return PackageFailure.Refused("layout", "It is no archive that can be read: " + error.Message, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return PackageFailure.WrongUsage("not_found", "It cannot be read: " + error.Message, path);
        }
        finally
        {
            archive?.Dispose();
        }
    }

    public long? FindLength(string name) => _entries.TryGetValue(name, out var entry) ? entry.Length : null;

    public Stream Open(string name)
    {
        try
        {
            return _entries[name].Open();
        }
        catch (InvalidDataException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    public void Dispose() => _archive.Dispose();

    private static PackageFailure? Read(ZipArchive archive, Dictionary<string, ZipArchiveEntry> entries, PackageLimits limits, string path)
    {
        if (archive.Entries.Count > limits.MaxFiles + MaxOthers)
            return PackageFailure.Refused("files", $"It holds more than {limits.MaxFiles} files.", path);
        var total = 0L;
        foreach (var entry in archive.Entries)
        {
            var name = Uri.UnescapeDataString(entry.FullName); // names are parts of a package (OPC), written as in addresses
            if (CheckEntry(entry, name) is { } wrong)
                return wrong;
            total += entry.Length;
            if (entry.Length > limits.MaxBytes || total > limits.MaxBytes)
                return PackageFailure.Refused("size", $"It announces more than the {limits.MaxBytes} bytes that are taken.", name);
            if (name.StartsWith(Folder, StringComparison.Ordinal) && !entries.TryAdd(name[Folder.Length..], entry))
                return PackageFailure.Refused("name_collides", "On some systems it is the same file as another.", name);
        }

        return null;
    }

    private static PackageFailure? CheckEntry(ZipArchiveEntry entry, string name)
    {
        if (name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Split('/').Any(one => one is "" or "." or ".."))
            return PackageFailure.Refused("name_climbs", "The archive holds a name that leads out of it, or a folder.", name);
        const int LinkMode = 0xA000,
            KindMask = 0xF000;
        if (((entry.ExternalAttributes >> 16) & KindMask) == LinkMode)
            return PackageFailure.Refused("name_link", "The archive holds a link.", name);
        if (!name.StartsWith(Folder, StringComparison.Ordinal) && !IsOfNuGet(name))
            return PackageFailure.Refused("name_extra", "The archive holds what no package of a model has.", name);
        return entry.Length > MinCounted && entry.Length / MaxRatio > entry.CompressedLength
            ? PackageFailure.Refused("ratio", $"It grows to more than {MaxRatio} times its size.", name)
            : null;
    }

    private static bool IsOfNuGet(string name) =>
        name is "[Content_Types].xml" or "_rels/.rels" or "README.md" or ".signature.p7s"
        || name.StartsWith("package/services/metadata/core-properties/", StringComparison.Ordinal)
        || (!name.Contains('/', StringComparison.Ordinal) && name.EndsWith(".nuspec", StringComparison.Ordinal))
        || (name.StartsWith("buildTransitive/", StringComparison.Ordinal) && name.EndsWith(".targets", StringComparison.Ordinal));
}
