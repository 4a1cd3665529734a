using System.Numerics.Tensors;
using Serverless.Core.Inference;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Tests.Inference;

/// <summary>Every case of the tiny CLIP, made by transformers; SigLIP's rules over the same graphs.</summary>
public sealed class EmbeddingMatchTests
{
    private const string TrainedScale = "\"logit_scale\": 14.580018, \"model_type\": \"clip\"";

    public static TheoryData<bool, string> Rows()
    {
        using var golden = new GoldenClip(isSplit: false);
        var rows = new TheoryData<bool, string>();
        foreach (var entry in golden.Pictures)
        {
            rows.Add(false, entry.GetProperty("name").GetString()!);
            rows.Add(true, entry.GetProperty("name").GetString()!);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_picture_gets_the_stored_logits_and_cosines_with_every_text(bool isSplit, string name)
    {
        using var golden = new GoldenClip(isSplit);
        golden.Change("\"model_type\": \"clip\"", TrainedScale);
        using var model = golden.Load();
        var entry = golden.Pictures.First(one => one.GetProperty("name").GetString() == name);
        var found = model.Score([GoldenClip.Pixels(entry)], golden.Ids(model.MaxTokens), default);
        var (logits, cosines) = (GoldenClip.Numbers(entry, "logits_per_image"), GoldenClip.Numbers(entry, "cosine"));
        Assert.Equal(logits.Length, found.Count);
        for (var i = 0; i < logits.Length; i++)
        {
            Assert.Equal(logits[i], found[i].Logit, 1e-3f);
            Assert.Equal(cosines[i], Assert.Single(found[i].Features), 1e-5f);
            Assert.Equal(Math.Min(1, 2.5 * Math.Max(cosines[i], 0)), found[i].Fit, 1e-4);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Embeddings_are_the_stored_ones_normalised_by_the_joint_graph(bool isSplit)
    {
        using var golden = new GoldenClip(isSplit);
        using var sessions = new GraphSessions(new RuntimeSettings(1));
        var profile = PreprocessProfileFile.Read(Path.Combine(golden.Folder, "preprocessor_config.json"));
        GraphSession Open(string name) => sessions.Open(Path.Combine(golden.Folder, "onnx", name + ".onnx"));
        IEmbeddingGraphs graphs = isSplit
            ? new SplitEmbeddingGraphs(Open("vision_model"), Open("text_model"), profile)
            : new JointEmbeddingGraph(Open("model"), profile);
        using var pixels = PixelBatch.Create([.. golden.Pictures.Select(GoldenClip.Pixels)]);
        using var texts = TokenBatch.Create(golden.Ids(77), padId: null);
        var pairs = graphs.Look(pixels, default)(texts);
        var stored = golden.Cases.GetProperty("texts").EnumerateArray().Select(text => GoldenClip.Tensor(text, "text_embeds")).ToList();
        Near([.. golden.Pictures.Select(entry => GoldenClip.Tensor(entry, "image_embeds"))], pairs.Pictures, isSplit);
        Near(stored, pairs.Texts, isSplit);
    }

    [Fact]
    public void Texts_have_the_stored_ids_and_are_padded_with_the_end_token_as_stored()
    {
        using var golden = new GoldenClip(isSplit: false);
        using var model = (EmbeddingMatchModel)golden.Load();
        var ids = golden.Ids(model.MaxTokens);
        Assert.Equal(golden.Cases.GetProperty("texts").EnumerateArray().Select(GoldenModel.Ids), ids.Select(text => text.ToArray()));
        using var batch = model.Pad(ids);
        var padded = golden.Cases.GetProperty("padded");
        Assert.Equal(Flat(padded, "input_ids"), batch.Ids.GetTensorDataAsSpan<long>().ToArray());
        Assert.Equal(Flat(padded, "attention_mask"), batch.Mask.GetTensorDataAsSpan<long>().ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pictures_in_one_batch_get_with_their_own_text_what_each_gets_alone(bool isSplit)
    {
        using var golden = new GoldenClip(isSplit);
        golden.Change("\"model_type\": \"clip\"", TrainedScale);
        using var model = golden.Load();
        var ids = golden.Ids(model.MaxTokens);
        var found = model.Score([.. golden.Pictures.Take(ids.Count).Select(GoldenClip.Pixels)], ids, default);
        for (var i = 0; i < ids.Count; i++)
            Assert.Equal(GoldenClip.Numbers(golden.Pictures[i], "logits_per_image")[i], found[i].Logit, 1e-3f);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Three_hundred_texts_about_one_picture_get_what_each_gets_alone(bool isSplit)
    {
        using var golden = new GoldenClip(isSplit);
        golden.Change("\"model_type\": \"clip\"", TrainedScale);
        using var model = golden.Load();
        var ids = golden.Ids(model.MaxTokens);
        var many = Enumerable.Range(0, 300).Select(i => ids[i * 7 % ids.Count]).ToList();
        var found = model.Score([GoldenClip.Pixels(golden.Pictures[0])], many, default);
        var expected = GoldenClip.Numbers(golden.Pictures[0], "logits_per_image");
        for (var i = 0; i < many.Count; i++)
            Assert.Equal(expected[i * 7 % ids.Count], found[i].Logit, 1e-3f);
    }

    [Fact]
    public void Two_graphs_without_a_stated_scale_take_the_published_one_before_training()
    {
        using var golden = new GoldenClip(isSplit: true);
        using var model = golden.Load();
        var match = model.Score([GoldenClip.Pixels(golden.Pictures[0])], [golden.Ids(model.MaxTokens)[0]], default)[0];
        Assert.Equal(Math.Exp(2.6592) * match.Features[0], match.Logit, 1e-4);
    }

    [Fact]
    public void SigLIP_pads_to_its_full_length_with_its_own_token_and_its_fit_is_a_sigmoid()
    {
        using var golden = new GoldenClip(isSplit: false);
        golden.Change("\"model_type\": \"clip\"", "\"model_type\": \"siglip\"");
        golden.Change("\"pad_token_id\": 763", "\"pad_token_id\": 5");
        golden.Change("\"max_position_embeddings\": 77", "\"max_position_embeddings\": 64");
        using var model = (EmbeddingMatchModel)golden.Load();
        Assert.Equal((64, MatchTextForm.WordsOnly), (model.MaxTokens, model.TextForm));
        using var batch = model.Pad([
            [762, 320, 763],
        ]);
        Assert.Equal([762, 320, 763, .. Enumerable.Repeat(5L, 61)], batch.Ids.GetTensorDataAsSpan<long>().ToArray());
        var match = model.Score([GoldenClip.Pixels(golden.Pictures[0])], [golden.Ids(model.MaxTokens)[0]], default)[0];
        var logit = GoldenClip.Numbers(golden.Pictures[0], "logits_per_image")[0]; // this graph stops at the first end token
        Assert.Equal(logit, match.Logit, 1e-3f);
        Assert.Equal(1 / (1 + Math.Exp(-logit)), match.Fit, 1e-4);
    }

    [Fact]
    public void SigLIP_in_two_graphs_needs_its_scale_and_bias()
    {
        using var golden = new GoldenClip(isSplit: true);
        golden.Change("\"model_type\": \"clip\"", "\"model_type\": \"siglip\"");
        Assert.Contains("logit_scale", Assert.Throws<InvalidDataException>(golden.Load).Message, StringComparison.Ordinal);
        golden.Change("\"model_type\": \"siglip\"", "\"model_type\": \"siglip\", \"logit_scale\": 100, \"logit_bias\": -10");
        using var model = golden.Load();
        var match = model.Score([GoldenClip.Pixels(golden.Pictures[0])], [golden.Ids(64)[0]], default)[0];
        Assert.Equal((100 * match.Features[0]) - 10, match.Logit, 1e-3f);
    }

    [Fact]
    public void A_folder_without_graphs_and_one_of_another_kind_are_refused_leaving_no_session()
    {
        using var golden = new GoldenClip(isSplit: true);
        File.Delete(Path.Combine(golden.Folder, "onnx", "text_model.onnx"));
        var sessions = new GraphSessions(new RuntimeSettings(1));
        var error = Assert.Throws<InvalidDataException>(() => MatchModel.Load(golden.Folder, sessions));
        Assert.Contains("vision_model with text_model", error.Message, StringComparison.Ordinal);
        golden.Change("\"model_type\": \"clip\"", "\"model_type\": \"blip\"");
        Assert.Contains("'blip'", Assert.Throws<InvalidDataException>(golden.Load).Message, StringComparison.Ordinal);
        Assert.All(sessions.Opened, session => Assert.True(session.IsDisposed));
    }

    private static long[] Flat(System.Text.Json.JsonElement padded, string name) =>
        [.. padded.GetProperty(name).EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(id => id.GetInt64())];

    private static void Near(IReadOnlyList<float[]> expected, float[] found, bool isSplit)
    {
        Assert.Equal(expected.Sum(row => row.Length), found.Length);
        for (var row = 0; row < expected.Count; row++)
        {
            var length = isSplit ? 1 : TensorPrimitives.Norm<float>(expected[row]);
            for (var i = 0; i < expected[row].Length; i++)
                Assert.Equal(expected[row][i] / length, found[(row * expected[row].Length) + i], 1e-4f);
        }
    }
}
