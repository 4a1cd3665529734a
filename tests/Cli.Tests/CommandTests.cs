using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Cli.Tests;

/// <summary>The command line as a user has it: words in, lines and an exit code out.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("caption-cli-").FullName;

    [Fact]
    public void Describe_gives_a_line_a_picture_and_complains_of_refusals_on_standard_error()
    {
        var run = RunningCommand.Run("describe", "samples/bar-chart.png", "samples/blank.png");
        Assert.Equal(3, run.ExitCode);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToList();
        Assert.Equal(["samples/bar-chart.png", "captioned", "A chart"], lines[0][..3]);
        Assert.Equal(["samples/blank.png", "refused", ""], lines[1][..3]);
        Assert.Equal("samples/blank.png: refused: blank_image\n", run.Error);
    }

    [Fact]
    public void Describe_gives_documents_with_their_source_when_asked_for_json()
    {
        string[] asked = ["describe", "--json", "--alternatives", "2", "--min-quality", "0"];
        var run = RunningCommand.Run([.. asked, "tests/Fixtures/formats", "samples/french-alpine-landscape.jpg"]);
        Assert.Equal(3, run.ExitCode); // one picture is blank
        var documents = run
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();
        Assert.Equal(Directory.GetFiles(Path.Combine(Repository.Fixtures, "formats")).Length + 1, documents.Count);
        Assert.Contains(
            "tests/Fixtures/formats/naïve name, with spaces & ünïcode.png",
            documents.Select(document => document.GetProperty("source").GetString())
        );
        Assert.All(documents, document => Assert.Equal(1, document.GetProperty("schemaVersion").GetInt32()));
        Assert.Equal(2, documents[^1].GetProperty("alternatives").GetArrayLength());
    }

    [Fact]
    public void A_name_stands_for_a_sentence_that_cannot_be_trusted_unless_left_out()
    {
        var named = JsonDocument.Parse(RunningCommand.Run("describe", "--json", "samples/march-pastoral.jpg").Output).RootElement;
        Assert.Equal(("labels", "an animal"), (named.GetProperty("captionFrom").GetString(), named.GetProperty("caption").GetString()));
        Assert.Contains("n00015388", named.GetProperty("labels").EnumerateArray().Select(label => label.GetProperty("id").GetString()));
        var bare = JsonDocument
            .Parse(RunningCommand.Run("describe", "--json", "--no-labels", "samples/march-pastoral.jpg").Output)
            .RootElement;
        Assert.Equal(("refused", JsonValueKind.Null), (bare.GetProperty("verdict").GetString(), bare.GetProperty("labels").ValueKind));
    }

    [Fact]
    public void Without_the_text_reader_it_is_another_set_of_models_and_nothing_is_read()
    {
        JsonElement Describe(params string[] options) =>
            JsonDocument.Parse(RunningCommand.Run(["describe", "--json", .. options, "samples/march-pastoral.jpg"]).Output).RootElement;
        var (with, without) = (Describe(), Describe("--no-text"));
        Assert.NotEqual(
            with.GetProperty("model").GetProperty("digest").GetString(),
            without.GetProperty("model").GetProperty("digest").GetString()
        );
        Assert.Equal(without.GetProperty("caption").GetString(), with.GetProperty("caption").GetString());
    }

    [Fact]
    public void Text_that_is_read_is_one_line_of_the_table_and_in_the_document_line_by_line()
    {
        var line = Assert.Single(RunningCommand.Run("describe", "samples/page-of-text.png").Output.TrimEnd('\n').Split('\n'));
        Assert.Equal(5, line.Split('\t').Length);
        var document = JsonDocument.Parse(RunningCommand.Run("describe", "--json", "samples/page-of-text.png").Output).RootElement;
        var lines = document.GetProperty("text").GetProperty("lines");
        Assert.True(lines.GetArrayLength() > 1);
        Assert.All(lines.EnumerateArray(), one => Assert.Equal(8, one.GetProperty("box").GetArrayLength()));
        Assert.True(document.GetProperty("timings").GetProperty("readMs").GetDouble() > 0);
        var unread = JsonDocument
            .Parse(RunningCommand.Run("describe", "--json", "--no-text", "samples/page-of-text.png").Output)
            .RootElement;
        Assert.Equal(JsonValueKind.Null, unread.GetProperty("text").ValueKind);
    }

    [Fact]
    public void A_score_is_explained_in_documents_when_asked()
    {
        string[] score = ["score", "--json", "samples/french-alpine-landscape.jpg", "a man climbs a mountain"];
        var shares = QualityOf([.. score, "--explain"]).GetProperty("shares").EnumerateArray().ToList();
        Assert.Contains("fit", shares.Select(share => share.GetProperty("signal").GetString()));
        Assert.False(QualityOf(score).TryGetProperty("shares", out _));
        string[] sentence = ["describe", "--json", "--no-labels", "--min-quality", "0", "samples/astronaut.jpg"];
        Assert.True(QualityOf([.. sentence, "--explain"]).TryGetProperty("shares", out _));
        Assert.False(QualityOf(sentence).TryGetProperty("shares", out _));
        Assert.Contains("--json", RunningCommand.Run("score", "--explain", score[2], score[3]).Error, StringComparison.Ordinal);

        static JsonElement QualityOf(string[] words) =>
            JsonDocument.Parse(RunningCommand.Run(words).Output).RootElement.GetProperty("quality");
    }

    [Fact]
    public void Every_bad_picture_fails_alone_with_its_code()
    {
        var run = RunningCommand.Run(
            "describe",
            "--json",
            "tests/Fixtures/bad/",
            "tests/Fixtures/bad/unsupported_media_type.heic",
            "samples/bar-chart.png"
        );
        Assert.Equal(3, run.ExitCode);
        var lines = run
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();
        Assert.Equal(("review", "kind"), (lines[^1].GetProperty("verdict").GetString(), lines[^1].GetProperty("captionFrom").GetString()));
        Assert.All(
            lines[..^1],
            line =>
                Assert.StartsWith(
                    line.GetProperty("error").GetProperty("code").GetString()!,
                    Path.GetFileName(line.GetProperty("source").GetString()),
                    StringComparison.Ordinal
                )
        );
        Assert.Equal(lines.Count - 1, run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void A_missing_file_fails_alone()
    {
        var run = RunningCommand.Run("describe", "no-such.jpg", "samples/bar-chart.png");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("no-such.jpg: not_found", run.Error, StringComparison.Ordinal);
        Assert.Contains("bar-chart.png\tcaptioned", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_can_come_through_standard_input()
    {
        var run = RunningCommand.Run(File.ReadAllBytes(Path.Combine(Repository.Root, "samples", "bar-chart.png")), [], "describe", "-");
        Assert.Equal((0, "-\tcaptioned"), (run.ExitCode, run.Output[..11]));
    }

    [Fact]
    public void Another_model_can_be_named()
    {
        var run = RunningCommand.Run(
            "describe",
            "--json",
            "--model",
            "tests/Fixtures/vit-gpt2-tiny",
            "--min-quality",
            "0",
            "tests/Fixtures/images/landscape.png"
        );
        var document = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(
            ("vit-gpt2-tiny", JsonValueKind.Null),
            (document.GetProperty("model").GetProperty("name").GetString(), document.GetProperty("quality").GetProperty("fit").ValueKind)
        );
    }

    [Fact]
    public void Score_judges_words()
    {
        var right = RunningCommand.Run("score", "samples/bar-chart.png", "A bar chart with green bars.");
        Assert.Equal((0, "0.50\treview\tout_of_scope, low_confidence"), (right.ExitCode, right.Output.Trim()));
        var wrong = RunningCommand.Run("score", "samples/bar-chart.png", "Two dogs are running on the beach.");
        Assert.Contains("\trefused\tout_of_scope, low_fit", wrong.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Scored_pairs_come_in_the_order_asked_and_fail_alone()
    {
        var pairs = Path.Combine(_folder, "pairs.jsonl");
        File.Copy(Path.Combine(Repository.Root, "samples", "bar-chart.png"), Path.Combine(_folder, "chart.png"));
        File.WriteAllLines(
            pairs,
            [
                "{\"image\":\"chart.png\",\"caption\":\"a bar chart\"}",
                "{\"image\":\"gone.png\",\"caption\":\"a dog\"}",
                "no json",
                "{\"image\":\"chart.png\",\"caption\":\" \"}",
                "{\"image\":\"chart.png\",\"caption\":\"a dog\"}",
            ]
        );
        var run = RunningCommand.Run("score", "--json", "--pairs", pairs);
        Assert.Equal(3, run.ExitCode);
        var lines = run
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();
        Assert.Equal(
            [null, "not_found", "malformed_request", "malformed_request", null],
            lines.Select(line => line.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString() : null)
        );
        Assert.Equal("a bar chart", lines[0].GetProperty("caption").GetString());
        Assert.True(
            lines[0].GetProperty("quality").GetProperty("score").GetDouble()
                > lines[4].GetProperty("quality").GetProperty("score").GetDouble()
        );
    }

    [Fact]
    public void Pairs_about_the_same_pictures_in_any_order_are_answered_in_theirs_and_a_long_text_fails_alone_with_its_line()
    {
        string[] names = ["bar-chart.png", "shapes.png"];
        foreach (var name in names)
            File.Copy(Path.Combine(Repository.Root, "samples", name), Path.Combine(_folder, name));
        var texts = Enumerable.Range(0, 40).Select(i => i == 17 ? new string('a', 2_001) : $"a bar chart with {i} bars").ToList();
        var pairs = Path.Combine(_folder, "pairs.jsonl");
        File.WriteAllLines(pairs, texts.Select((caption, i) => JsonSerializer.Serialize(new { image = names[i % 2], caption })));
        var run = RunningCommand.Run("score", "--json", "--pairs", pairs);
        Assert.Equal(3, run.ExitCode);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);
        var answers = lines.ToList();
        Assert.Equal(texts, answers.Select(line => line.GetProperty("caption").GetString()));
        Assert.Equal([17], Enumerable.Range(0, answers.Count).Where(i => answers[i].TryGetProperty("error", out _)));
        Assert.Contains("line 18", run.Error, StringComparison.Ordinal);
        Assert.Contains("CAPTION_MAX_TEXT_CHARACTERS", run.Error, StringComparison.Ordinal);
        double Score(int i) => answers[i].GetProperty("quality").GetProperty("score").GetDouble();
        Assert.True(Score(0) > Score(1), "each text is held against its own picture");
    }

    [Theory]
    [InlineData("Un carré bleu et un cercle brun", "\treview\tout_of_scope", "language")]
    [InlineData("Screenshot 2024-04-28 at 11.21.10 PM.jpg", "refused", "file_name")]
    [InlineData("shapes", "", "file_name")]
    [InlineData("Image of a dog", "refused", "announcement")]
    [InlineData("…", "\treview\tquality_unavailable", "filler")]
    public void Words_that_are_no_description_are_told_by_their_fault(string text, string expected, string rule)
    {
        var run = RunningCommand.Run("score", "samples/shapes.png", text);
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("good", run.Output, StringComparison.Ordinal);
        Assert.Contains($": {rule}: ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("describe")]
    [InlineData("describe", "--beams", "three", "x.jpg")]
    [InlineData("describe", "--beams", "9", "samples/bar-chart.png")]
    [InlineData("describe", "--detail", "long", "samples/bar-chart.png")]
    [InlineData("describe", "--beam", "3", "x.jpg")]
    [InlineData("describe", "--explain", "samples/bar-chart.png")]
    [InlineData("score", "--explain", "samples/bar-chart.png", "a chart")]
    [InlineData("describe", "--model", "tests/Fixtures/images", "samples/bar-chart.png")]
    [InlineData("describe", "ftp://user:secret@example.org/x.jpg?key=secret")]
    [InlineData("describe", "s3://user:secret@bucket/x.jpg")]
    [InlineData("describe", "file:///a/../x.jpg", "ftp://example.org/x.jpg")]
    [InlineData("sweep", "file:///a/../x/")]
    [InlineData("doctor", "--wirte")]
    [InlineData("score", "samples/bar-chart.png")]
    [InlineData("score", "--pairs", "no-such.jsonl")]
    [InlineData("evaluate", "samples")]
    [InlineData("nonsense")]
    public void Wrong_usage_exits_2_does_nothing_and_says_why(params string[] words)
    {
        var run = RunningCommand.Run(words);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.NotEqual("", run.Error);
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_settings_exit_2_with_all_faults()
    {
        var run = RunningCommand.Run(
            [],
            new()
            {
                ["CAPTION_MAX_PIXELS"] = "many",
                ["CAPTION_THREADS"] = "0",
                ["CAPTION_COLOUR"] = "red",
            },
            "describe",
            "samples/bar-chart.png"
        );
        Assert.Equal(2, run.ExitCode);
        foreach (var name in (string[])["CAPTION_MAX_PIXELS", "CAPTION_THREADS", "CAPTION_COLOUR"])
            Assert.Contains(name, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_measures_captions_and_agreement_and_names_what_it_leaves_out()
    {
        foreach (var name in (string[])["bar-chart.png", "shapes.png", "cat.png"])
            File.Copy(Path.Combine(Repository.Root, "samples", name), Path.Combine(_folder, name));
        File.WriteAllLines(
            Path.Combine(_folder, "captions.jsonl"),
            [
                .. ((string[])["bar-chart.png", "shapes.png", "cat.png", "gone.png"]).Select(name =>
                    $"{{\"image\":\"{name}\",\"captions\":[\"a chart\"]}}"
                ),
            ]
        );
        File.WriteAllLines(
            Path.Combine(_folder, "crowd.jsonl"),
            [
                "{\"image\":\"bar-chart.png\",\"caption\":\"a bar chart\",\"yes\":3,\"no\":0}",
                "{\"image\":\"shapes.png\",\"caption\":\"two dogs\",\"yes\":0,\"no\":3}",
            ]
        );
        var run = RunningCommand.Run("evaluate", "--json", _folder);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("gone.png", run.Error, StringComparison.Ordinal);
        var report = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(3, report.GetProperty("pictures").GetInt32());
        Assert.InRange(report.GetProperty("captions")[0].GetProperty("bleu1").GetProperty("value").GetDouble(), 0.2, 1);
        Assert.Equal(1, report.GetProperty("agreement")[0].GetProperty("auc").GetProperty("value").GetDouble());
        Assert.Contains("BLEU-4", RunningCommand.Run("evaluate", _folder).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_warns_of_judgements_of_one_class()
    {
        File.Copy(Path.Combine(Repository.Root, "samples", "shapes.png"), Path.Combine(_folder, "shapes.png"));
        File.WriteAllText(Path.Combine(_folder, "captions.jsonl"), "{\"image\":\"shapes.png\",\"captions\":[\"shapes\"]}");
        File.WriteAllText(Path.Combine(_folder, "crowd.jsonl"), "{\"image\":\"shapes.png\",\"caption\":\"shapes\",\"yes\":3,\"no\":0}");
        var run = RunningCommand.Run("evaluate", "--json", _folder);
        Assert.Contains("one class", run.Error, StringComparison.Ordinal);
        Assert.Equal(
            JsonValueKind.Null,
            JsonDocument.Parse(run.Output).RootElement.GetProperty("agreement")[0].GetProperty("auc").ValueKind
        );
    }

    [Fact]
    public void Evaluate_refuses_pictures_the_quality_model_learned_from()
    {
        var run = RunningCommand.Run("evaluate", Repository.RequireShared("data", "judgments-train"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("trained on", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Doctor_finds_everything_in_order_or_says_what_is_not()
    {
        var run = RunningCommand.Run("doctor");
        Assert.Equal((0, false), (run.ExitCode, run.Output.Contains("FAIL", StringComparison.Ordinal)));
        var broken = RunningCommand.Run([], new() { ["CAPTION_MODEL"] = Path.Combine(Repository.Fixtures, "images") }, "doctor");
        Assert.Equal((2, true), (broken.ExitCode, broken.Output.Contains("FAIL  model", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("describe")]
    [InlineData("score")]
    [InlineData("evaluate")]
    [InlineData("doctor")]
    public void Help_shows_an_example(string command)
    {
        var run = RunningCommand.Run(command, "-h");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"Examples:{Environment.NewLine}  caption {command}", run.Output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
