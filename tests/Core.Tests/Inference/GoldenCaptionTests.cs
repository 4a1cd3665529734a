using System.Text.Json;
using Serverless.Core.Generation;
using Serverless.Core.Inference;
using Serverless.Core.Tokenization;

namespace Serverless.Core.Tests.Inference;

/// <summary>Every case of the tiny captioners, made by transformers: from stored tensors to ids, text and scores.</summary>
public sealed class GoldenCaptionTests(GoldenCaptionTests.Loaded loaded) : IClassFixture<GoldenCaptionTests.Loaded>
{
    public static TheoryData<string, bool, string> Rows()
    {
        var rows = new TheoryData<string, bool, string>();
        foreach (var name in GoldenModel.Captioners)
        {
            foreach (var mode in GoldenModel.Of(name).Cases.GetProperty("modes").EnumerateObject())
            {
                rows.Add(name, false, mode.Name);
                rows.Add(name, true, mode.Name);
            }
        }

        return rows;
    }

    public static TheoryData<string, bool> Layouts()
    {
        var rows = new TheoryData<string, bool>();
        foreach (var name in GoldenModel.Captioners)
        {
            rows.Add(name, false);
            rows.Add(name, true);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_picture_gets_the_stored_ids_text_and_scores(string name, bool isMerged, string mode)
    {
        var golden = GoldenModel.Of(name);
        var model = loaded.Of(golden, isMerged);
        var tokenizer = TokenizerFolder.Read(golden.Folder);
        var checkedCases = 0;
        foreach (var entry in golden.Cases.GetProperty("cases").EnumerateArray())
        {
            if (!entry.GetProperty("results").TryGetProperty(mode, out var expected))
                continue;
            using var encoded = GoldenModel.Encode(model, [golden.Pixels(entry)], entry);
            Compare(expected, model.Generate(encoded, golden.Options(mode), default)[0], tokenizer);
            checkedCases++;
        }

        Assert.True(checkedCases > 0);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Three_pictures_in_one_batch_get_what_each_gets_alone(string name, bool isMerged)
    {
        var golden = GoldenModel.Of(name);
        var model = loaded.Of(golden, isMerged);
        var tokenizer = TokenizerFolder.Read(golden.Folder);
        foreach (var batch in golden.Cases.GetProperty("batches").EnumerateArray())
        {
            var cases = batch.GetProperty("of").EnumerateArray().Select(of => golden.Case(of.GetString()!)).ToList();
            var pixels = cases.ConvertAll(golden.Pixels);
            using var encoded = GoldenModel.Encode(model, pixels, cases[0]);
            foreach (var mode in batch.GetProperty("results").EnumerateObject())
            {
                var results = model.Generate(encoded, golden.Options(mode.Name), default);
                Assert.Equal(pixels.Count, results.Count);
                foreach (var (expected, found) in mode.Value.EnumerateArray().Zip(results))
                    Compare(expected, found, tokenizer);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Encoder_and_step_logits_agree(string name, bool isMerged)
    {
        var golden = GoldenModel.Of(name);
        var model = loaded.Of(golden, isMerged);
        foreach (var entry in golden.Cases.GetProperty("cases").EnumerateArray())
        {
            using var encoded = GoldenModel.Encode(model, [golden.Pixels(entry)], entry);
            Near(golden, entry, "encoder", encoded.Hidden.GetTensorDataAsSpan<float>(), 2e-4f);
            var (logits, ids) = (new List<float>(), GoldenModel.Ids(entry.GetProperty("results").GetProperty("greedy")));
            using var decoder = new CachedDecoder(model.Graphs, encoded);
            foreach (var id in ids[..^1])
            {
                var step = decoder.Extend([id], [0], default);
                if (logits.Count == 0)
                    Near(golden, entry, "first_step_logits", step, 5e-4f);
                logits.AddRange(step);
            }

            if (entry.TryGetProperty("greedy_step_logits", out _))
                Near(golden, entry, "greedy_step_logits", [.. logits], 5e-4f);
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Teacher_forcing_gives_the_log_probabilities_that_generation_gave(string name, bool isMerged)
    {
        var golden = GoldenModel.Of(name);
        var model = loaded.Of(golden, isMerged);
        foreach (var entry in golden.Cases.GetProperty("cases").EnumerateArray())
        {
            var greedy = entry.GetProperty("results").GetProperty("greedy");
            var ids = GoldenModel.Ids(greedy);
            using var encoded = GoldenModel.Encode(model, [golden.Pixels(entry)], entry);
            var found = model.LogProbabilities(encoded, [ids, ids[..3]], default);
            Close(GoldenModel.Numbers(greedy, "token_log_probs"), found[0], GoldenModel.LogProbabilityTolerance);
            Close(found[0][..2], found[1], 1e-4f);
        }
    }

    private static void Compare(JsonElement expected, IReadOnlyList<Hypothesis> found, ITokenizer tokenizer)
    {
        if (!expected.TryGetProperty("hypotheses", out var hypotheses))
        {
            Assert.Equal(GoldenModel.Ids(expected), found[0].Ids);
            Assert.Equal(expected.GetProperty("text").GetString(), tokenizer.Decode(found[0].Ids));
            Close(GoldenModel.Numbers(expected, "token_log_probs"), found[0].TokenLogProbabilities, GoldenModel.LogProbabilityTolerance);
            Assert.Equal(expected.GetProperty("sum_log_probs").GetSingle(), found[0].Score, 5e-3f); // a sum of up to 24
            return;
        }

        Assert.Equal(hypotheses.GetArrayLength(), found.Count);
        foreach (var (one, other) in hypotheses.EnumerateArray().Zip(found))
        {
            Assert.Equal(GoldenModel.Ids(one), other.Ids);
            Assert.Equal(one.GetProperty("text").GetString(), tokenizer.Decode(other.Ids));
            Assert.Equal(one.GetProperty("score").GetSingle(), other.Score, GoldenModel.LogProbabilityTolerance);
        }
    }

    private static void Near(GoldenModel golden, JsonElement entry, string field, ReadOnlySpan<float> found, float tolerance) =>
        Close(NpyFile.Read(Path.Combine(golden.Folder, entry.GetProperty(field).GetString()!)).Values, found.ToArray(), tolerance);

    private static void Close(IReadOnlyList<float> expected, IReadOnlyList<float> found, float tolerance)
    {
        Assert.Equal(expected.Count, found.Count);
        for (var i = 0; i < expected.Count; i++)
            Assert.Equal(expected[i], found[i], tolerance);
    }

    /// <summary>Each model in each layout, loaded once.</summary>
    public sealed class Loaded : IDisposable
    {
        private readonly Dictionary<(string Folder, bool IsMerged), CaptionModel> _models = [];

        public void Dispose()
        {
            foreach (var model in _models.Values)
                model.Dispose();
        }

        internal CaptionModel Of(GoldenModel golden, bool isMerged)
        {
            if (!_models.TryGetValue((golden.Folder, isMerged), out var model))
                _models.Add((golden.Folder, isMerged), model = golden.Load(isMerged));
            return model;
        }
    }
}
