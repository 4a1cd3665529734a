using System.Text;
using System.Text.Json;
using Serverless.Storage.Files;

namespace Serverless.Packages.Hub;

/// <summary>
/// One model's part of the cache that Hugging Face's tools share: <c>refs/REVISION</c> names a commit, <c>blobs/NAME</c> holds bytes once,
/// <c>snapshots/COMMIT/PATH</c> links to them. What we fetched whole is noted in <c>.captions/</c>, which those tools pass over.
/// </summary>
internal sealed class HubCache(string cacheFolder, HubModel model)
{
    private readonly string _folder = Path.Combine(cacheFolder, model.FolderName);

    /// <summary>The file of bytes with a name.</summary>
    public string Blob(HubFile file) => Path.Combine(_folder, "blobs", file.Name);

    /// <summary>The file that keeps two programs from fetching the same bytes; where huggingface_hub has it.</summary>
    public string Lock(HubFile file) => Path.Combine(cacheFolder, ".locks", model.FolderName, file.Name + ".lock");

    public string Snapshot(string commit) => Path.Combine(_folder, "snapshots", commit);

    /// <summary>A snapshot with all files that a model needs, in the precision wished for.</summary>
    /// <param name="precisions">What will do.</param>
    /// <param name="dtype">The wish.</param>
    public HubSnapshot? Find(IReadOnlyList<HubPrecision> precisions, string? dtype)
    {
        if (CommitOf(model) is not { } commit || !Directory.Exists(Snapshot(commit)))
            return null;
        var folder = Snapshot(commit);
        if (ReadMarker(commit, dtype) is { } marker)
            return marker.Files.All(file => SizeOf(Path.Combine(folder, file.Key)) == file.Value)
                ? new HubSnapshot(folder, commit, [.. marker.Files.Keys])
                : null;
        return HubSelection.Of(FilesIn(folder), precisions).TryGet(out var files, out _) && HasTokenizer(files)
            ? new HubSnapshot(folder, commit, [.. files.Select(file => file.Path)])
            : null;
    }

    /// <summary>Puts fetched bytes under their path: a link, or where links cannot be made a copy.</summary>
    public void Link(string commit, HubFile file)
    {
        var path = Path.Combine(Snapshot(commit), file.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (SizeOf(path) == file.Size)
            return;
        File.Delete(path); // a link to nothing too
        try
        {
            File.CreateSymbolicLink(path, Path.GetRelativePath(Path.GetDirectoryName(path)!, Blob(file)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            File.Copy(Blob(file), path, overwrite: true);
        }
    }

    /// <summary>Notes that a snapshot is whole, and what the revision means.</summary>
    public void Finish(string commit, string? dtype, IReadOnlyList<HubFile> files)
    {
        var marker = new HubMarker(commit, files.ToDictionary(file => file.Path, file => file.Size, StringComparer.Ordinal));
        WholeFile.Write(MarkerFile(commit, dtype), JsonSerializer.SerializeToUtf8Bytes(marker, HubJson.Default.HubMarker));
        if (!model.IsPinned)
            WholeFile.Write(Path.Combine(_folder, "refs", model.Revision), Encoding.ASCII.GetBytes(commit));
    }

    private string? CommitOf(HubModel wanted)
    {
        if (wanted.IsPinned)
            return wanted.Revision;
        var file = Path.Combine(_folder, "refs", wanted.Revision);
        return File.Exists(file) && File.ReadAllText(file).Trim() is { Length: 40 } commit && commit.All(char.IsAsciiHexDigitLower)
            ? commit
            : null;
    }

    private HubMarker? ReadMarker(string commit, string? dtype)
    {
        var file = MarkerFile(commit, dtype);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllText(file), HubJson.Default.HubMarker) : null;
        }
        catch (JsonException)
        {
            return null; // made anew
        }
    }

    private string MarkerFile(string commit, string? dtype) => Path.Combine(_folder, ".captions", $"{commit}.{dtype ?? "any"}.json");

    private static List<HubFile> FilesIn(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(File.Exists) // a link to nothing is listed too
                .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
                .Select(path => new HubFile(path, SizeOf(Path.Combine(folder, path)) ?? 0, null, null)),
        ];

    private static bool HasTokenizer(IReadOnlyList<HubFile> files) =>
        files.Any(file => file.Path is "tokenizer.json" or "vocab.json" or "vocab.txt");

    private static long? SizeOf(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return null;
        return file.ResolveLinkTarget(returnFinalTarget: true) is not FileInfo target ? file.Length
            : target.Exists ? target.Length
            : null;
    }
}
