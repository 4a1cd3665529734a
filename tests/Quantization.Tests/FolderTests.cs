using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Quantization.Tests;

/// <summary>Folders of models: the embedded ones, and tiny ones of other layouts.</summary>
public sealed class FolderTests : IDisposable
{
    private readonly string _to = Path.Combine(Directory.CreateTempSubdirectory("int8-").FullName, "models");

    [Fact]
    public void The_embedded_models_run_as_int8_and_describe_as_before()
    {
        var outcomes = OnnxQuantizer.QuantizeFolder(Repository.Models, _to, new Random(1));
        Assert.Equal(
            [
                "caption-base/onnx/decoder_model_merged_int8.onnx",
                "text-base/onnx/detection_model_fp16.onnx",
                "text-base/onnx/recognition_model_fp16.onnx",
                "vision-base/onnx/matcher_model_int8.onnx",
                "vision-base/onnx/vision_model_int8.onnx",
            ],
            Graphs()
        );
        Assert.All(outcomes.Where(outcome => outcome.Report is not null), outcome => Assert.InRange(outcome.Cosine!.Value, 0.98, 1));
        Assert.Equal(3, outcomes.Count(outcome => outcome.Why == "a joint vision model stands for it"));
        using var exact = Load(Repository.Models);
        using var int8 = Load(_to);
        Assert.False(int8.Captioner.HasEncoder); // the joint vision model still stands for it
        Assert.NotEqual(exact.Identity.Digest, int8.Identity.Digest);
        foreach (var picture in (string[])["march-pastoral.png", "nagasaki-boats.png", "locomotion-house-cat.png"])
        {
            var (before, now) = (Describe(exact, picture), Describe(int8, picture));
            Assert.Equal(before.Text, now.Text);
            Assert.Equal(before.Quality!.Score, now.Quality!.Score, 0.1);
        }
    }

    [Fact]
    public void Int8_graphs_can_be_widened_like_the_exact_ones()
    {
        OnnxQuantizer.QuantizeFolder(Path.Combine(Repository.Models, "caption-base"), _to, new Random(1));
        using var plain = LoadedModels.Load(new ModelFolders(_to), new RuntimeSettings(1));
        var before = Describe(plain, "nagasaki-boats.png");
        Assert.Equal(2, Fp32ModelCache.Write(_to));
        using var widened = LoadedModels.Load(new ModelFolders(_to), new RuntimeSettings(1));
        Assert.Equal(before.Text, Describe(widened, "nagasaki-boats.png").Text);
    }

    [Theory]
    [InlineData("vit-gpt2-tiny")]
    [InlineData("trocr-style-tiny")]
    [InlineData("florence2-tiny")]
    public void Other_captioners_load_and_generate(string name)
    {
        var outcomes = OnnxQuantizer.QuantizeFolder(Path.Combine(Repository.Fixtures, name), _to, new Random(1));
        Assert.Contains(outcomes, outcome => outcome.Report is { NodesChanged: > 0 });
        using var model = CaptionModel.Load(_to, new RuntimeSettings(1));
        var pixels = new Core.Preprocessing.PixelTensor(
            model.Profile.Height,
            model.Profile.Width,
            new float[3 * model.Profile.Height * model.Profile.Width]
        );
        using var encoded = model.Encode([pixels], default);
        Assert.NotEmpty(model.Generate(encoded, model.Defaults, default)[0]);
    }

    [Fact]
    public void Two_graphs_that_go_together_have_one_form()
    {
        var source = Path.Combine(Path.GetDirectoryName(_to)!, "source");
        Copy(Path.Combine(Repository.Fixtures, "trocr-style-tiny"), source);
        File.WriteAllText(Path.Combine(source, "onnx", "decoder_with_past_model.onnx"), "no graph");
        var outcomes = OnnxQuantizer.QuantizeFolder(source, _to, new Random(1));
        var pair = outcomes.Where(outcome =>
            outcome.Graph.Contains("decoder", StringComparison.Ordinal) && !outcome.Graph.Contains("merged")
        );
        Assert.Equal(2, pair.Count(outcome => outcome is { Report: null, Why: not null }));
        Assert.Contains("onnx/decoder_model.onnx", Graphs());
        Assert.DoesNotContain("onnx/decoder_model_int8.onnx", Graphs());
    }

    [Fact]
    public void Of_several_forms_the_most_exact_is_taken_and_what_has_few_bits_stays()
    {
        var source = Path.Combine(Path.GetDirectoryName(_to)!, "source");
        Copy(Path.Combine(Repository.Fixtures, "clip-tiny"), source);
        var graphs = Path.Combine(source, "onnx");
        File.Copy(Path.Combine(graphs, "model.onnx"), Path.Combine(graphs, "model_quantized.onnx"));
        File.Move(Path.Combine(graphs, "text_model.onnx"), Path.Combine(graphs, "text_model_q4.onnx"));
        OnnxQuantizer.QuantizeFolder(source, _to, new Random(1));
        Assert.Equal(["onnx/model_int8.onnx", "onnx/text_model_q4.onnx", "onnx/vision_model.onnx"], Graphs());
    }

    [Fact]
    public void A_target_that_holds_something_or_lies_inside_is_refused()
    {
        Directory.CreateDirectory(_to);
        File.WriteAllText(Path.Combine(_to, "file"), "");
        Assert.Throws<InvalidDataException>(() => OnnxQuantizer.QuantizeFolder(Repository.Models, _to, new Random(1)));
        Assert.Throws<InvalidDataException>(() => OnnxQuantizer.QuantizeFolder(_to, Path.Combine(_to, "inner"), new Random(1)));
        Assert.Throws<InvalidDataException>(() => OnnxQuantizer.QuantizeFolder(_to + "-none", _to, new Random(1)));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_to)!, recursive: true);

    private static LoadedModels Load(string folder) =>
        LoadedModels.Load(
            new ModelFolders(
                Path.Combine(folder, "caption-base"),
                Path.Combine(folder, "quality-base"),
                Path.Combine(folder, "labels-base"),
                Path.Combine(folder, "text-base"),
                Path.Combine(folder, "vision-base")
            ),
            new RuntimeSettings(1)
        );

    private static Caption Describe(LoadedModels models, string picture) =>
        new CaptionPipeline(new VipsImageDecoder(new ImageLimits()), models, TimeProvider.System, CaptionIds.System)
            .Describe(new CaptionRequest(File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", picture))), default)
            .Value!;

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private IReadOnlyList<string> Graphs() =>
        [
            .. Directory
                .EnumerateFiles(_to, "*.onnx", SearchOption.AllDirectories)
                .Where(file => !file.Contains("widened", StringComparison.Ordinal))
                .Select(file => Path.GetRelativePath(_to, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];
}
