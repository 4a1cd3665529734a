using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Inference;

public sealed class Fp32ModelCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("widened-").FullName;

    /// <summary>
    /// Among them a merged decoder, two graphs behind a condition: the runtime once wrote it so that it could not read it again.
    /// </summary>
    [Fact]
    public void Widened_graphs_say_the_same_under_the_same_digest()
    {
        var source = Path.Combine(Repository.Models, "caption-base");
        Directory.CreateDirectory(Path.Combine(_folder, "onnx"));
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(_folder, Path.GetRelativePath(source, file)));
        var (before, digest) = Describe();
        Assert.Equal(2, Fp32ModelCache.Write(_folder));
        Assert.Equal(
            "widened",
            Path.GetFileName(Path.GetDirectoryName(Fp32ModelCache.Prefer(Path.Combine(_folder, "onnx", "encoder_model_fp16.onnx"))))
        );
        var (after, digestAfter) = Describe();
        Assert.Equal((before.Text, digest), (after.Text, digestAfter));
        Assert.Equal(before.Quality!.Confidence, after.Quality!.Confidence, 1e-4);

        File.SetLastWriteTimeUtc(Path.Combine(_folder, "onnx", "encoder_model_fp16.onnx"), DateTime.UtcNow.AddHours(1));
        Assert.Equal(
            "onnx",
            Path.GetFileName(Path.GetDirectoryName(Fp32ModelCache.Prefer(Path.Combine(_folder, "onnx", "encoder_model_fp16.onnx"))))
        );
    }

    [Fact]
    public void A_decoder_of_two_graphs_can_be_widened_too()
    {
        var source = Repository.RequireShared("models", "caption-base");
        Directory.CreateDirectory(Path.Combine(_folder, "onnx"));
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        foreach (var name in (string[])["encoder_model_fp16.onnx", "decoder_model_fp16.onnx", "decoder_with_past_model_fp16.onnx"])
        {
            File.Copy(Path.Combine(source, "onnx", name), Path.Combine(_folder, "onnx", name));
        }

        var (before, _) = Describe();
        Assert.Equal(3, Fp32ModelCache.Write(_folder));
        var (after, _) = Describe();
        Assert.Equal(before.Text, after.Text);
        Assert.Equal(before.Quality!.Confidence, after.Quality!.Confidence, 1e-4);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private (Caption Caption, string Digest) Describe()
    {
        using var models = LoadedModels.Load(new ModelFolders(_folder), new RuntimeSettings(1));
        var pipeline = new CaptionPipeline(new VipsImageDecoder(new ImageLimits()), models, TimeProvider.System, CaptionIds.System);
        return (
            pipeline
                .Describe(new CaptionRequest(File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", "drawn-pie.png"))), default)
                .Value!,
            models.Identity.Digest
        );
    }
}
