using System.IO.Compression;

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

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Add(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(text);
    }
}
