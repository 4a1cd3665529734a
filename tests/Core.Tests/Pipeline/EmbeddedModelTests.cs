using System.Text.Json;
using Serverless.Core.Classification;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Pipeline;

/// <summary>The embedded models' own answers (tests/Fixtures/golden), within the tolerances stated there.</summary>
/// <param name="models">The models.</param>
/// <param name="labelLogitTolerance">How far label logits may be off; null for what the file states.</param>
public abstract class EmbeddedModelTests(LoadedModels models, float? labelLogitTolerance)
{
    private static readonly VipsImageDecoder Decoder = new(new ImageLimits());

    private static readonly JsonElement Golden = JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", "golden.json")))
        .RootElement;

    private static readonly JsonElement Tags = JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", "tags.json")))
        .RootElement;

    public static TheoryData<string> Pictures() =>
        [.. Golden.GetProperty("cases").EnumerateArray().Select(entry => entry.GetProperty("picture").GetString()!)];

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Captions_and_their_scores_agree(string picture)
    {
        var entry = Case(Golden, picture);
        using var encodings = Encode(picture);
        var encoded = encodings.Hidden;
        var state = encoded.Hidden.GetTensorDataAsSpan<float>().ToArray();
        AssertNear(entry.GetProperty("hidden_state_first"), state, Tolerance("hidden_state"));
        Assert.Equal(
            entry.GetProperty("hidden_state_sum").GetSingle(),
            state.Sum(),
            Tolerance("hidden_state") * MathF.Sqrt(state.Length) * 4
        );

        var greedy = models.Captioner.Generate(encoded, models.Captioner.Defaults with { NumBeams = 1 }, default)[0][0];
        var expected = entry.GetProperty("greedy");
        Assert.Equal(Ids(expected, "ids"), greedy.Ids);
        Assert.Equal(expected.GetProperty("text").GetString(), models.Tokenizer.Decode(greedy.Ids));
        AssertNear(expected.GetProperty("token_log_probs"), greedy.TokenLogProbabilities, Tolerance("log_probs"));

        var beams = models.Captioner.Generate(encoded, models.Captioner.Defaults with { NumReturnSequences = 3 }, default)[0];
        foreach (var (one, other) in entry.GetProperty("beam3").EnumerateArray().Zip(beams))
        {
            Assert.Equal(Ids(one, "ids"), other.Ids);
            Assert.Equal(one.GetProperty("text").GetString(), models.Tokenizer.Decode(other.Ids));
            Assert.Equal(one.GetProperty("score").GetSingle(), other.Score, Tolerance("log_probs"));
        }
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Judged_texts_agree_in_ids_logit_features_and_lift(string picture)
    {
        var entry = Case(Golden, picture);
        using var encodings = Encode(picture);
        var judged = entry.GetProperty("judged").EnumerateArray().ToList();
        var texts = judged.Select(text => ScoredText.Normalize(text.GetProperty("caption").GetString()!)).ToList();
        var ids = texts.Select(text => models.MatcherTokenizer!.Encode(text)).ToList();
        var matches = encodings.Match([ids], default)!;
        var signals = new TextScorer(models).Score(
            [new PictureTexts([.. judged.Select(text => new TextToScore(text.GetProperty("caption").GetString()!))], null)],
            encodings,
            default
        )[0];
        for (var i = 0; i < judged.Count; i++)
        {
            Assert.Equal(Ids(judged[i], "input_ids"), ids[i]);
            Assert.Equal(judged[i].GetProperty("logit").GetSingle(), matches[i].Logit, Tolerance("logit"));
            AssertNear(judged[i].GetProperty("features_first"), matches[i].Features, Tolerance("features"));
            Assert.Equal(judged[i].GetProperty("logit").GetDouble(), signals[i].FitLogit!.Value, Tolerance("logit"));
            Assert.Equal(judged[i].GetProperty("mean_log_prob").GetDouble(), signals[i].MeanLogProbability, Tolerance("log_probs"));
            Assert.Equal(judged[i].GetProperty("lift").GetDouble(), signals[i].Lift!.Value, 2 * Tolerance("log_probs"));
        }
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Labels_and_kinds_agree(string picture)
    {
        var entry = Case(Golden, picture);
        var classifier = models.ImageClassifier!;
        var logits = Logits(picture).Labels;
        AssertNear(entry.GetProperty("label_logits_first"), logits, labelLogitTolerance ?? Tolerance("label_logit"));
        var probabilities = new LabelProbabilities(classifier.Hierarchy, logits, temperature: 1);
        foreach (var expected in entry.GetProperty("labels").EnumerateArray())
        {
            var label = classifier.Hierarchy.Classes[expected.GetProperty("class").GetInt32()];
            Assert.Equal(expected.GetProperty("label").GetString(), label.Name);
            Assert.Equal(expected.GetProperty("probability").GetDouble(), probabilities.Of(label.Classes), Tolerance("label_probability"));
        }

        foreach (var kind in entry.GetProperty("kinds").EnumerateArray())
        {
            Assert.Equal(
                kind.GetProperty("probability").GetDouble(),
                probabilities.Of(classifier.Hierarchy.Kinds.Single(one => one.Name == kind.GetProperty("label").GetString()).Classes),
                Tolerance("label_probability")
            );
        }
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Tags_agree(string picture)
    {
        float Tolerance(string name) => Tags.GetProperty("tolerance").GetProperty(name).GetSingle();
        var entry = Case(Tags, picture);
        var classifier = models.ImageClassifier!;
        var logits = Logits(picture);
        AssertNear(entry.GetProperty("tag_logits_first"), logits.Tags!, Tolerance("tag_logit"));
        using var encodings = Encode(picture);
        var found = encodings.Classify([true], default)[0]!.Tags!;
        foreach (var expected in entry.GetProperty("tags").EnumerateArray())
        {
            var tag = classifier.Tags!.All[expected.GetProperty("id").GetInt32()];
            Assert.Equal(expected.GetProperty("label").GetString(), tag.Name);
            Assert.Equal(expected.GetProperty("logit").GetSingle(), logits.Tags![tag.Id], Tolerance("tag_logit"));
            Assert.Equal(expected.GetProperty("probability").GetDouble(), found.Of(tag), Tolerance("tag_probability"));
        }

        var likeliest = entry.GetProperty("tags").EnumerateArray().First().GetProperty("probability").GetDouble();
        Assert.Equal(likeliest, found.All.Max(), Tolerance("tag_probability"));
    }

    /// <summary>What the models' image parts say of one picture, whichever graph holds them.</summary>
    private protected PictureEncodings Encode(string picture) => new PictureEncoder(models).Encode([Open(picture)], default);

    private protected Picture Open(string picture)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", picture));
        var image = Decoder.Open(bytes).Value!;
        return Picture.Prepare(image, Picture.Identify(bytes, image), models, default).Value!;
    }

    private ImageLogits Logits(string picture)
    {
        var classifier = models.ImageClassifier!;
        if (classifier.Model.HasGraph)
            return classifier.Model.Logits([Open(picture).For(classifier.Profile)], default)[0];
        using var outputs = models.Vision!.Run([Open(picture).For(models.Vision.Profile)], default);
        return outputs.LogitsOf(0);
    }

    private static float Tolerance(string name) => Golden.GetProperty("tolerance").GetProperty(name).GetSingle();

    private static int[] Ids(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];

    private static void AssertNear(JsonElement expected, IReadOnlyList<float> found, float tolerance)
    {
        var i = 0;
        foreach (var number in expected.EnumerateArray())
            Assert.Equal(number.GetSingle(), found[i++], tolerance);
    }

    private static JsonElement Case(JsonElement golden, string picture) =>
        golden.GetProperty("cases").EnumerateArray().First(one => one.GetProperty("picture").GetString() == picture);
}

/// <summary>
/// As they are run: one graph looks at the picture for all of them. Its early half has the weights of captioner and quality model, which
/// are those of the image classifier rounded twice: label logits differ a little more (0.02 at most over these pictures).
/// </summary>
public sealed class JointEmbeddedModelTests(EmbeddedModels embedded)
    : EmbeddedModelTests(embedded.Models, labelLogitTolerance: 0.03f),
        IClassFixture<EmbeddedModels>
{
    [Fact]
    public void One_graph_looks_for_all_three() =>
        Assert.Equal(
            (false, true, false),
            (
                embedded.Models.Captioner.HasEncoder,
                embedded.Models.Matcher!.TakesMatchState,
                embedded.Models.ImageClassifier!.Model.HasGraph
            )
        );
}

/// <summary>As each is by itself.</summary>
public sealed class SeparateEmbeddedModelTests(SeparateModels separate)
    : EmbeddedModelTests(separate.Models, labelLogitTolerance: null),
        IClassFixture<SeparateModels>
{
    [Fact]
    public void Every_model_looks_for_itself() =>
        Assert.Equal(
            (true, false, true),
            (
                separate.Models.Captioner.HasEncoder,
                separate.Models.Matcher!.TakesMatchState,
                separate.Models.ImageClassifier!.Model.HasGraph
            )
        );
}

/// <summary>The embedded models as they are run, loaded once for a class of tests.</summary>
public sealed class EmbeddedModels : IDisposable
{
    public static ModelFolders Folders { get; } =
        new(
            Path.Combine(Repository.Models, "caption-base"),
            Path.Combine(Repository.Models, "quality-base"),
            Path.Combine(Repository.Models, "labels-base"),
            Vision: Path.Combine(Repository.Models, "vision-base")
        );

    public LoadedModels Models { get; } = LoadedModels.Load(Folders, new RuntimeSettings(2));

    public void Dispose() => Models.Dispose();
}

/// <summary>The same, each with its own graph.</summary>
public sealed class SeparateModels : IDisposable
{
    public LoadedModels Models { get; } = LoadedModels.Load(EmbeddedModels.Folders with { Vision = null }, new RuntimeSettings(2));

    public void Dispose() => Models.Dispose();
}
