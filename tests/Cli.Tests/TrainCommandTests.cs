using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Cli.Tests;

/// <summary><c>caption data</c> and <c>caption train</c>: from reviews to a candidate that describes.</summary>
public sealed class TrainCommandTests : IDisposable
{
    private const string Head = """
        {
          "schemaVersion": 1, "name": "quality-tiny", "version": "1.0.0", "madeBy": "by hand",
          "own": [{ "intercept": 0, "fitLogit": 0.1, "lift": null, "meanLogProbability": 0.1, "repetition": 0 }],
          "given": [{ "intercept": 0, "fitLogit": 1, "lift": null, "meanLogProbability": 0, "repetition": 0 }],
          "good": 0.8, "speak": 0.6, "refuse": 0.5, "refuseGiven": 0.25, "margin": 0.05, "lowFit": 0.5, "lowConfidence": 0.35
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("caption-train-").FullName;
    private readonly Dictionary<string, string?> _environment;

    public TrainCommandTests() =>
        _environment = new()
        {
            ["CAPTION_MODEL_CACHE"] = At("cache"),
            ["XDG_CONFIG_HOME"] = At("config"),
            ["CI_COMMIT_SHA"] = new string('a', 40),
        };

    [Fact]
    public void Reviews_become_a_data_version_and_a_candidate_that_is_taken_as_any_package()
    {
        WriteReviews(captions: 300, isFlipped: false, reviewers: ["ann", "ben"]);
        MakeParent();
        var taken = Run("data", "snapshot", At("reviews"), "--out", At("snapshots/one.json"));
        Assert.True(taken.ExitCode == 0, taken.Error);
        Assert.Contains("300 of captions", taken.Output, StringComparison.Ordinal);
        Assert.Equal(2, Run("data", "snapshot", At("reviews"), "--out", At("snapshots/one.json")).ExitCode);
        Assert.Single(Run("data", "list", At("snapshots")).Output.Trim().Split('\n'));
        Assert.Equal("equal\n", Run("data", "diff", At("snapshots/one.json"), At("snapshots/one.json")).Output);

        var trained = Train("candidate.tar");
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("candidate\ttiny\t1.0.1\tsha256:", trained.Output, StringComparison.Ordinal);
        Assert.Contains("gate\town_auc\tpassed", trained.Output, StringComparison.Ordinal);
        Assert.Contains("step\tsignals", trained.Error, StringComparison.Ordinal);
        Assert.Contains("<svg", File.ReadAllText(At("candidate.tar.html")), StringComparison.Ordinal);
        Assert.False(Path.Exists(At("candidate.tar.work")));
        Assert.Equal(2, Train("candidate.tar").ExitCode);

        var verified = Run("model", "verify", At("candidate.tar"), "--allow-unsigned");
        Assert.True(verified.ExitCode == 0, verified.Error);
        using var inspected = JsonDocument.Parse(Run("model", "inspect", At("candidate.tar"), "--json").Output);
        var lineage = inspected.RootElement.GetProperty("lineage");
        Assert.Equal(new string('a', 40), lineage.GetProperty("code").GetString());
        Assert.Equal(taken.Output.Split('\t')[1], lineage.GetProperty("data").GetString());
        var coffee = Path.Combine(Repository.Root, "samples", "coffee.jpg");
        using var described = JsonDocument.Parse(Run("describe", coffee, "--json", "--model", At("candidate.tar")).Output);
        Assert.Equal("1.0.1", described.RootElement.GetProperty("model").GetProperty("version").GetString());
    }

    [Fact]
    public void Reviews_that_contradict_all_that_was_learned_close_the_gate_with_exit_code_4_and_no_package()
    {
        WriteReviews(captions: 300, isFlipped: true, reviewers: ["ann", "ben"]);
        MakeParent();
        Assert.Equal(0, Run("data", "snapshot", At("reviews"), "--out", At("snapshots/one.json")).ExitCode);
        var trained = Train("candidate.tar");
        Assert.Equal(4, trained.ExitCode);
        Assert.Contains("no candidate:", trained.Error, StringComparison.Ordinal);
        Assert.False(Path.Exists(At("candidate.tar")));
        Assert.Contains("No candidate", File.ReadAllText(At("candidate.tar.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hundred_reviews_by_one_person_make_no_data_version()
    {
        WriteReviews(captions: 100, isFlipped: false, reviewers: ["ann"]);
        var taken = Run("data", "snapshot", At("reviews"), "--out", At("one.json"));
        Assert.Equal(2, taken.ExitCode);
        Assert.Contains("one reviewer", taken.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("one.json")));
    }

    [Fact]
    public void Damaged_and_missing_sources_are_told_by_name_and_nothing_is_written()
    {
        Directory.CreateDirectory(At("data"));
        File.Copy(Path.Combine(Repository.Root, "samples", "coffee.jpg"), At("data/coffee.jpg"));
        File.WriteAllText(At("data/captions.jsonl"), """{ "image": "coffee.jpg", "captions": ["a cup of coffee"] }""");
        File.WriteAllText(At("data/crowd.jsonl"), """{ "image": "coffee.jpg", "caption": "a cup", "yes": NaN, "no": 0 }""");
        var damaged = Run("data", "snapshot", At("data"), "--out", At("one.json"));
        Assert.Equal(2, damaged.ExitCode);
        Assert.Contains("crowd.jsonl, line 1", damaged.Error, StringComparison.Ordinal);
        var gone = Run("data", "snapshot", At("nowhere"), "--out", At("one.json"));
        Assert.Equal(2, gone.ExitCode);
        Assert.Contains("nowhere", gone.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("one.json")));
        Assert.Equal(2, Run("data", "diff", At("one.json"), At("two.json")).ExitCode);
        Assert.Equal(2, Run("train", "quality", At("one.json"), "--out", At("x.tar")).ExitCode);
        Assert.Equal(2, Run("train", "captioner", "--recipe", At("data"), "--snapshot", At("one.json"), "--out", At("x.tar")).ExitCode);
        Assert.False(Path.Exists(At("x.tar")));
    }

    [Fact]
    public void Judgments_of_one_class_are_refused_with_exit_code_4()
    {
        WriteReviews(captions: 100, isFlipped: false, reviewers: ["ann", "ben"], decision: "accept");
        MakeParent();
        Assert.Equal(0, Run("data", "snapshot", At("reviews"), "--out", At("snapshots/one.json")).ExitCode);
        var trained = Train("candidate.tar");
        Assert.Equal(4, trained.ExitCode);
        Assert.Contains("one_class", trained.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_refuses_pictures_that_the_package_was_judged_on()
    {
        MakeParent();
        var coffee = Path.Combine(Repository.Root, "samples", "coffee.jpg");
        File.WriteAllText(
            At("parent/quality/judged-on.sha256"),
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(coffee))) + "\n"
        );
        Directory.CreateDirectory(At("data"));
        File.Copy(coffee, At("data/coffee.jpg"));
        File.WriteAllText(At("data/captions.jsonl"), """{ "image": "coffee.jpg", "captions": ["a cup of coffee"] }""");
        var evaluated = Run("evaluate", At("data"), "--model", At("parent"));
        Assert.Equal(2, evaluated.ExitCode);
        Assert.Contains("overlaps", evaluated.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private RunningCommand.Finished Train(string output) =>
        Run(
            "train",
            "quality",
            At("snapshots/one.json"),
            "--parent",
            At("parent.tar"),
            "--out",
            At(output),
            "--report",
            At(output + ".html")
        );

    private void MakeParent()
    {
        foreach (var (fixture, to) in ((string, string)[])[("vit-gpt2-tiny", "parent"), ("clip-tiny", "parent/quality")])
        {
            foreach (var below in (string[])["", "onnx"])
            {
                Directory.CreateDirectory(Path.Combine(At(to), below));
                foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Fixtures, fixture, below)))
                {
                    if (Path.GetFileName(file) is not ("cases.json" or "interface.json" or "vision_model.onnx" or "text_model.onnx"))
                        File.Copy(file, Path.Combine(At(to), below, Path.GetFileName(file)));
                }
            }
        }

        File.WriteAllText(At("parent/quality/quality.json"), Head);
        var packed = Run("model", "pack", At("parent"), "--name", "tiny", "--version", "1.0.0", "--out", At("parent.tar"));
        Assert.True(packed.ExitCode == 0, packed.Error);
    }

    /// <summary>Captions with signals, and decisions that follow them.</summary>
    private void WriteReviews(int captions, bool isFlipped, string[] reviewers, string? decision = null)
    {
        var random = new Random(4);
        for (var i = 0; i < captions; i++)
        {
            var id = i.ToString("D26", CultureInfo.InvariantCulture);
            var picture = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(id)));
            var fit = (6 * random.NextDouble()) - 3;
            var isRight = (random.NextDouble() < 1 / (1 + Math.Exp(-2 * fit))) != isFlipped;
            var kept = new
            {
                schemaVersion = 3,
                id,
                sha256 = picture,
                caption = "a dog runs",
                altText = "A dog runs",
                model = "tiny 1.0.0",
                createdAt = DateTimeOffset.UnixEpoch,
                kind = "photograph",
                captionFrom = "model",
                signals = new
                {
                    fitLogit = Math.Round(fit, 4),
                    meanLogProbability = -1,
                    repetition = 0,
                },
            };
            Write($"reviews/captions/{id}.json", kept);
            foreach (var reviewer in reviewers)
            {
                var review = new
                {
                    schemaVersion = 2,
                    id = $"{id}-{reviewer}",
                    captionId = id,
                    decision = decision ?? (isRight ? "accept" : "reject"),
                    reviewer,
                    isTrainable = false,
                    createdAt = DateTimeOffset.UnixEpoch,
                };
                Write($"reviews/reviews/{id}/{id}-{reviewer}.json", review);
            }
        }
    }

    private void Write(string path, object document)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), JsonSerializer.Serialize(document));
    }

    private RunningCommand.Finished Run(params string[] words) => RunningCommand.Run([], _environment, words);

    private string At(string name) => Path.Combine(_folder, name);
}
