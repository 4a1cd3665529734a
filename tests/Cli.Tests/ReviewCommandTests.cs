using System.Text;
using System.Text.Json;

namespace Serverless.Cli.Tests;

/// <summary><c>caption review</c>: the queue as tables, and decisions from them.</summary>
public sealed class ReviewCommandTests : IDisposable
{
    private const string First = "01J9ZZZZZZZZZZZZZZZZZZZZZ1",
        Second = "01J9ZZZZZZZZZZZZZZZZZZZZZ2";

    private readonly string _folder = Directory.CreateTempSubdirectory("review-").FullName;

    public ReviewCommandTests()
    {
        Keep(First, 'a', 0.5, "=cmd|' /C calc'!A0, \"really\"");
        Keep(Second, 'b', 0.9, "a dog\nruns");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_queue_is_listed_the_doubtful_first_a_line_each()
    {
        var listed = RunningCommand.Run("review", "list", _folder);
        Assert.Equal(ExitCode.Done, listed.ExitCode);
        var lines = listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([First, Second], lines.Select(line => line.Split('\t')[0]));
        Assert.Equal([Second, "open", "0.200", "1", "0.90", "review", "a dog\\nruns"], lines[1].Split('\t'));
        Assert.Contains("2 captions wait", listed.Error, StringComparison.Ordinal);
        var json = RunningCommand.Run("review", "list", _folder, "--json", "--limit", "1").Output;
        Assert.Equal(First, JsonDocument.Parse(json).RootElement.GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public void What_is_exported_and_decided_is_imported_once(string form)
    {
        var file = Path.Combine(_folder, "queue." + form);
        Assert.Equal(ExitCode.Done, RunningCommand.Run("review", "export", _folder, "--as", form, "--out", file).ExitCode);
        var text = File.ReadAllText(file);
        if (form == "csv")
            Assert.Contains("\"'=cmd|", text, StringComparison.Ordinal); // no formula
        Assert.Equal(ExitCode.Done, Import(file).ExitCode); // nothing is decided yet
        Assert.False(Directory.Exists(Path.Combine(_folder, "reviews")));

        var (undecided, edited, accepted) =
            form == "csv"
                ? (",,", ",edit,\"'-5 °C, \"\"cold\"\"\"", ",accept,")
                : (
                    "\",\"decision\":null,\"correctedCaption\":null",
                    "\",\"decision\":\"edit\",\"correctedCaption\":\"-5 °C, \\\"cold\\\"\"",
                    "\",\"decision\":\"accept\",\"correctedCaption\":null"
                );
        text = text.Replace(First + undecided, First + edited, StringComparison.Ordinal)
            .Replace(Second + undecided, Second + accepted, StringComparison.Ordinal);
        File.WriteAllText(file, text);
        var imported = Import(file);
        Assert.Equal((ExitCode.Done, true), (imported.ExitCode, imported.Error.Contains("2 decisions taken", StringComparison.Ordinal)));
        imported = Import(file);
        Assert.Contains("0 decisions taken, 2 known already", imported.Error, StringComparison.Ordinal);
        var reviews = Directory.GetFiles(Path.Combine(_folder, "reviews"), "*.json", SearchOption.AllDirectories);
        Assert.Equal(2, reviews.Length);
        var edit = JsonDocument.Parse(File.ReadAllText(Directory.GetFiles(Path.Combine(_folder, "reviews", First)).Single())).RootElement;
        Assert.Equal("-5 °C, \"cold\"", edit.GetProperty("correctedCaption").GetString());
        Assert.Equal(("ann", false), (edit.GetProperty("reviewer").GetString(), edit.GetProperty("isAnonymous").GetBoolean()));
        Assert.Equal("tiny 1.0.0", edit.GetProperty("model").GetString());
    }

    [Fact]
    public void Each_wrong_line_is_told_and_the_others_are_taken()
    {
        var file = Path.Combine(_folder, "decisions.jsonl");
        File.WriteAllLines(
            file,
            [
                $$"""{"id":"{{First}}","decision":"accept"}""",
                $$"""{"id":"{{First}}","decision":"reject"}""",
                $$"""{"id":"{{Second}}","decision":"perhaps"}""",
                """{"id":"01J9ZZZZZZZZZZZZZZZZZZZZZ9","decision":"accept"}""",
                """{"decision":"accept"}""",
                """{"id":"x","decision":"edit"}""",
                """{"id":"x","decision":"accept","reviewer":"me"}""",
                "nonsense",
            ]
        );
        var imported = Import(file);
        Assert.Equal(ExitCode.Partial, imported.ExitCode);
        var lines = imported.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["line 2", "line 3", "line 4", "line 5", "line 6", "line 7", "line 8"],
            lines[..^1].Select(line => line.Split(':')[0])
        );
        Assert.StartsWith("1 decisions taken", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\r\n1,2\r\n", "--as", "csv")]
    [InlineData("", "--as", "csv")]
    [InlineData("{}", "--reviewer", " ")]
    public void A_file_or_a_name_that_is_none_stops_the_command(string text, string option, string value)
    {
        var file = Path.Combine(_folder, "decisions.jsonl");
        File.WriteAllText(file, text);
        string[] reviewer = option == "--reviewer" ? [] : ["--reviewer", "ann"];
        var stopped = RunningCommand.Run(["review", "import", file, _folder, option, value, .. reviewer]);
        Assert.Equal(ExitCode.WrongUsage, stopped.ExitCode);
    }

    [Fact]
    public void A_damaged_entry_is_told_and_the_others_are_exported()
    {
        File.WriteAllText(Path.Combine(_folder, "captions", First + ".json"), "{");
        var exported = RunningCommand.Run("review", "export", _folder, "--as", "jsonl");
        Assert.Equal(ExitCode.Partial, exported.ExitCode);
        Assert.Contains(First, exported.Error, StringComparison.Ordinal);
        Assert.Contains(Second, exported.Output, StringComparison.Ordinal);
    }

    private RunningCommand.Finished Import(string file) => RunningCommand.Run("review", "import", file, _folder, "--reviewer", "ann");

    private void Keep(string id, char sha256, double score, string text)
    {
        var kept = new
        {
            id,
            sha256 = new string(sha256, 64),
            caption = text,
            altText = text,
            model = "tiny 1.0.0",
            verdict = "review",
            score,
            createdAt = DateTimeOffset.UnixEpoch,
            schemaVersion = 3,
        };
        foreach (var name in (string[])["captions", "queue"])
            Directory.CreateDirectory(Path.Combine(_folder, name));
        File.WriteAllText(Path.Combine(_folder, "captions", id + ".json"), JsonSerializer.Serialize(kept), new UTF8Encoding(false));
        var doubt = (int)Math.Round(1_000 * (1 - Math.Abs((2 * score) - 1)));
        File.WriteAllText(Path.Combine(_folder, "queue", $"{new string(sha256, 16)}00000000.v.{id}.{doubt}"), "");
    }
}
