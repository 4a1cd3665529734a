using Serverless.Testing;

namespace Serverless.Cli.Tests;

/// <summary>A standard output that takes nothing: one line, exit code 5, never a stack.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("output-").FullName;
    private readonly Dictionary<string, string?> _environment;

    public OutputTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "in"));
        File.WriteAllBytes(Path.Combine(_folder, "in", "x.png"), TinyPicture.Png(1));
        File.WriteAllText(Path.Combine(_folder, "pairs.jsonl"), "{\"image\":\"in/x.png\",\"caption\":\"a dog\"}");
        File.WriteAllText(Path.Combine(_folder, "captions.jsonl"), "{\"image\":\"in/x.png\",\"captions\":[\"a dog\"]}");
        _environment = new()
        {
            ["CAPTION_MODEL"] = Path.Combine(Repository.Fixtures, "vit-gpt2-tiny"),
            ["CAPTION_LABEL_MODEL"] = "none",
            ["CAPTION_TEXT_MODEL"] = "none",
            ["CAPTION_EVENTS_FROM"] = $"file://{_folder}/in/",
        };
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("score", "-h")]
    [InlineData("describe", "in/x.png", "--min-quality", "0")]
    [InlineData("describe", "--json", "in/x.png", "--min-quality", "0")]
    [InlineData("describe", "in/no-such.png")]
    [InlineData("score", "in/x.png", "a dog")]
    [InlineData("score", "--json", "--pairs", "pairs.jsonl")]
    [InlineData("archive", "in")]
    [InlineData("archive", "in", "--dry-run")]
    [InlineData("archive", "in", "--undo", "no-such-run")]
    [InlineData("sweep")]
    [InlineData("evaluate", ".")]
    [InlineData("evaluate", "--json", ".")]
    [InlineData("doctor")]
    [InlineData("forget", "in/x.png")]
    public void A_full_disk_stops_every_command(params string[] words)
    {
        var run = RunningCommand.RunInShell($"cd '{_folder}' && $caption > /dev/full", _environment, words);
        Assert.Equal(5, run.ExitCode);
        Assert.EndsWith("stopped: standard output cannot be written: No space left on device\n", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(".cs:", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(">&-", "stopped: standard output cannot be written: it is closed\n")]
    [InlineData("> /dev/full 2> /dev/full", "")]
    [InlineData(">&- 2>&-", "")]
    [InlineData("> >(exec true)", null)]
    public void However_the_output_fails_the_exit_code_is_the_same(string redirection, string? error)
    {
        var run = RunningCommand.RunInShell(
            $"cd '{_folder}' && $caption {redirection}",
            _environment,
            "describe",
            "in/x.png",
            "--min-quality",
            "0"
        );
        Assert.Equal((5, ""), (run.ExitCode, run.Output));
        Assert.Equal(error ?? "stopped: standard output cannot be written: Broken pipe\n", run.Error);
    }

    [Fact]
    public void Where_the_reader_has_seen_enough_the_rest_is_not_described()
    {
        for (var i = 0; i < 200; i++)
            File.WriteAllBytes(Path.Combine(_folder, "in", $"{i:D3}.png"), TinyPicture.Png(i));
        var run = RunningCommand.RunInShell(
            $"cd '{_folder}' && $caption 2> error | head -1; echo ${{PIPESTATUS[0]}}; ls in/.captions | wc -l",
            _environment,
            "sweep"
        );
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((3, "5"), (lines.Length, lines[1]));
        Assert.InRange(int.Parse(lines[2], System.Globalization.CultureInfo.InvariantCulture), 1, 150);
        Assert.Equal("stopped: standard output cannot be written: Broken pipe\n", File.ReadAllText(Path.Combine(_folder, "error")));
    }

    [Fact]
    public void An_error_that_cannot_be_told_changes_no_exit_code()
    {
        Assert.Equal(2, RunningCommand.RunInShell("$caption 2> /dev/full", _environment, "nonsense").ExitCode);
        Assert.Equal(2, RunningCommand.RunInShell("$caption 2>&-", _environment, "nonsense").ExitCode);
    }

    [Fact]
    public void What_is_written_goes_where_the_shell_is_at()
    {
        RunningCommand.RunInShell(
            $"cd '{_folder}' && (echo one; $caption; echo three) > lines",
            _environment,
            "describe",
            "in/x.png",
            "--min-quality",
            "0"
        );
        var lines = File.ReadAllLines(Path.Combine(_folder, "lines"));
        Assert.Equal(("one", "three", 3), (lines[0], lines[2], lines.Length));
    }

    [Fact]
    public void A_closed_standard_input_is_said_to_be_closed()
    {
        var run = RunningCommand.RunInShell("timeout 60 $caption <&-", _environment, "describe", "-");
        Assert.Equal((3, "-: forbidden: Standard input is closed.\n"), (run.ExitCode, run.Error));
    }
}
