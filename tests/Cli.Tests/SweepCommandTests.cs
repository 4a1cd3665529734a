using System.Security.Cryptography;
using Serverless.Testing;

namespace Serverless.Cli.Tests;

/// <summary>Sweeping and forgetting over a folder.</summary>
public sealed class SweepCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-").FullName;
    private readonly Dictionary<string, string?> _environment;

    public SweepCommandTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "in", "deep"));
        Directory.CreateDirectory(Path.Combine(_folder, "reviews"));
        foreach (var name in (string[])["a.png", "deep/b c.png"])
            File.Copy(Path.Combine(Repository.Root, "samples", "bar-chart.png"), Path.Combine(_folder, "in", name));
        File.WriteAllText(Path.Combine(_folder, "in", "broken.jpg"), "no picture");
        _environment = new()
        {
            ["CAPTION_EVENTS_FROM"] = $"file://{_folder}/in/",
            ["CAPTION_REVIEWS_TO"] = $"file://{_folder}/reviews/",
            ["CAPTION_MODEL"] = Path.Combine(Repository.Fixtures, "vit-gpt2-tiny"),
            ["CAPTION_LABEL_MODEL"] = "none",
            ["CAPTION_TEXT_MODEL"] = "none",
        };
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_sweep_captions_what_has_no_result_and_a_second_one_finds_nothing_to_do()
    {
        var first = RunningCommand.Run([], _environment, "sweep");
        Assert.Equal(0, first.ExitCode);
        Assert.Equal(
            [
                $"file://{_folder}/in/a.png\tcaptioned\t",
                $"file://{_folder}/in/broken.jpg\trecorded\tunsupported_media_type",
                $"file://{_folder}/in/deep/b c.png\tcaptioned\t",
            ],
            first.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)
        );
        Assert.Equal("swept: 2 captioned, 1 recorded\n", first.Error);
        var second = RunningCommand.Run([], _environment, "sweep");
        Assert.Equal(("", "swept: 3 existed\n"), (second.Output, second.Error));
        File.Delete(Path.Combine(_folder, "in", "a.png"));
        Assert.Equal("swept: 2 existed, 1 removed\n", RunningCommand.Run([], _environment, "sweep", "--quiet").Error);
        Assert.False(File.Exists(Path.Combine(_folder, "in", "a.png.caption.json")));
    }

    [Fact]
    public void What_is_forgotten_by_its_digest_is_gone_and_stays_so()
    {
        Assert.Equal(0, RunningCommand.Run([], _environment, "sweep").ExitCode);
        var digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(_folder, "in", "a.png"))));
        var forgotten = RunningCommand.Run([], _environment, "forget", digest);
        Assert.Equal(
            (0, "forgotten: 2 pictures' results, 2 captions with their features and reviews\n"),
            (forgotten.ExitCode, forgotten.Error)
        );
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "reviews"), "*.json", SearchOption.AllDirectories));
        Assert.Equal("swept: 3 existed\n", RunningCommand.Run([], _environment, "sweep").Error);
        Assert.False(File.Exists(Path.Combine(_folder, "in", "a.png.caption.json")));
        Assert.Equal(3, RunningCommand.Run([], _environment, "forget", new string('0', 64)).ExitCode);
        Assert.Equal(0, RunningCommand.Run([], _environment, "forget", Path.Combine(_folder, "in", "broken.jpg")).ExitCode);
    }

    [Fact]
    public void Without_a_folder_both_are_wrong_usage()
    {
        Assert.Equal(2, RunningCommand.Run("sweep").ExitCode);
        Assert.Equal(2, RunningCommand.Run("forget", "x.png").ExitCode);
    }
}
