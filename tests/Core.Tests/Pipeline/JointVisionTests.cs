using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Pipeline;

/// <summary>One graph in place of three image parts: the same answers, and only where it stands for the models that are there.</summary>
public sealed class JointVisionTests(EmbeddedModels joint, SeparateModels separate)
    : IClassFixture<EmbeddedModels>,
        IClassFixture<SeparateModels>,
        IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("joint-").FullName;

    private static IEnumerable<string> Pictures =>
        Directory.EnumerateFiles(Path.Combine(Repository.Fixtures, "golden"), "*.png").Order(StringComparer.Ordinal);

    [Fact]
    public void Captions_and_judgments_are_those_of_the_models_apart()
    {
        var (one, other) = (Describe(joint.Models), Describe(separate.Models));
        Assert.Equal(23, one.Count);
        // the classifier of kinds belongs to the joint model: where it says the same as the thresholds, all else is the same too
        var alike = one.Zip(other)
            .Where(pair => (pair.First.Kind, IsOutOfScope(pair.First)) == (pair.Second.Kind, IsOutOfScope(pair.Second)))
            .ToList();
        Assert.InRange(alike.Count, 10, 23);
        foreach (var (mine, theirs) in alike)
        {
            Assert.Equal((theirs.Text, theirs.AltText, theirs.Source), (mine.Text, mine.AltText, mine.Source));
            Assert.Equal((theirs.Verdict, theirs.Kind), (mine.Verdict, mine.Kind));
            Assert.Equal(theirs.Reasons, mine.Reasons);
            Assert.Equal(theirs.Quality!.Score, mine.Quality!.Score, 1e-3);
            Assert.Equal(theirs.Quality.Fit ?? 0, mine.Quality.Fit ?? 0, 1e-3);
            Assert.Equal(theirs.Labels?.Select(label => label.Label.Id), mine.Labels?.Select(label => label.Label.Id));
        }
    }

    [Fact]
    public void Given_words_are_judged_as_by_the_models_apart()
    {
        string[] texts = ["a person", "a dog runs", "a man is sitting on a boat in the water"];
        foreach (var picture in Pictures.Where(path => !Path.GetFileName(path).StartsWith("drawn-", StringComparison.Ordinal)))
        {
            var request = new CaptionRequest(File.ReadAllBytes(picture));
            var scores = ((LoadedModels[])[joint.Models, separate.Models])
                .Select(models => Pipeline(models).ScoreMany(request, texts, default).Value!)
                .ToList();
            foreach (var (mine, theirs) in scores[0].Zip(scores[1]))
                Assert.Equal(theirs.Quality!.Fit!.Value, mine.Quality!.Fit!.Value, 1e-3);
        }
    }

    private static bool IsOutOfScope(Caption caption) => caption.Reasons.Contains(QualityReason.OutOfScope);

    [Fact]
    public void More_texts_than_go_into_one_run_get_the_logits_that_each_has_alone()
    {
        var picture = Prepare(joint.Models, Pictures.First());
        using var encodings = new PictureEncoder(joint.Models).Encode([picture], default);
        var texts = Enumerable.Range(0, 130).Select(i => (IReadOnlyList<int>)[1, .. Enumerable.Repeat(5 + i, 1 + (i % 7)), 2]).ToList();
        var together = encodings.Match([texts], default)!;
        foreach (var i in (int[])[0, 63, 129])
            Assert.Equal(
                encodings
                    .Match(
                        [
                            [texts[i]],
                        ],
                        default
                    )![0]
                    .Logit,
                together[i].Logit,
                1e-3
            );
    }

    [Fact]
    public void The_mean_of_the_match_state_is_known_of_each_picture_of_a_batch()
    {
        var pictures = Pictures.Take(3).Select(path => Prepare(joint.Models, path)).ToList();
        using var together = new PictureEncoder(joint.Models).Encode(pictures, default);
        for (var i = 0; i < pictures.Count; i++)
        {
            using var alone = new PictureEncoder(joint.Models).Encode([pictures[i]], default);
            using var outputs = joint.Models.Vision!.Run([pictures[i].For(joint.Models.Vision.Profile)], default);
            var state = outputs.MatchState.Hidden.GetTensorDataAsSpan<float>().ToArray();
            var mean = together.MeanMatchState(i)!;
            Assert.Equal(256, mean.Count);
            Assert.Equal(Enumerable.Range(0, 50).Average(place => state[(place * 256) + 255]), mean[255], 1e-3);
            Assert.Equal(alone.MeanMatchState(0)![0], mean[0], 1e-3);
        }

        using var without = new PictureEncoder(separate.Models).Encode([Prepare(separate.Models, Pictures.First())], default);
        Assert.Null(without.MeanMatchState(0));
    }

    [Fact]
    public void Another_captioner_keeps_its_encoder_and_the_joint_graph_stands_for_the_rest()
    {
        var folders = EmbeddedModels.Folders with { Captioner = Path.Combine(Repository.Fixtures, "vit-gpt2-tiny"), Quality = null };
        using var models = LoadedModels.Load(folders, new RuntimeSettings(1));
        Assert.Equal((true, false), (models.Captioner.HasEncoder, models.ImageClassifier!.Model.HasGraph));
        var path = Path.Combine(Repository.Fixtures, "golden", "march-pastoral.png");
        using var encodings = new PictureEncoder(models).Encode([Prepare(models, path)], default);
        using var expected = new PictureEncoder(joint.Models).Encode([Prepare(joint.Models, path)], default);
        var (mine, theirs) = (encodings.Classify([true], default)[0]!, expected.Classify([true], default)[0]!);
        Assert.Equal(theirs.Tags!.All.Max(), mine.Tags!.All.Max(), 1e-6);
        Assert.Null(encodings.MeanMatchState(0));
        Assert.Equal(models.Captioner.Config.EncoderWidth, encodings.Hidden.Hidden.GetTensorTypeAndShape().Shape[^1]);
    }

    [Theory]
    [InlineData("\"name\": \"caption-base\"", "\"name\": \"caption-large\"")]
    [InlineData("\"version\": \"1.0.0\"", "\"version\": \"2.0.0\"")]
    public void A_captioner_of_another_name_or_major_version_keeps_its_encoder(string old, string changed)
    {
        var captioner = Copy("caption-base");
        var card = Path.Combine(captioner, "caption.json");
        var text = File.ReadAllText(card);
        Assert.Contains(old, text, StringComparison.Ordinal);
        Assert.True(JointParts.Of(EmbeddedModels.Folders with { Captioner = captioner }).Captioner);
        File.WriteAllText(card, text.Replace(old, changed, StringComparison.Ordinal));
        Assert.False(JointParts.Of(EmbeddedModels.Folders with { Captioner = captioner }).Captioner);
    }

    [Fact]
    public void A_model_with_another_graph_under_the_same_card_keeps_it()
    {
        var captioner = Copy("caption-base");
        File.AppendAllText(Path.Combine(captioner, "onnx", "encoder_model_fp16.onnx"), "tuned");
        var parts = JointParts.Of(EmbeddedModels.Folders with { Captioner = captioner });
        Assert.Equal((false, true, true), (parts.Captioner, parts.Quality, parts.Labels));
    }

    [Fact]
    public void The_graphs_that_another_stands_for_need_not_be_there_and_the_digest_is_the_same()
    {
        var folders = new ModelFolders(Copy("caption-base"), Copy("quality-base"), Copy("labels-base"), Vision: Copy("vision-base"));
        foreach (var graph in (string[])["caption-base/onnx/encoder_model", "quality-base/onnx/model", "labels-base/onnx/model"])
            File.Delete(Path.Combine(_folder, graph + "_fp16.onnx"));
        using var models = LoadedModels.Load(folders, new RuntimeSettings(1));
        Assert.Equal(joint.Models.Identity.Digest, models.Identity.Digest);
        Assert.NotEqual(separate.Models.Identity.Digest, models.Identity.Digest);
        Assert.Equal(Describe(joint.Models)[^1].Text, Describe(models)[^1].Text);
    }

    [Fact]
    public void In_a_package_it_stands_for_the_parts_beside_it_whatever_the_package_is_called()
    {
        var captioner = Copy("caption-base");
        var quality = Path.Combine(captioner, "quality");
        Directory.Move(Copy("quality-base"), quality);
        Directory.Move(Copy("vision-base"), Path.Combine(captioner, "vision"));
        var card = Path.Combine(captioner, "caption.json");
        File.WriteAllText(card, File.ReadAllText(card).Replace("caption-base", "captions", StringComparison.Ordinal));
        var folders = ModelFolders.In(captioner, new ModelFolders("", Labels: Copy("labels-base")));
        var named = JointParts.Of(folders);
        Assert.Equal((true, true, true), (named.Captioner, named.Quality, named.Labels));

        File.Delete(Path.Combine(captioner, "onnx", "encoder_model_fp16.onnx")); // as its int8 form has it
        using var models = LoadedModels.Load(folders, new RuntimeSettings(1));
        Assert.False(models.Captioner.HasEncoder);
        File.AppendAllText(Path.Combine(quality, "onnx", "model_fp16.onnx"), "tuned");
        Assert.False(JointParts.Of(folders).Quality);
    }

    [Theory]
    [InlineData("vision-base/config.json", "\"joint-vision\"", "\"vit\"", "model_type 'vit' is not supported; 'joint-vision' is")]
    [InlineData("vision-base/config.json", "\"stands_for\"", "\"stand_for\"", "stands_for must list at least one model")]
    [InlineData("vision-base/config.json", "\"match_state\"", "\"pooled\"", "stands_for[1]: the output 'pooled' stands for nothing")]
    [InlineData("vision-base/config.json", "\"match_state\"", "\"label_logits\"", "label_logits stands twice")]
    [InlineData("vision-base/config.json", "\"name\": \"quality-base\",", "", "stands_for[1]: name is missing")]
    [InlineData("vision-base/config.json", "\"sha256\": \"67", "\"sha256\": \"6", "stands_for[2]: sha256 is no digest")]
    [InlineData("caption-base/config.json", "\"hidden_size\": 256", "\"hidden_size\": 255", "255")]
    [InlineData("labels-base/config.json", "\"num_labels\": 1000", "\"num_labels\": 999", "999")]
    [InlineData("quality-base/preprocessor_config.json", "\"resample\": 3", "\"resample\": 2", "other pixels than the quality model")]
    public void A_joint_graph_that_does_not_fit_its_models_is_refused(string file, string old, string changed, string expected)
    {
        var folders = new ModelFolders(Copy("caption-base"), Copy("quality-base"), Copy("labels-base"), Vision: Copy("vision-base"));
        var path = Path.Combine(_folder, file);
        var text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, changed, StringComparison.Ordinal));
        var fault = Assert.Throws<InvalidDataException>(() => LoadedModels.Load(folders, new RuntimeSettings(1)).Dispose());
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Copy(string name)
    {
        var source = Path.Combine(Repository.Models, name);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_folder, name, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return Path.Combine(_folder, name);
    }

    private static Picture Prepare(LoadedModels models, string path)
    {
        var bytes = File.ReadAllBytes(path);
        var image = new VipsImageDecoder(new ImageLimits()).Open(bytes).Value!;
        return Picture.Prepare(image, Picture.Identify(bytes, image), models, default).Value!;
    }

    private static CaptionPipeline Pipeline(LoadedModels models) =>
        new(new VipsImageDecoder(new ImageLimits()), models, TimeProvider.System, CaptionIds.System);

    private static IReadOnlyList<Caption> Describe(LoadedModels models)
    {
        var pipeline = Pipeline(models);
        return pipeline.DescribeMany(
            [.. Pictures.Select(path => pipeline.Prepare(new CaptionRequest(File.ReadAllBytes(path))).Value!)],
            default
        );
    }
}
