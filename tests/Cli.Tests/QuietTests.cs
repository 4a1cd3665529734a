using Serverless.Testing;

namespace Serverless.Cli.Tests;

/// <summary>
/// No command leaves a file in the user's folders or asks for an address: the runtime's own builds would, unless told before their
/// environment is made.
/// </summary>
public sealed class QuietTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quiet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--version")]
    [InlineData("describe", "in/x.png", "--min-quality", "0")]
    [InlineData("score", "in/x.png", "a dog")]
    [InlineData("archive", "in")]
    [InlineData("archive", "in", "--dry-run")]
    [InlineData("sweep", "in")]
    [InlineData("evaluate", ".")]
    [InlineData("doctor")]
    [InlineData("doctor", "in")]
    [InlineData("forget", "in/x.png")]
    public void Nothing_is_left_in_the_users_folders_and_nobody_is_asked_for(params string[] words)
    {
        foreach (var name in (string[])["in", "home", "tmp"])
            Directory.CreateDirectory(Path.Combine(_folder, name));
        File.WriteAllBytes(Path.Combine(_folder, "in", "x.png"), TinyPicture.Png(1));
        File.WriteAllText(Path.Combine(_folder, "captions.jsonl"), "{\"image\":\"in/x.png\",\"captions\":[\"a dog\"]}");
        var environment = new Dictionary<string, string?>
        {
            ["HOME"] = Path.Combine(_folder, "home"),
            ["TMPDIR"] = Path.Combine(_folder, "tmp"),
            ["XDG_CACHE_HOME"] = null,
            ["XDG_DATA_HOME"] = null,
            ["DOTNET_EnableDiagnostics"] = "0", // its sockets in the temporary folder are .NET's, and go with the process
            ["CAPTION_MODEL"] = Path.Combine(Repository.Fixtures, "vit-gpt2-tiny"),
            ["CAPTION_LABEL_MODEL"] = "none",
            ["CAPTION_TEXT_MODEL"] = "none",
            ["CAPTION_EVENTS_FROM"] = $"file://{_folder}/in/",
        };
        var seen = Path.Combine(_folder, "sockets");
        var isTraced = File.Exists("/usr/bin/strace");
        var run = RunningCommand.RunInShell(
            $"cd '{_folder}' && {(isTraced ? $"/usr/bin/strace -f -qq -e trace=socket -o '{seen}' " : "")}$caption",
            environment,
            words
        );
        Assert.True(run.ExitCode is 0 or 3, run.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "home"), "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "tmp"), "*", SearchOption.AllDirectories));
        if (isTraced)
            Assert.DoesNotContain("AF_INET", File.ReadAllText(seen), StringComparison.Ordinal);
    }
}
