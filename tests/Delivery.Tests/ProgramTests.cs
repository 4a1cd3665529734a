using System.Diagnostics;
using Serverless.Ledger;
using Serverless.Testing;

namespace Serverless.Delivery.Tests;

/// <summary>The program as operators and pipelines start it.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("delivery-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("deploy --version 1.0.0 --target mars", "There is no target 'mars'; there are aws, azure, gcp, kubernetes, onprem.")]
    [InlineData("deploy --version 1.0.0 --target aws --environment test", "There is no environment 'test'")]
    [InlineData("deploy --version 1.0.0 --target aws --policy nowhere.json", "There is no file nowhere.json")]
    [InlineData("rollback --target aws --reason ", "--reason is empty")]
    [InlineData("record blessed --version 1.0.0 --verdict pass --evidence x", "There is no record 'blessed'")]
    [InlineData("record tested --version 1.0.0 --verdict perhaps --evidence x", "--verdict is 'perhaps'; allowed: pass or fail")]
    [InlineData("gate moon --version 1.0.0", "There is no gate 'moon'")]
    [InlineData("publish --version 1 --commit abc --packages nowhere", "'1' is no semantic version")]
    [InlineData("sign --version 1.0.0", "CAPTION_SIGNING_KEY")]
    [InlineData("ledger --days 0", "--days is 1 to 3650")]
    [InlineData("launch", "delivery -h shows the commands")]
    public async Task Wrong_words_are_refused_in_plain_ones(string words, string expected)
    {
        var (code, _, error) = await RunAsync(words);

        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_was_never_built_ends_with_4()
    {
        var (code, _, error) = await RunAsync("gate tested --version 1.0.0");

        Assert.Equal(ExitCode.Refused, code);
        Assert.Contains("never built", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_ledger_has_no_figures()
    {
        var (code, output, _) = await RunAsync("ledger");

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("change failure rate\tn/a", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forged_ledger_ends_every_verb_with_4_and_names_the_entry()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "ledger"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "ledger", "0000000001.json"), "{}");

        foreach (var words in new[] { "ledger --verify", "gate tested --version 1.0.0", "publish --version 1.0.0 --commit a" })
        {
            var (code, _, error) = await RunAsync(words);
            Assert.Equal((words, ExitCode.Refused), (words, code));
            Assert.Contains("entry 1", error, StringComparison.Ordinal);
        }

        Assert.Single(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string words)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "delivery.dll"), .. words.Split(' ')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        start.Environment["CAPTION_DELIVERY_STORE"] = _folder;
        start.Environment.Remove("CAPTION_SIGNING_KEY");
        start.Environment.Remove("CAPTION_TRUSTED_KEYS");
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
