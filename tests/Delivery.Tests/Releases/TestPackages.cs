using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Serverless.Delivery.Tests.Releases;

/// <summary>Small packages that hold what releases read of them.</summary>
internal sealed class TestPackages : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("packages-").FullName;

    public void Write(string target, string program = "program", string model = "weights", string modelVersion = "1.0.0")
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, target)).FullName;
        var path = Path.Combine(folder, $"captions-{target}.zip");
        File.Delete(path);
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            Add(zip, "program", program + target);
            Add(zip, "models/caption-base/caption.json", $$"""{"name":"caption-base","version":"{{modelVersion}}"}""");
            Add(zip, "models/caption-base/onnx/model.onnx", model);
            Add(zip, "models/quality-base/onnx/widened/model.onnx", "derived of " + target);
            Add(zip, "models/README.md", "about " + target);
        }

        File.WriteAllText(Path.Combine(folder, $"captions-{target}.cdx.json"), "{}");
    }

    /// <summary>The digest of the image of a version.</summary>
    public static string ImageOf(string version) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version)));

    /// <summary>What <c>make images</c> leaves of an image, as far as releases read it.</summary>
    public void WriteImage(string target, string digest)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, target, "image")).FullName;
        File.WriteAllText(Path.Combine(folder, "index.json"), $$"""{"manifests":[{"digest":"{{digest}}"}]}""");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Add(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(text);
    }
}
