using System.Text.Json;
using Serverless.Packages.Oci;
using Serverless.Storage.Files;

namespace Serverless.Packages.Loading;

/// <summary>
/// Verified packages on disk: <c>packages/sha256-HEX</c> with the files, only for reading; beside each its manifest, its configuration and
/// its signatures. An entry appears whole, by renaming; a damaged one is made anew.
/// </summary>
/// <param name="folder">Where it is.</param>
internal sealed class ModelCache(string folder)
{
    private const string EvidenceEnding = ".evidence.json";

    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private string Packages => Path.Combine(folder, "packages");

    /// <summary>The folder of a package.</summary>
    public string FolderOf(string digest) => Path.Combine(Packages, "sha256-" + OciDigest.Hex(digest));

    /// <summary>Removes what processes that were killed left half done.</summary>
    public void RemoveLeft() => PackageWorkshop.RemoveLeft(Packages);

    /// <summary>A new folder beside the entries, which nobody reads.</summary>
    public PackageWorkshop CreateWorkshop() => PackageWorkshop.Create(Packages);

    /// <summary>Whether the files of an entry are those of the package, all and no others.</summary>
    public async Task<bool> IsWholeAsync(PackageManifest package, CancellationToken cancellationToken)
    {
        var entry = FolderOf(package.Digest);
        if (!Directory.Exists(entry) || !File.Exists(MarkerOf(package.Digest)))
            return false;
        var files = Directory.EnumerateFiles(entry, "*", SearchOption.AllDirectories).Count();
        if (files != package.Entries.Count)
            return false;
        if (
            package.Entries.Any(file =>
                new FileInfo(Path.Combine(entry, file.Path)) is not { Exists: true } info || info.Length != file.Blob.Size
            )
        )
            return false;
        var isWhole = true;
        var largestFirst = package.Entries.OrderByDescending(file => file.Blob.Size);
        await Parallel.ForEachAsync(
            largestFirst,
            cancellationToken,
            async (file, token) =>
            {
                if (Volatile.Read(ref isWhole) && await OciDigest.OfFileAsync(Path.Combine(entry, file.Path), token) != file.Blob.Digest)
                    Volatile.Write(ref isWhole, false);
            }
        );
        return isWhole;
    }

    /// <summary>Moves a finished workshop to its place, and says last that it passed the gate.</summary>
    public void Publish(string workshop, string digest)
    {
        foreach (var file in Directory.EnumerateFiles(workshop, "*", SearchOption.AllDirectories))
            MakeReadOnly(file);
        var entry = FolderOf(digest);
        Remove(digest);
        try
        {
            Directory.Move(workshop, entry);
        }
        catch (IOException) when (Directory.Exists(entry))
        {
            Directory.Delete(workshop, recursive: true); // another process was first, with the same content
        }

        File.WriteAllText(MarkerOf(digest), digest + "\n");
    }

    /// <summary>Removes an entry that is damaged, or stands in the way of a new one.</summary>
    public void Remove(string digest)
    {
        File.Delete(MarkerOf(digest));
        if (Directory.Exists(FolderOf(digest)))
            Directory.Delete(FolderOf(digest), recursive: true);
    }

    /// <summary>Keeps what is needed to verify a package again without its registry.</summary>
    public void Keep(CachedEvidence evidence)
    {
        var path = FolderOf(evidence.Digest) + EvidenceEnding;
        WholeFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(evidence, LoadingJson.Default.CachedEvidence));
    }

    /// <summary>What was kept; null where nothing was, or it is damaged.</summary>
    public CachedEvidence? FindEvidence(string digest) =>
        OciDigest.IsValid(digest) ? Read(FolderOf(digest) + EvidenceEnding, LoadingJson.Default.CachedEvidence) : null;

    /// <summary>Where files of all its packages are, by digest: what is here need not be fetched again. Who takes one checks it.</summary>
    internal IReadOnlyDictionary<string, string> FindFiles(PackageLimits limits)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Directory.Exists(Packages))
            return files;
        foreach (var document in Directory.EnumerateFiles(Packages, "*" + EvidenceEnding))
        {
            if (Read(document, LoadingJson.Default.CachedEvidence) is not { } evidence)
                continue;
            var content = new OciContent(PackageMediaTypes.Manifest, evidence.Manifest);
            if (!PackageManifest.Read(content, limits).TryGet(out var package, out _))
                continue;
            foreach (var entry in package.Entries)
                files[entry.Blob.Digest] = Path.Combine(FolderOf(package.Digest), entry.Path);
        }

        return files;
    }

    /// <summary>Keeps what a tag or alias of a registry meant.</summary>
    public void KeepReference(string registry, string reference, string digest)
    {
        var known = new CachedReference(registry, reference, digest);
        WholeFile.Write(
            ReferenceFile(registry, reference),
            JsonSerializer.SerializeToUtf8Bytes(known, LoadingJson.Default.CachedReference)
        );
    }

    /// <summary>What a tag or alias meant when it was last asked; null where that is not known.</summary>
    public string? FindReference(string registry, string reference) =>
        OciDigest.IsValid(reference) ? reference : Read(ReferenceFile(registry, reference), LoadingJson.Default.CachedReference)?.Digest;

    private string MarkerOf(string digest) => FolderOf(digest) + ".verified";

    private string ReferenceFile(string registry, string reference)
    {
        var name = OciDigest.Of(System.Text.Encoding.UTF8.GetBytes(registry + "\n" + reference));
        return Path.Combine(folder, "references", OciDigest.Hex(name) + ".json");
    }

    private static void MakeReadOnly(string file)
    {
        if (OperatingSystem.IsWindows())
            File.SetAttributes(file, FileAttributes.ReadOnly);
        else
            File.SetUnixFileMode(file, ReadOnly);
    }

    private static T? Read<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), type) : null;
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            return null;
        }
    }
}
