using Serverless.Testing;

namespace Serverless.Cli.Tests;

/// <summary>Names as a shell's glob gives them: whatever a file can be called, it is a file.</summary>
public sealed class NameTests : IDisposable
{
    private static readonly Dictionary<string, string?> Tiny = new()
    {
        ["CAPTION_MODEL"] = Path.Combine(Repository.Fixtures, "vit-gpt2-tiny"),
        ["CAPTION_LABEL_MODEL"] = "none",
        ["CAPTION_TEXT_MODEL"] = "none",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("names-").FullName;

    private static readonly string[] Names =
    [
        "@a.png",
        "@",
        "a=b.png",
        "-o:x.png",
        "-dash.png",
        "--json",
        "--",
        "-h",
        "s3:x.png",
        "C:x.png",
        "describe",
        "archive",
        "[suggest]",
        "a b.png",
        " lead and trail ",
        "*.png",
        "$HOME",
        "a\\b.png",
        "100%.png",
        "a%20b.png",
        "#?.png",
        "new\nline.png",
        "tab\tx.png",
        "bell\a.png",
        "bidi\u202Egnp.png",
        "höhe 日本語 😀.png",
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_name_is_described_and_can_be_had_back_from_its_line()
    {
        foreach (var name in Names)
            File.WriteAllBytes(Path.Combine(_folder, name), TinyPicture.Png(1));
        var run = RunningCommand.RunInShell($"cd '{_folder}' && $caption", Tiny, ["describe", "--min-quality", "0", "--", .. Names]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToList();
        Assert.All(lines, line => Assert.Equal((5, "captioned"), (line.Length, line[1])));
        Assert.Equal(Names, lines.Select(line => Unescaped(line[0])));
        Assert.DoesNotContain('\u202E', run.Output);
    }

    [Fact]
    public void A_name_that_begins_with_an_at_sign_is_no_response_file()
    {
        File.WriteAllText(Path.Combine(_folder, "a.png"), "--json");
        File.WriteAllBytes(Path.Combine(_folder, "@a.png"), TinyPicture.Png(1));
        var run = RunningCommand.RunInShell($"cd '{_folder}' && $caption", Tiny, "describe", "--min-quality", "0", "@a.png");
        Assert.Equal((0, "@a.png\tcaptioned"), (run.ExitCode, string.Join('\t', run.Output.Split('\t')[..2])));
    }

    [Theory]
    [InlineData("describe", "-dash.png")]
    [InlineData("describe", "-o:x.png")]
    [InlineData("describe", "-hello")]
    [InlineData("score", "-dash.png", "words")]
    [InlineData("archive", "-folder")]
    [InlineData("sweep", "-folder")]
    [InlineData("forget", "-dash.png")]
    [InlineData("evaluate", "-folder")]
    [InlineData("doctor", "-folder")]
    public void A_word_that_looks_like_an_option_is_refused_with_the_way_to_name_a_file(params string[] words)
    {
        var run = RunningCommand.Run(words);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(
            $"{words[1]} is no option of caption {words[0]}. To name a file that begins with a dash, "
                + $"write ./{words[1]} or put -- before it.\n",
            run.Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("score", "--", "-no-such.png", "-5 degrees")]
    [InlineData("archive", "--", "-no-such")]
    [InlineData("evaluate", "--", "-no-such")]
    [InlineData("doctor", "--", "-no-such")]
    [InlineData("doctor", "@no-such")]
    [InlineData("sweep", "--", "-no-such")]
    [InlineData("archive", "@no-such")]
    [InlineData("evaluate", "@no-such")]
    public void Behind_two_dashes_every_word_names_something(params string[] words)
    {
        var run = RunningCommand.Run([], Tiny, words);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("no-such", run.Output + run.Error + (words[0] == "score" ? "no-such" : ""), StringComparison.Ordinal);
        Assert.DoesNotContain("no option", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Response file", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_that_begin_with_a_dash_and_go_on_are_words()
    {
        File.WriteAllBytes(Path.Combine(_folder, "x.png"), TinyPicture.Png(1));
        Assert.Equal(3, RunningCommand.Run([], Tiny, "score", Path.Combine(_folder, "x.png"), "-5 degrees").ExitCode);
    }

    [Fact]
    public void An_address_that_cannot_be_read_does_not_keep_the_others_from_being_described()
    {
        File.WriteAllBytes(Path.Combine(_folder, "x.png"), TinyPicture.Png(1));
        var run = RunningCommand.RunInShell(
            $"cd '{_folder}' && $caption",
            Tiny,
            "describe",
            "--min-quality",
            "0",
            "x.png",
            "s3://b/x.png",
            "ftp://user:secret@example.org/x.png?key=secret",
            "file:///a/../x.png",
            "",
            "./x.png"
        );
        Assert.Equal(3, run.ExitCode);
        Assert.Equal(
            [
                "x.png\tcaptioned",
                "s3://b/x.png\tfailed",
                "ftp://example.org/x.png\tfailed",
                "file:///a/../x.png\tfailed",
                "\tfailed",
                "./x.png\tcaptioned",
            ],
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join('\t', line.Split('\t')[..2]))
        );
        Assert.Equal(4, run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_holds_the_sign_of_a_scheme_is_a_path()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "ftp:"));
        File.WriteAllBytes(Path.Combine(_folder, "ftp:", "x.png"), TinyPicture.Png(1));
        var run = RunningCommand.RunInShell($"cd '{_folder}' && $caption", Tiny, "describe", "--min-quality", "0", "./ftp://x.png");
        Assert.Equal((0, "./ftp://x.png\tcaptioned"), (run.ExitCode, string.Join('\t', run.Output.Split('\t')[..2])));
    }

    [Fact]
    public void A_pipe_in_a_folder_is_not_waited_for()
    {
        File.WriteAllBytes(Path.Combine(_folder, "x.png"), TinyPicture.Png(1));
        var run = RunningCommand.RunInShell(
            $"cd '{_folder}' && mkfifo pipe.png && timeout 60 $caption",
            Tiny,
            "describe",
            "--min-quality",
            "0",
            "."
        );
        Assert.Equal(3, run.ExitCode);
        Assert.Equal(
            "./pipe.png: forbidden: The name is taken by a pipe, a socket or a device; only files are read and replaced.\n",
            run.Error
        );
        Assert.Contains("./x.png\tcaptioned", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void In_an_archive_a_name_that_no_store_takes_is_told_with_the_reason()
    {
        File.WriteAllBytes(Path.Combine(_folder, "tab\tx.png"), TinyPicture.Png(1));
        File.WriteAllBytes(Path.Combine(_folder, "x.png"), TinyPicture.Png(2));
        var run = RunningCommand.RunInShell($"cd '{_folder}' && mkfifo pipe.png && $caption", Tiny, "archive", ".", "--min-quality", "0");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains(
            "tab\\tx.png: name_not_allowed: No store may hold this key: it holds a tab. Give the picture another name.\n",
            run.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("pipe.png: name_taken: The name is taken by a pipe", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder, "x.png.caption.json")));
    }

    /// <summary>A field of a line as it was.</summary>
    private static string Unescaped(string field) =>
        System.Text.RegularExpressions.Regex.Replace(
            field,
            @"\\(?:u([0-9A-F]{4})|(.))",
            part =>
                part.Groups[1] is { Success: true, Value: var code }
                    ? ((char)Convert.ToInt32(code, 16)).ToString()
                    : part.Groups[2].Value switch
                    {
                        "t" => "\t",
                        "n" => "\n",
                        "r" => "\r",
                        var letter => letter,
                    }
        );
}
