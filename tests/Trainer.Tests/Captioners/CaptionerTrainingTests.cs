using Serverless.Packages;
using Serverless.Testing;
using Serverless.Trainer.Captioners;
using Serverless.Trainer.Data;

namespace Serverless.Trainer.Tests.Captioners;

/// <summary>The contract with outside trainers, by toys in place of one.</summary>
public sealed class CaptionerTrainingTests : IDisposable
{
    private const string Good = """
        cp -r "$FIXTURE/." "$2"
        rm -f "$2"/cases.json "$2"/interface.json
        test -s "$1" || exit 9
        echo '{ "bleu4": 0.21 }' > "$2/figures.json"
        """;

    private readonly TinyTraining _training = new();

    [Fact]
    public async Task What_a_recipe_makes_is_packed_with_its_figures_and_names_its_data()
    {
        var trained = await TrainAsync(Good);
        Assert.Null(trained.Failure);
        Assert.Equal(("toy", "0.2.0"), (trained.Value!.Contract.Name, trained.Value.Contract.Version));
        Assert.Equal(Synthetic.Snapshot(20).Digest, trained.Value.Contract.Lineage!.Data);
        Assert.Contains(trained.Value.Package.Entries, entry => entry.Path == "evaluation.json");
        Assert.True(File.Exists(_training.At("made.tar")));
    }

    [Theory]
    [InlineData("recipe_failed", "echo out of memory >&2; exit 3")]
    [InlineData("recipe_time", "sleep 600")]
    [InlineData("recipe_wrote", "say; echo more > ../beside.txt")]
    [InlineData("recipe_wrote", "say; echo '{}' > \"$1\"")]
    [InlineData("recipe_link", "say; ln -s /etc/passwd \"$2/config.json\"")]
    [InlineData("recipe_figures", "true")]
    [InlineData("recipe_figures", "echo '{ \"bleu4\": NaN }' > \"$2/figures.json\"")]
    [InlineData("recipe_figures", "echo '[]' > \"$2/figures.json\"")]
    [InlineData("folder", "say")]
    [InlineData("graph", "say; cp -r \"$FIXTURE/.\" \"$2\"; echo no > \"$2/onnx/encoder_model.onnx\"")]
    public async Task What_is_wrong_with_a_run_is_told_and_nothing_is_made(string rule, string script)
    {
        var failure = (await TrainAsync(script, timeLimitSeconds: rule == "recipe_time" ? 1 : 60)).Failure;
        Assert.Equal(rule, failure?.Rule);
        Assert.False(Path.Exists(_training.At("made.tar")));
    }

    [Fact]
    public async Task A_recipe_sees_no_secrets_of_this_process()
    {
        Environment.SetEnvironmentVariable("CAPTION_TEST_SECRET", "hush");
        var failure = (await TrainAsync("env >&2; exit 1")).Failure!;
        Assert.DoesNotContain("hush", failure.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "arguments": [], "version": "1.0.0" }""")]
    [InlineData("""{ "command": "bash", "version": "1.0.0" }""")]
    [InlineData("""{ "command": "bash", "arguments": [], "version": "one" }""")]
    [InlineData("""{ "command": "../train", "arguments": [], "version": "1.0.0" }""")]
    [InlineData("""{ "command": "/bin/sh", "arguments": [], "version": "1.0.0" }""")]
    [InlineData("""{ "command": "bash", "arguments": [], "version": "1.0.0", "timeLimitSeconds": 0 }""")]
    [InlineData("""{ "command": "bash", "arguments": [], "version": "1.0.0", "gpu": true }""")]
    [InlineData("""{ "command": "bash" """)]
    public void A_recipe_that_cannot_be_honoured_is_told(string recipe)
    {
        File.WriteAllText(Path.Combine(_training.Folder, "recipe.json"), recipe);
        var failure = Recipe.Read(_training.Folder).Failure!;
        Assert.Equal(("recipe", PackageFailureKind.WrongUsage), (failure.Rule, failure.Kind));
    }

    public void Dispose() => _training.Dispose();

    private Task<Core.Result<Serverless.Packages.Packing.PackedModel, PackageFailure>> TrainAsync(string script, int timeLimitSeconds = 60)
    {
        var recipe = Directory.CreateDirectory(_training.At("toy")).FullName;
        var fixture = Path.Combine(Repository.Fixtures, "vit-gpt2-tiny");
        var begin = "out=\"$2\"; say() { echo '{ \"bleu4\": 0.2 }' > \"$out/figures.json\"; }\n";
        File.WriteAllText(Path.Combine(recipe, "train.sh"), begin + script.Replace("$FIXTURE", fixture, StringComparison.Ordinal));
        File.WriteAllText(
            Path.Combine(recipe, "recipe.json"),
            $$"""
            {
              "command": "bash", "arguments": ["train.sh", "{snapshot}", "{out}"], "version": "0.2.0",
              "timeLimitSeconds": {{timeLimitSeconds}}
            }
            """
        );
        Assert.Null(SnapshotFile.Write(Synthetic.Snapshot(20), _training.At("data.json")));
        var training = new CaptionerTraining(_training.Machine);
        return training.RunAsync(recipe, _training.At("data.json"), _training.At("made.tar"), null, CancellationToken.None);
    }
}
