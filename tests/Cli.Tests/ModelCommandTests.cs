using System.Security.Cryptography;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Cli.Tests;

/// <summary><c>caption model</c>: a package from its folder to the model that answers.</summary>
public sealed class ModelCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("caption-models-").FullName;
    private readonly Dictionary<string, string?> _environment;

    public ModelCommandTests()
    {
        _environment = new()
        {
            ["CAPTION_MODEL_CACHE"] = At("cache"),
            ["XDG_CONFIG_HOME"] = At("config"),
            ["CI_COMMIT_SHA"] = new string('a', 40),
        };
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(At("key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(At("key.pub"), key.ExportSubjectPublicKeyInfoPem());
        Directory.CreateDirectory(At("golden"));
        File.Copy(Path.Combine(Repository.Root, "samples", "coffee.jpg"), Path.Combine(At("golden"), "coffee.jpg"));
    }

    [Fact]
    public void A_package_is_made_signed_pushed_promoted_used_and_taken_back()
    {
        Pack("one.tar", "1.0.0");
        Pack("two.tar", "1.1.0");
        Assert.Equal(4, Model("verify", At("one.tar"), "--trusted", At("key.pub")).ExitCode);
        foreach (var name in (string[])["one.tar", "two.tar"])
        {
            Fine("sign", At(name), "--key", At("key.pem"));
            Fine("push", At(name), At("registry"));
        }

        Fine("verify", At("one.tar"), "--trusted", At("key.pub"));
        foreach (var version in (string[])["1.0.0", "1.1.0"])
            Fine("promote", $"{At("registry")}:{version}", "champion", "--key", At("key.pem"));
        using (var listed = JsonDocument.Parse(Fine("list", At("registry"), "--ledger", "--json")))
        {
            var versions = listed.RootElement.GetProperty("versions").EnumerateArray().ToList();
            Assert.Equal(["1.0.0", "1.1.0"], versions.Select(one => one.GetProperty("version").GetString()));
            Assert.Equal("champion", versions[1].GetProperty("aliases")[0].GetString());
            var kinds = listed.RootElement.GetProperty("ledger").EnumerateArray().Select(entry => entry.GetProperty("kind").GetString());
            Assert.Equal(["pushed", "pushed", "promoted", "promoted"], kinds);
        }

        Fine("use", $"{At("registry")}:champion", "--trusted", At("key.pub"));
        Assert.Equal("1.1.0", DescribedBy());
        Fine("rollback", At("registry"), "--why", "names dogs cats", "--key", At("key.pem"));
        Assert.Equal("1.0.0", DescribedBy());
        Fine("pull", At("registry") + ":champion", "--trusted", At("key.pub"), "--out", At("pulled"));
        Assert.Equal("1.0.0", DescribedBy("--model", At("pulled")));
        Fine("use", "embedded");
        Assert.Equal("rolled-back", Fine("list", At("registry"), "--ledger").Split('\n')[4].Split('\t')[1]);
    }

    [Fact]
    public void The_embedded_models_are_packed_as_int8_under_any_name_and_say_of_the_samples_what_the_exact_ones_say()
    {
        var models = Path.Combine(Repository.Root, "models");
        Fine("pack", models, "--dtype", "int8", "--name", "captions", "--golden", At("golden"), "--out", At("int8.tar"));
        var tree = Fine("inspect", At("int8.tar"), "--tree");
        foreach (var graph in (string[])["decoder_model_merged_int8.onnx", "vision_model_int8.onnx", "matcher_model_int8.onnx"])
            Assert.Contains(graph, tree, StringComparison.Ordinal);
        Assert.DoesNotContain("encoder_model", tree, StringComparison.Ordinal);
        string[] pictures = ["samples/coffee.jpg", "samples/cat.png", "samples/nagasaki-boats.jpg", "samples/page-of-text.png"];
        var exact = RunningCommand.Run([], _environment, ["describe", .. pictures]).Output;
        var int8 = RunningCommand.Run([], _environment, ["describe", .. pictures, "--model", At("int8.tar")]).Output;
        Assert.Equal(exact.Split('\n').Select(WithoutScore), int8.Split('\n').Select(WithoutScore));

        static string WithoutScore(string line) => line.Split('\t') is [var a, var b, var c, _, var d] ? $"{a}\t{b}\t{c}\t{d}" : line;
    }

    [Fact]
    public void What_a_package_says_is_shown_as_a_tree_and_as_json()
    {
        Pack("one.tar", "1.0.0");
        var tree = Fine("inspect", At("one.tar"), "--tree");
        Assert.Contains("tiny 1.0.0", tree, StringComparison.Ordinal);
        Assert.Contains("decoder_model_merged.onnx", tree, StringComparison.Ordinal);
        Assert.Contains("not signed", tree, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(Fine("inspect", At("one.tar"), "--json"));
        Assert.Equal(new string('a', 40), document.RootElement.GetProperty("lineage").GetProperty("code").GetString());
        Assert.True(document.RootElement.GetProperty("envelope").GetProperty("memoryMiB").GetInt64() > 0);
    }

    [Theory]
    [InlineData(2, "pack", "nowhere", "--out", "x.tar")]
    [InlineData(2, "push", "nowhere.tar", "registry")]
    [InlineData(2, "list", "oci://")]
    [InlineData(2, "promote", "registry:1.0.0", "winner", "--allow-unsigned")]
    [InlineData(2, "rollback", "registry")]
    [InlineData(2, "sign", "nowhere.tar")]
    public void Wrong_words_end_with_their_code_and_one_line(int code, params string[] words)
    {
        var run = Model(words);
        Assert.Equal(code, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("pack")]
    [InlineData("inspect")]
    [InlineData("sign")]
    [InlineData("verify")]
    [InlineData("push")]
    [InlineData("pull")]
    [InlineData("list")]
    [InlineData("use")]
    [InlineData("promote")]
    [InlineData("rollback")]
    public void Help_shows_an_example(string verb) =>
        Assert.Contains($"caption model {verb} ", Fine(verb, "--help").Split("Examples:")[1], StringComparison.Ordinal);

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(_folder, recursive: true);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private void Pack(string name, string version)
    {
        string[] options = ["--name", "tiny", "--version", version, "--golden", At("golden")];
        Fine(["pack", Path.Combine(Repository.Fixtures, "vit-gpt2-tiny"), "--out", At(name), .. options]);
    }

    private string? DescribedBy(params string[] options)
    {
        var run = RunningCommand.Run([], _environment, ["describe", "samples/coffee.jpg", "--json", "--min-quality", "0", .. options]);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        using var document = JsonDocument.Parse(run.Output);
        return document.RootElement.GetProperty("model").GetProperty("version").GetString();
    }

    private string Fine(params string[] words)
    {
        var run = Model(words);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output;
    }

    private RunningCommand.Finished Model(params string[] words) => RunningCommand.Run([], _environment, ["model", .. words]);
}
