using Serverless.Core.Imaging;
using Serverless.Core.Imaging.Vips;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Testing;

namespace Serverless.Core.Tests.Inference;

public sealed class WidenedGraphsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("widened-").FullName;

    [Fact]
    public void Widened_graphs_say_the_same_under_the_same_digest()
    {
        var source = Path.Combine(Repository.Models, "caption-base");
        Directory.CreateDirectory(Path.Combine(_folder, "onnx"));
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories)) File.Copy(file, Path.Combine(_folder, Path.GetRelativePath(source, file)));
        var (before, digest) = Describe();
        Assert.Equal(3, WidenedGraphs.Write(_folder));
        Assert.Equal("widened", Path.GetFileName(Path.GetDirectoryName(WidenedGraphs.Prefer(Path.Combine(_folder, "onnx", "encoder_model_fp16.onnx")))));
        var (after, digestAfter) = Describe();
        Assert.Equal((before.Text, digest), (after.Text, digestAfter));
        Assert.Equal(before.Quality!.Confidence, after.Quality!.Confidence, 1e-4);

        File.SetLastWriteTimeUtc(Path.Combine(_folder, "onnx", "encoder_model_fp16.onnx"), DateTime.UtcNow.AddHours(1));
        Assert.Equal("onnx", Path.GetFileName(Path.GetDirectoryName(WidenedGraphs.Prefer(Path.Combine(_folder, "onnx", "encoder_model_fp16.onnx")))));
    }

    [Fact]
    public void A_graph_that_the_runtime_cannot_write_again_goes_without()
    {
        var merged = Path.Combine(Repository.Shared, "models", "caption-base", "onnx", "decoder_model_merged_fp16.onnx");
        Assert.SkipUnless(File.Exists(merged), "the merged decoder of caption-base is not here");
        Directory.CreateDirectory(Path.Combine(_folder, "onnx"));
        File.Copy(merged, Path.Combine(_folder, "onnx", "decoder_model_merged_fp16.onnx"));
        Assert.Equal(0, WidenedGraphs.Write(_folder));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "onnx", "widened")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private (Caption Caption, string Digest) Describe()
    {
        using var models = LoadedModels.Load(new ModelFolders(_folder), new RuntimeSettings(1));
        var pipeline = new CaptionPipeline(new VipsImageDecoder(new ImageLimits()), models, TimeProvider.System, CaptionIds.System);
        return (pipeline.Describe(new CaptionRequest(File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", "drawn-pie.png"))), default).Value!, models.Identity.Digest);
    }
}
