using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Monitoring.Reference;
using Serverless.Testing;

namespace Serverless.Cli.Tests;

/// <summary>Traffic on the command line; what is counted and judged is tested beside <c>Serverless.Monitoring</c>.</summary>
public sealed class MonitorCommandTests : IDisposable
{
    private static readonly string Reference = Path.Combine(Repository.Models, "quality-base", "drift.json");

    private readonly string _folder = Directory.CreateTempSubdirectory("monitor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_empty_folder_is_told_and_closes_the_gate()
    {
        var check = RunningCommand.Run("monitor", "check", _folder);
        Assert.Equal(4, check.ExitCode);
        Assert.Equal("empty: there is no traffic of this model in the last 48 hours\n", check.Output);
        var report = RunningCommand.Run("monitor", "report", _folder, "--out", Path.Combine(_folder, "report.html"));
        Assert.Equal(4, report.ExitCode);
        var html = File.ReadAllText(Path.Combine(_folder, "report.html"));
        Assert.Contains("there is no traffic of this model", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Traffic_that_is_the_reference_itself_is_steady_and_of_half_the_scores_it_has_drifted()
    {
        AddWindows(hasLowScores: false);
        var steady = RunningCommand.Run("monitor", "check", _folder);
        Assert.Equal((0, "steady: nothing has moved in 3 windows\n"), (steady.ExitCode, steady.Output));

        AddWindows(hasLowScores: true);
        var drift = RunningCommand.Run("monitor", "check", _folder);
        Assert.Equal(4, drift.ExitCode);
        Assert.StartsWith("drift: scores are lower: quality score 0.86 → ", drift.Output, StringComparison.Ordinal);
        var json = JsonDocument.Parse(RunningCommand.Run("monitor", "report", _folder, "--json").Output).RootElement;
        Assert.Equal("drift", json.GetProperty("verdict").GetString());

        var own = RunningCommand.Run("monitor", "reference", "--traffic", _folder, "--hours", "4");
        Assert.True(own.ExitCode == 0, own.Error);
        Assert.True(File.Exists(Path.Combine(_folder, "references", "sha256-ab.json")));
        Assert.Equal(0, RunningCommand.Run("monitor", "check", _folder).ExitCode);
        Assert.Equal(4, RunningCommand.Run("monitor", "check", _folder, "--reference", Reference).ExitCode);
    }

    [Theory]
    [InlineData("--hours must be above 0", "monitor", "check", "x", "--hours", "0")]
    [InlineData("--min must be at least 20", "monitor", "report", "x", "--min", "3")]
    [InlineData("there is no such drift reference", "monitor", "check", "x", "--reference", "no-such.json")]
    [InlineData("Name pictures, or --traffic.", "monitor", "reference", "--out", "x.json")]
    [InlineData("--without height: it is none of brightness", "monitor", "reference", "x", "--out", "x.json", "--without", "height")]
    public void What_is_wrong_is_told_before_anything_is_done(string expected, params string[] words)
    {
        var run = RunningCommand.Run(words);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    /// <summary>Three closed windows that counted what the reference did, under a digest of their own.</summary>
    private void AddWindows(bool hasLowScores)
    {
        var sketch = JsonNode.Parse(File.ReadAllBytes(Reference))!["sketch"]!.AsObject();
        if (hasLowScores)
        {
            var score = sketch["numbers"]!["score"]!;
            var halved = score["bins"]!.AsObject().GroupBy(bin => Half(bin.Key), bin => bin.Value!.GetValue<long>());
            score["bins"] = new JsonObject(halved.Select(bin => KeyValuePair.Create(bin.Key, (JsonNode?)bin.Sum())));
            score["sum"] = score["sum"]!.GetValue<long>() / 2;
            score["squares"] = score["squares"]!.GetValue<long>() / 4;
        }

        var now = DateTimeOffset.UtcNow;
        for (var hour = 1; hour <= 3; hour++)
        {
            var start = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(now.Hour - hour - (hasLowScores ? 0 : 3));
            var model = new JsonObject
            {
                ["name"] = "caption-base",
                ["version"] = "1.0.0",
                ["digest"] = "sha256:ab",
                ["measure"] = DriftReference.Read(Reference).Measure,
                ["sketch"] = sketch.DeepClone(),
            };
            var window = new JsonObject
            {
                ["schemaVersion"] = 1,
                ["start"] = start,
                ["seconds"] = 3_600,
                ["instance"] = "one",
                ["dropped"] = 0,
                ["models"] = new JsonArray(model),
            };
            var folder = Directory.CreateDirectory(Path.Combine(_folder, "traffic", $"{start:yyyyMMdd'T'HHmmss'Z'}"));
            File.WriteAllText(Path.Combine(folder.FullName, "one-000001.json"), window.ToJsonString());
        }
    }

    private static string Half(string bin) => (int.Parse(bin, CultureInfo.InvariantCulture) / 2).ToString(CultureInfo.InvariantCulture);
}
