using Serverless.Core.Inference;
using Serverless.Testing;

namespace Serverless.Core.Tests.Inference;

/// <summary>A model that is not what its configuration promises is refused at load, saying what was expected.</summary>
public sealed class LoadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("load-").FullName;

    [Theory]
    [InlineData("\"vocab_size\": 600", "\"vocab_size\": 601", "expected output 'logits'", "601")]
    [InlineData("\"n_head\": 2", "\"n_head\": 4", "expected output 'present.0.key'", "[any, 4, any, 8]")]
    [InlineData("\"n_layer\": 2", "\"n_layer\": 3", "present.2.key", "the graph has")]
    [InlineData("\"hidden_size\": 32", "\"hidden_size\": 33", "expected output 'last_hidden_state'", "33")]
    [InlineData("\"model_type\": \"vision-encoder-decoder\"", "\"model_type\": \"whisper\"", "whisper", "vision-encoder-decoder")]
    [InlineData("\"n_positions\": 64", "\"n_places\": 64", "n_positions", "max_position_embeddings")]
    public void A_configuration_that_disagrees_with_the_graphs_is_refused(string old, string changed, string expected, string alsoExpected)
    {
        CopyModel("vit-gpt2-tiny");
        var config = Path.Combine(_folder, "config.json");
        var text = File.ReadAllText(config);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(config, text.Replace(old, changed, StringComparison.Ordinal));
        var message = Assert.Throws<InvalidDataException>(() => CaptionModel.Load(_folder, new RuntimeSettings(1))).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains(alsoExpected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_graph_is_named()
    {
        CopyModel("vit-gpt2-tiny");
        foreach (var decoder in Directory.EnumerateFiles(Path.Combine(_folder, "onnx"), "decoder*"))
            File.Delete(decoder);
        Assert.Contains(
            "decoder_model_merged",
            Assert.Throws<InvalidDataException>(() => CaptionModel.Load(_folder, new RuntimeSettings(1))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_damaged_graph_is_refused()
    {
        CopyModel("vit-gpt2-tiny");
        File.WriteAllText(Path.Combine(_folder, "onnx", "encoder_model.onnx"), "no graph");
        Assert.Contains(
            "encoder_model.onnx",
            Assert.Throws<InvalidDataException>(() => CaptionModel.Load(_folder, new RuntimeSettings(1))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_decoding_option_that_is_not_done_here_is_refused()
    {
        CopyModel("vit-gpt2-tiny");
        File.WriteAllText(Path.Combine(_folder, "generation_config.json"), "{\"do_sample\": true}");
        Assert.Contains(
            "do_sample",
            Assert.Throws<InvalidDataException>(() => CaptionModel.Load(_folder, new RuntimeSettings(1))).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("vit-gpt2-tiny", "config.json", "\"vocab_size\": 600", "\"vocab_size\": 601", 3)]
    [InlineData("vit-gpt2-tiny", "config.json", "\"hidden_size\": 32", "\"hidden_size\": 33", 1)]
    [InlineData("vit-gpt2-tiny", "onnx/decoder_with_past_model.onnx", null, "no graph", 2)]
    [InlineData("vit-gpt2-tiny", "unconditional_hidden_state.npy", null, "no array", 0)]
    [InlineData("trocr-style-tiny", "unconditional_hidden_state.npy", null, "no array", 0)]
    public void What_was_opened_is_disposed_when_a_later_check_fails(string name, string file, string? old, string changed, int opened)
    {
        CopyModel(name);
        var path = Path.Combine(_folder, file);
        File.WriteAllText(path, old is null ? changed : File.ReadAllText(path).Replace(old, changed, StringComparison.Ordinal));
        var sessions = new GraphSessions(new RuntimeSettings(1));
        Assert.Throws<InvalidDataException>(() => CaptionModel.Load(_folder, sessions));
        Assert.Equal((opened, opened), (sessions.Opened.Count, sessions.Opened.Count(session => session.IsDisposed)));
    }

    [Theory]
    [InlineData("quality-base")]
    [InlineData("labels-base")]
    public void A_model_beside_the_captioner_leaves_no_session_either(string name)
    {
        CopyFolder(Path.Combine(Repository.Models, name));
        var config = Path.Combine(_folder, "preprocessor_config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("224", "225", StringComparison.Ordinal));
        var sessions = new GraphSessions(new RuntimeSettings(1));
        Assert.Throws<InvalidDataException>(() =>
            name == "quality-base" ? MatchModel.Load(_folder, sessions) as IDisposable : LabelModel.Load(_folder, sessions)
        );
        Assert.True(Assert.Single(sessions.Opened).IsDisposed);
    }

    [Fact]
    public async Task Cancelling_ends_a_run_inside_the_runtime()
    {
        using var model = CaptionModel.Load(Path.Combine(Repository.Models, "caption-base"), new RuntimeSettings(1));
        using var stop = new CancellationTokenSource();
        var pixels = new Core.Preprocessing.PixelTensor(224, 224, new float[3 * 224 * 224]);
        var batch = Enumerable.Repeat(pixels, 64).ToList(); // seconds of work in one run
        var run = Task.Run(() => model.Encode(batch, stop.Token), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void CopyFolder(string source)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private void CopyModel(string name)
    {
        var source = Path.Combine(Repository.Fixtures, name);
        Directory.CreateDirectory(Path.Combine(_folder, "onnx"));
        foreach (var file in Directory.EnumerateFiles(source, "*.json").Concat(Directory.EnumerateFiles(Path.Combine(source, "onnx"))))
            File.Copy(file, Path.Combine(_folder, Path.GetRelativePath(source, file)));
    }
}
