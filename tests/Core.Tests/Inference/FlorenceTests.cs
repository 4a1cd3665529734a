using Serverless.Core.Generation;
using Serverless.Core.Inference;

namespace Serverless.Core.Tests.Inference;

/// <summary>What Florence-2 has that other captioners have not: prompts, picture tokens before them, two spellings of its
/// configuration.</summary>
public sealed class FlorenceTests : IDisposable
{
    private readonly GoldenModel _golden = GoldenModel.Of("florence2-tiny");
    private readonly string _folder = Directory.CreateTempSubdirectory("florence-").FullName;

    [Fact]
    public void Picture_tokens_are_the_stored_ones_before_any_prompt()
    {
        using var model = _golden.Load(isMerged: true);
        foreach (var entry in _golden.Cases.GetProperty("cases").EnumerateArray())
        {
            using var encoded = model.Encode([_golden.Pixels(entry)], default);
            var expected = NpyFile.Read(Path.Combine(_golden.Folder, entry.GetProperty("image_features").GetString()!)).Values;
            var found = encoded.Features!.GetTensorDataAsSpan<float>();
            Assert.Equal(expected.Length, found.Length);
            for (var i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], found[i], 2e-4f);
        }
    }

    [Theory]
    [InlineData("<CAPTION>", CaptionDetail.Brief)]
    [InlineData("<DETAILED_CAPTION>", CaptionDetail.Detailed)]
    [InlineData("<MORE_DETAILED_CAPTION>", CaptionDetail.Paragraph)]
    public void Prompts_have_the_stored_ids_also_where_the_folder_does_not_say_them(string task, CaptionDetail detail)
    {
        CopyModel();
        var expected = GoldenModel.Ids(_golden.Cases.GetProperty("prompts").GetProperty(task));
        Assert.Equal(expected, FlorencePrompts.Read(_folder)[detail]);
        Change("preprocessor_config.json", "task_prompts_without_inputs", "other_prompts");
        Assert.Equal(expected, FlorencePrompts.Read(_folder)[detail]);
    }

    [Fact]
    public void A_prompt_of_the_folder_replaces_the_published_one()
    {
        CopyModel();
        Change("preprocessor_config.json", "What does the image describe?", "Describe with a paragraph what is shown in the image.");
        var prompts = FlorencePrompts.Read(_folder);
        Assert.Equal(prompts[CaptionDetail.Paragraph], prompts[CaptionDetail.Brief]);
    }

    [Fact]
    public void Both_spellings_of_the_configuration_promise_the_same()
    {
        CopyModel();
        var path = Path.Combine(_folder, "config.json");
        var one = CaptionerConfig.Read(path);
        Change("config.json", "\"florence2_language\"", "\"bart\"");
        Change("config.json", "\"davit\"", "\"florence_vision\"");
        Change("config.json", "\"dim_embed\"", "\"embed_dim\"");
        Assert.Equal(one, CaptionerConfig.Read(path));
        using var model = CaptionModel.Load(_folder, new RuntimeSettings(1));
        Assert.Equal(CaptionerLayout.Florence2, model.Config.Layout);
    }

    [Theory]
    [InlineData("\"florence2_language\"", "\"llama\"", "text_config.model_type 'llama'")]
    [InlineData("\"vocab_size\": 1664", "\"vocab_size\": 1665", "expected output 'logits'")]
    [InlineData("\"d_model\": 32", "\"d_model\": 34", "expected output 'inputs_embeds'")]
    [InlineData("\"decoder_layers\": 2", "\"decoder_layers\": 3", "present.2.decoder.key")]
    [InlineData("\"text_config\"", "\"language\"", "text_config is missing")]
    public void A_configuration_that_disagrees_with_the_graphs_is_refused(string old, string changed, string expected)
    {
        CopyModel();
        Change("config.json", old, changed);
        var sessions = new GraphSessions(new RuntimeSettings(1));
        var error = Assert.Throws<InvalidDataException>(() => CaptionModel.Load(_folder, sessions));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.All(sessions.Opened, session => Assert.True(session.IsDisposed));
    }

    [Fact]
    public void Without_a_length_of_its_own_more_detail_may_be_longer_than_a_brief_caption()
    {
        using var model = _golden.Load(isMerged: true);
        Assert.Equal((3, EarlyStopping.WhenEnough, 3), Search(model.Defaults));
        Assert.Equal((2, 0, 2), (model.Defaults.StartTokenId, model.Defaults.ForcedStartTokenId, model.Defaults.ForcedEndTokenId));
        Assert.Equal((64, 128), (model.Defaults.MaxLength, model.Details[CaptionDetail.Paragraph].MaxLength)); // of 128 positions

        CopyModel();
        Change("generation_config.json", "\"num_beams\": 3", "\"num_beams\": 3, \"max_length\": 33");
        using var stated = CaptionModel.Load(_folder, new RuntimeSettings(1));
        Assert.Equal((33, 33), (stated.Defaults.MaxLength, stated.Details[CaptionDetail.Paragraph].MaxLength));
    }

    [Fact]
    public void Cancelling_ends_it_between_tokens_too()
    {
        using var model = _golden.Load(isMerged: false);
        using var encoded = model.Encode([_golden.Pixels(_golden.Cases.GetProperty("cases")[0])], default);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => model.Generate(encoded, model.Defaults, stop.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => model.EncodeFor(encoded, CaptionDetail.Paragraph, stop.Token));
    }

    [Fact]
    public void Other_captioners_know_one_level_of_detail()
    {
        using var model = GoldenModel.Of("trocr-style-tiny").Load(isMerged: true);
        Assert.Equal([CaptionDetail.Brief], model.Details.Keys);
        var golden = GoldenModel.Of("trocr-style-tiny");
        using var encoded = model.Encode([golden.Pixels(golden.Cases.GetProperty("cases")[0])], default);
        Assert.Throws<InvalidOperationException>(() => model.EncodeFor(encoded, CaptionDetail.Paragraph, default));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (int Beams, EarlyStopping Stopping, int Ngram) Search(GenerationOptions options) =>
        (options.NumBeams, options.EarlyStopping, options.NoRepeatNgramSize);

    private void CopyModel()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "onnx"));
        foreach (
            var file in Directory.EnumerateFiles(_golden.Folder).Concat(Directory.EnumerateFiles(Path.Combine(_golden.Folder, "onnx")))
        )
            File.Copy(file, Path.Combine(_folder, Path.GetRelativePath(_golden.Folder, file)));
    }

    private void Change(string file, string old, string changed)
    {
        var path = Path.Combine(_folder, file);
        var text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, changed, StringComparison.Ordinal));
    }
}
