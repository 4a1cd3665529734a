using System.Security.Cryptography;
using System.Text;

namespace Serverless.LocalTargets.Packages;

/// <summary>Digests of packages, in lower-case hexadecimal.</summary>
internal static class PackageDigest
{
    /// <summary>
    /// Of a zip: SHA-256 of its bytes. Of a folder: SHA-256 of what <c>sha256sum</c> would write of its files
    /// (<c>digest, two blanks, relative path, line feed</c>), sorted by path, ordinal.
    /// </summary>
    public static async Task<string> OfAsync(string path, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
            return await OfFileAsync(path, cancellationToken);
        var text = new StringBuilder();
        var files = Directory
            .EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Select(file => (File: file, Name: Path.GetRelativePath(path, file).Replace('\\', '/')))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal);
        foreach (var (file, name) in files)
            text.Append(await OfFileAsync(file, cancellationToken)).Append("  ").Append(name).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static async Task<string> OfFileAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }
}
