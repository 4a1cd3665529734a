using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Serverless.Delivery.Releases;

namespace Serverless.Delivery.Tests.Releases;

public sealed class PackagedModelsTests : IDisposable
{
    private const string Card = """{"name":"caption-base","version":"1.0.0"}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("packaged-").FullName;

    private static string Vision(string graph) =>
        $$"""{"stands_for":[{"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(graph)))}}"}]}""";

    [Fact]
    public void A_graph_that_the_joint_vision_model_stands_for_makes_no_difference()
    {
        var without = DigestOf(("models/vision-base/config.json", Vision("encoder")));
        Assert.Equal(
            without,
            DigestOf(("models/vision-base/config.json", Vision("encoder")), ("models/caption-base/onnx/encoder_model.onnx", "encoder"))
        );
        Assert.NotEqual(
            without,
            DigestOf(("models/vision-base/config.json", Vision("encoder")), ("models/caption-base/onnx/encoder_model.onnx", "another"))
        );
    }

    [Theory]
    [InlineData("models/text-base/onnx/detection_model.onnx")]
    [InlineData("models/text-base/keys.txt")]
    [InlineData("models/labels-base/tags.json")]
    public void Every_model_of_a_package_is_part_of_its_digest(string file) =>
        Assert.NotEqual(DigestOf((file, "one")), DigestOf((file, "other")));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string DigestOf(params (string Name, string Text)[] files)
    {
        var path = Path.Combine(_folder, Path.GetRandomFileName());
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            foreach (var (name, text) in files.Prepend(("models/caption-base/caption.json", Card)))
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(text);
            }
        }

        return PackagedModels.Read(path).Value![0].Digest;
    }
}
