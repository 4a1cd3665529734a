using Serverless.Testing;
using Serverless.Testing.Emulators;

namespace Serverless.Cli.Tests;

public sealed class HubCommandTests : IDisposable
{
    private const string Model = "hf:acme/captioner";

    private readonly string _folder = Directory.CreateTempSubdirectory("caption-hub-").FullName;

    public HubCommandTests()
    {
        var target = Path.Combine(_folder, "models", "acme", "captioner");
        foreach (var name in Directory.EnumerateFiles(Source, "*", SearchOption.AllDirectories).Where(name => !name.Contains("widened")))
        {
            var file = Path.Combine(target, Path.GetRelativePath(Source, name));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.Copy(name, file);
        }
    }

    private static string Source => Path.Combine(Repository.Root, "models", "caption-base");

    [Fact]
    public async Task A_model_of_the_hub_is_pulled_and_describes()
    {
        await using var hub = await Emulator.HubAsync(Path.Combine(_folder, "models"));
        var copy = Path.Combine(_folder, "copy");
        var pulled = RunningCommand.Run([], Environment(hub), "model", "pull", Model, "--out", copy);
        Assert.Equal((0, copy + "\n", ""), (pulled.ExitCode, pulled.Output, pulled.Error));
        Assert.All(Directory.GetFiles(copy), file => Assert.Null(new FileInfo(file).LinkTarget));
        Assert.True(File.Exists(Path.Combine(copy, "onnx", "decoder_model_merged_fp16.onnx")));

        var offline = Environment(hub);
        offline["HF_ENDPOINT"] = "http://127.0.0.1:9"; // what is whole in the cache needs no network
        const string Picture = "samples/french-alpine-landscape.jpg";
        var described = RunningCommand.Run([], offline, "describe", "--min-quality", "0", "--model", Model, Picture);
        var plain = RunningCommand.Run("describe", "--min-quality", "0", "--model", copy, Picture);
        Assert.Equal((plain.ExitCode, plain.Output), (described.ExitCode, described.Output));
        Assert.StartsWith($"{Picture}\tcaptioned\t", described.Output);
    }

    [Fact]
    public async Task What_the_hub_lacks_ends_with_wrong_usage()
    {
        await using var hub = await Emulator.HubAsync(Path.Combine(_folder, "models"));
        var run = RunningCommand.Run([], Environment(hub), "describe", "--model", "hf:acme/none", "samples/blank.png");
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("not_found: hf:acme/none: ", run.Error);
    }

    [Fact]
    public void A_hub_out_of_reach_is_tried_again_another_time()
    {
        var settings = new Dictionary<string, string?> { ["HF_HOME"] = _folder, ["HF_ENDPOINT"] = "http://127.0.0.1:9" };
        var run = RunningCommand.Run([], settings, "model", "pull", Model);
        Assert.Equal(5, run.ExitCode);
        Assert.StartsWith("broken_off: ", run.Error);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Dictionary<string, string?> Environment(Emulator hub) =>
        new() { ["HF_HOME"] = Path.Combine(_folder, "home"), ["HF_ENDPOINT"] = hub.Address };
}
