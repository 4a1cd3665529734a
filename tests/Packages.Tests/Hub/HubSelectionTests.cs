using Serverless.Packages.Hub;

namespace Serverless.Packages.Tests.Hub;

public sealed class HubSelectionTests
{
    private static readonly string[] Rest = ["config.json", "tokenizer.json", "pytorch_model.bin", "onnx/model_q4.txt"];

    [Theory]
    [InlineData(null, "onnx/encoder_model.onnx onnx/encoder_model.onnx_data onnx/decoder_model_merged.onnx")]
    [InlineData("q8", "onnx/encoder_model_quantized.onnx onnx/decoder_model_merged_quantized.onnx")]
    public void One_precision_is_taken_with_its_weights(string? dtype, string expected)
    {
        var files = Select(
            dtype,
            "onnx/encoder_model.onnx",
            "onnx/encoder_model.onnx_data",
            "onnx/decoder_model_merged.onnx",
            "onnx/decoder_model.onnx",
            "onnx/decoder_with_past_model.onnx",
            "onnx/encoder_model_quantized.onnx",
            "onnx/decoder_model_merged_quantized.onnx"
        );
        Assert.Equal(expected.Split(' ').Order(), Graphs(files.Value!).Order());
    }

    [Fact]
    public void A_split_decoder_will_do()
    {
        string[] graphs = ["encoder_model.onnx", "decoder_model.onnx", "decoder_with_past_model.onnx"];
        Assert.Equal(graphs.Order(), Graphs(Select(null, graphs).Value!).Order());
    }

    [Fact]
    public void A_precision_that_is_not_there_names_those_that_are() =>
        Assert.Contains(
            "in fp16 alone",
            Select("fp32", "onnx/encoder_model_fp16.onnx", "onnx/decoder_model_merged_fp16.onnx").Failure!.Detail
        );

    [Theory]
    [InlineData("fp8")]
    [InlineData("Q4")]
    public void Another_precision_is_refused(string dtype) => Assert.Equal("dtype", HubPrecision.For(dtype).Failure!.Rule);

    [Fact]
    public void Decoders_without_an_encoder_are_no_captioner() =>
        Assert.Equal("layout", Select(null, "onnx/decoder_model_merged.onnx").Failure!.Rule);

    [Theory]
    [InlineData("hf:Xenova/vit-gpt2-image-captioning", "Xenova/vit-gpt2-image-captioning", "main")]
    [InlineData("hf:a/b@refs/pr/1", "a/b", "refs/pr/1")]
    public void References_are_read(string text, string id, string revision) =>
        Assert.Equal(new HubModel(id, revision), HubModel.Parse(text).Value);

    [Theory]
    [InlineData("hf:../b")]
    [InlineData("hf:a")]
    [InlineData("hf:a/b@../main")]
    [InlineData("hf:a/b\n")]
    [InlineData("a/b")]
    public void Other_words_are_not(string text) => Assert.Equal("reference", HubModel.Parse(text).Failure!.Rule);

    [Fact]
    public void Settings_are_those_of_the_hubs_own_tools()
    {
        var home = Directory.CreateTempSubdirectory("captions-hub-");
        File.WriteAllText(Path.Combine(home.FullName, "token"), "hf_kept\n");
        var settings = HubSettings.Read(name => name == "HF_HOME" ? home.FullName : null).Value!;
        Assert.Equal(("hf_kept", Path.Combine(home.FullName, "hub")), (settings.Token, settings.CacheFolder));
        Assert.Equal("https://huggingface.co/", settings.Endpoint.ToString());
        home.Delete(recursive: true);
    }

    [Theory]
    [InlineData("http://hub.example", false)]
    [InlineData("http://127.0.0.1:8090", true)]
    [InlineData("https://hub.example/mirror", true)]
    public void A_hub_without_encryption_is_of_this_machine_alone(string endpoint, bool isTaken) =>
        Assert.Equal(isTaken, HubSettings.Read(name => name == "HF_ENDPOINT" ? endpoint : null).Value is not null);

    private static Core.Result<IReadOnlyList<HubFile>, PackageFailure> Select(string? dtype, params string[] graphs) =>
        HubSelection.Of(
            [.. Rest.Concat(graphs).Select(path => new HubFile(path, 1, null, new string('0', 40)))],
            HubPrecision.For(dtype).Value!
        );

    private static IEnumerable<string> Graphs(IEnumerable<HubFile> files) =>
        files.Select(file => file.Path).Where(path => path.Contains(".onnx", StringComparison.Ordinal));
}
