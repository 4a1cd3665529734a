using System.Text.Json;
using Serverless.Core.Classification;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Preprocessing;
using Serverless.Core.Quality;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Pipeline;

/// <summary>The embedded models' own answers (tests/Fixtures/golden), within the tolerances stated there.</summary>
public sealed class EmbeddedModelTests : IClassFixture<EmbeddedModels>
{
    private static readonly JsonElement Golden = JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", "golden.json")))
        .RootElement;

    private readonly LoadedModels _models;

    public EmbeddedModelTests(EmbeddedModels embedded) => _models = embedded.Models;

    public static TheoryData<string> Pictures() =>
        [.. Golden.GetProperty("cases").EnumerateArray().Select(entry => entry.GetProperty("picture").GetString()!)];

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Captions_and_their_scores_agree(string picture)
    {
        var (entry, pixels) = Case(picture);
        using var encoded = _models.Captioner.Encode([pixels], default);
        var state = encoded.Hidden.GetTensorDataAsSpan<float>().ToArray();
        AssertNear(entry.GetProperty("hidden_state_first"), state, Tolerance("hidden_state"));
        Assert.Equal(
            entry.GetProperty("hidden_state_sum").GetSingle(),
            state.Sum(),
            Tolerance("hidden_state") * MathF.Sqrt(state.Length) * 4
        );

        var greedy = _models.Captioner.Generate(encoded, _models.Captioner.Defaults with { NumBeams = 1 }, default)[0][0];
        var expected = entry.GetProperty("greedy");
        Assert.Equal(Ids(expected, "ids"), greedy.Ids);
        Assert.Equal(expected.GetProperty("text").GetString(), _models.Tokenizer.Decode(greedy.Ids));
        AssertNear(expected.GetProperty("token_log_probs"), greedy.TokenLogProbabilities, Tolerance("log_probs"));

        var beams = _models.Captioner.Generate(encoded, _models.Captioner.Defaults with { NumReturnSequences = 3 }, default)[0];
        foreach (var (one, other) in entry.GetProperty("beam3").EnumerateArray().Zip(beams))
        {
            Assert.Equal(Ids(one, "ids"), other.Ids);
            Assert.Equal(one.GetProperty("text").GetString(), _models.Tokenizer.Decode(other.Ids));
            Assert.Equal(one.GetProperty("score").GetSingle(), other.Score, Tolerance("log_probs"));
        }
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Judged_texts_agree_in_ids_logit_features_and_lift(string picture)
    {
        var (entry, pixels) = Case(picture);
        using var encoded = _models.Captioner.Encode([pixels], default);
        var judged = entry.GetProperty("judged").EnumerateArray().ToList();
        var texts = judged.Select(text => ScoredText.Normalize(text.GetProperty("caption").GetString()!)).ToList();
        var ids = texts.Select(text => _models.MatcherTokenizer!.Encode(text)).ToList();
        var matches = _models.Matcher!.Score([pixels], ids, default);
        var signals = new TextScorer(_models).Score(
            [new PictureTexts([.. judged.Select(text => new TextToScore(text.GetProperty("caption").GetString()!))], pixels, null)],
            encoded,
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
        var (entry, pixels) = Case(picture);
        var classifier = _models.ImageClassifier!;
        var logits = classifier.Model.Logits([pixels], default)[0];
        AssertNear(entry.GetProperty("label_logits_first"), logits, Tolerance("label_logit"));
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

    private static float Tolerance(string name) => Golden.GetProperty("tolerance").GetProperty(name).GetSingle();

    private static int[] Ids(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];

    private static void AssertNear(JsonElement expected, IReadOnlyList<float> found, float tolerance)
    {
        var i = 0;
        foreach (var number in expected.EnumerateArray())
            Assert.Equal(number.GetSingle(), found[i++], tolerance);
    }

    private (JsonElement Entry, PixelTensor Pixels) Case(string picture)
    {
        var entry = Golden.GetProperty("cases").EnumerateArray().First(one => one.GetProperty("picture").GetString() == picture);
        var image = new VipsImageDecoder(new ImageLimits())
            .Open(File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", picture)))
            .Value!;
        var pixels = Preprocessor.Resize(image, _models.Captioner.Profile).Value!;
        return (entry, Preprocessor.Normalize(pixels, _models.Captioner.Profile));
    }
}

/// <summary>The embedded models, loaded once for a class of tests.</summary>
public sealed class EmbeddedModels : IDisposable
{
    public LoadedModels Models { get; } =
        LoadedModels.Load(
            new ModelFolders(
                Path.Combine(Repository.Models, "caption-base"),
                Path.Combine(Repository.Models, "quality-base"),
                Path.Combine(Repository.Models, "labels-base")
            ),
            new RuntimeSettings(2)
        );

    public void Dispose() => Models.Dispose();
}
