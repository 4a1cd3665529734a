using System.IO.Compression;
using System.Security.Cryptography;
using Serverless.Testing;

namespace Serverless.LocalTargets.Tests;

/// <summary>A package whose host has no models: starts in a moment.</summary>
internal sealed record TinyPackage(string Path, string Sha256)
{
    private static readonly Dictionary<string, string> Programs = new()
    {
        ["aws"] = "bootstrap",
        ["gcp"] = "Serverless.Hosts.Gcp",
        ["kubernetes"] = "Serverless.Hosts.Kubernetes",
        ["onprem"] = "Serverless.Hosts.Kubernetes",
    };

    /// <summary>Zipped as a release is.</summary>
    /// <param name="folder">Where it is written.</param>
    /// <param name="target">Whose program it pretends to be.</param>
    public static TinyPackage Zip(string folder, string target = "kubernetes")
    {
        var path = System.IO.Path.Combine(folder, $"captions-{target}.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            var built = System.IO.Path.Combine(Repository.Root, "tests", "Emulators", "TinyHost", "bin", configuration, "net10.0");
            foreach (var file in Directory.EnumerateFiles(built, "Serverless.TinyHost*"))
            {
                var isProgram = System.IO.Path.GetFileName(file) == "Serverless.TinyHost";
                var entry = zip.CreateEntry(isProgram ? Programs[target] : System.IO.Path.GetFileName(file), CompressionLevel.Fastest);
                entry.ExternalAttributes = (0x8000 | (isProgram ? 0x1ED : 0x1A4)) << 16; // S_IFREG, 0755 or 0644
                using var content = entry.Open();
                using var source = File.OpenRead(file);
                source.CopyTo(content);
            }
        }

        return new TinyPackage(path, DigestOf(path));
    }

    public static string DigestOf(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}
