using System.Security.Cryptography;
using System.Text;
using Serverless.Core.Inference;

namespace Serverless.Core.Pipeline;

/// <summary>One digest over the files of model folders.</summary>
internal static class ModelDigest
{
    private static readonly string[] Extensions = [".json", ".onnx", ".npy", ".txt", ".data"];

    /// <summary>
    /// SHA-256 over a line for each model file, sorted by name: digest, two spaces, place in the folder (as <c>sha256sum</c> prints).
    /// </summary>
    /// <param name="folders">Each under the name that stands for it in the lines.</param>
    /// <param name="unused">Paths of graphs that another stands for: whether they are there makes no difference to what ran.</param>
    public static string Of(IReadOnlyList<(string Name, string Folder)> folders, IEnumerable<string> unused)
    {
        var passedOver = unused.Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        var files = folders
            .SelectMany(entry =>
                Directory
                    .EnumerateFiles(entry.Folder, "*", SearchOption.AllDirectories)
                    .Where(file => Extensions.Contains(Path.GetExtension(file)) && !Fp32ModelCache.IsDerived(file))
                    .Where(file => !passedOver.Contains(Path.GetFullPath(file)))
                    .Select(file => (File: file, Name: $"{entry.Name}/{Path.GetRelativePath(entry.Folder, file).Replace('\\', '/')}"))
            )
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .ToList();
        var lines = files.Select(file => $"{Hash(file.File)}  {file.Name}\n");
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
