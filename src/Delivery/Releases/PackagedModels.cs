using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Serverless.Core;
using Serverless.Ledger;

namespace Serverless.Delivery.Releases;

/// <summary>The models in a package: name and version from the card, and the digest that captions made with them carry.</summary>
internal static class PackagedModels
{
    private const string Models = "models/";

    /// <summary>The embedded models, by the names that stand for them in the digest.</summary>
    private static readonly (string Name, string Folder)[] Folders =
    [
        ("caption", "models/caption-base/"),
        ("quality", "models/quality-base/"),
        ("labels", "models/labels-base/"),
        ("text", "models/text-base/"),
        ("vision", "models/vision-base/"),
    ];

    private static readonly string[] Extensions = [".json", ".onnx", ".npy", ".txt", ".data"];

    /// <summary>Reads them.</summary>
    /// <param name="package">A zip archive.</param>
    /// <returns>The models, or what is wrong with the package.</returns>
    public static Result<ModelReference[], string> Read(string package)
    {
        try
        {
            using var zip = ZipFile.OpenRead(package);
            if (zip.GetEntry("models/caption-base/caption.json") is not { } card)
                return $"it holds no {Models}caption-base/caption.json";
            using var document = JsonDocument.Parse(ReadAll(card));
            var (name, version) = (document.RootElement.GetProperty("name"), document.RootElement.GetProperty("version"));
            return (ModelReference[])[new(name.GetString()!, version.GetString()!, DigestOf(zip))];
        }
        catch (Exception error) when (error is InvalidDataException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "it is no package: " + error.Message;
        }
    }

    /// <summary>
    /// As the service works it out over its folders: SHA-256 over a line for each model file, sorted by name. Graphs that the build
    /// widened from others are in a folder of their own, and do not count; nor do those that the joint vision model stands for.
    /// </summary>
    private static string DigestOf(ZipArchive zip)
    {
        var replaced = ReplacedGraphs(zip);
        var lines = zip
            .Entries.SelectMany(entry =>
                Folders
                    .Where(folder => entry.FullName.StartsWith(folder.Folder, StringComparison.Ordinal))
                    .Select(folder => (Entry: entry, Name: $"{folder.Name}/{entry.FullName[folder.Folder.Length..]}"))
            )
            .Where(file => Extensions.Contains(Path.GetExtension(file.Name)) && !IsDerived(file.Name))
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => (file.Name, Hash: HashOf(file.Entry)))
            .Where(file => !replaced.Contains(file.Hash))
            .Select(file => $"{file.Hash}  {file.Name}\n");
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    /// <summary>Digests of the graphs that the package's joint vision model stands for.</summary>
    private static HashSet<string> ReplacedGraphs(ZipArchive zip)
    {
        if (zip.GetEntry("models/vision-base/config.json") is not { } config)
            return [];
        using var document = JsonDocument.Parse(ReadAll(config));
        return
        [
            .. document.RootElement.GetProperty("stands_for").EnumerateArray().Select(graph => graph.GetProperty("sha256").GetString()!),
        ];
    }

    private static bool IsDerived(string name) => Path.GetFileName(Path.GetDirectoryName(name)) == "widened";

    private static string HashOf(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static byte[] ReadAll(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
