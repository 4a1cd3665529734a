using System.Net;
using System.Text.Json;
using Serverless.Storage;
using Serverless.Testing;
using Serverless.Testing.Emulators;

namespace Serverless.Cli.Tests;

/// <summary>The command line over stores and the web.</summary>
public sealed class StoreCommandTests
{
    private static readonly byte[] Chart = File.ReadAllBytes(Path.Combine(Repository.Root, "samples", "bar-chart.png"));

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("s3")]
    [InlineData("az")]
    [InlineData("gs")]
    public async Task Pictures_of_a_store_are_described_scored_and_looked_after(string scheme)
    {
        await using var cloud = scheme switch
        {
            "s3" => await CloudEmulator.S3Async("photos"),
            "az" => await CloudEmulator.AzureAsync("photos"),
            _ => await CloudEmulator.GoogleAsync("photos"),
        };
        foreach (var key in (string[])["in/a b.png", "in/100%.png", "in/notes.txt", "other/x.png"])
            Assert.Null((await cloud.Store.WriteAsync(key, BlobContent.Of(Chart, "image/png"), WriteCondition.None, Now)).Failure);
        var environment = cloud.Environment.ToDictionary(pair => pair.Key, pair => (string?)pair.Value);

        var described = RunningCommand.Run([], environment, "describe", cloud.Container + "in/", cloud.Container + "in/gone.png");
        Assert.Equal(3, described.ExitCode);
        Assert.Equal(
            [
                $"{cloud.Container}in/100%.png\tcaptioned",
                $"{cloud.Container}in/a b.png\tcaptioned",
                $"{cloud.Container}in/gone.png\tfailed",
            ],
            described.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join('\t', line.Split('\t')[..2]))
        );
        Assert.Equal(
            $"{cloud.Container}in/gone.png: blob_not_found: There is no such object: {cloud.Container}in/gone.png\n",
            described.Error
        );

        var scored = RunningCommand.Run([], environment, "score", "--json", cloud.Container + "in/a b.png", "a bar chart with green bars");
        Assert.Equal(("review", 0), (JsonDocument.Parse(scored.Output).RootElement.GetProperty("verdict").GetString(), scored.ExitCode));

        environment["CAPTION_BLOBS_FROM"] = cloud.Container + "in/";
        environment["CAPTION_UPLOADS_TO"] = cloud.Container + "up/";
        var looked = RunningCommand.Run(
            [],
            environment,
            "doctor",
            cloud.Container.Replace("photos", "no-such-bucket", StringComparison.Ordinal)
        );
        Assert.Contains($"ok    store        {cloud.Container}in/ lists and reads", looked.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"ok    store        {cloud.Container}up/ lists, reads, writes once, deletes",
            looked.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("FAIL  store ", looked.Output, StringComparison.Ordinal);
        Assert.Equal(2, looked.ExitCode);
        Assert.Empty((await cloud.Store.ListAsync("up/", null, 10, Now)).Value!.Items); // the probe left nothing
    }

    [Theory]
    [InlineData("s3")]
    [InlineData("az")]
    [InlineData("gs")]
    public async Task An_archive_in_a_store_is_described_by_shares_told_as_tables_and_copied_with_its_words(string scheme)
    {
        await using var cloud = scheme switch
        {
            "s3" => await CloudEmulator.S3Async("photos"),
            "az" => await CloudEmulator.AzureAsync("photos"),
            _ => await CloudEmulator.GoogleAsync("photos"),
        };
        for (var i = 0; i < 24; i++)
            Assert.Null(
                (
                    await cloud.Store.WriteAsync(
                        $"in/{i % 3}/{i} ä.png",
                        BlobContent.Of(TinyPicture.Png(i), "image/png"),
                        WriteCondition.None,
                        Now
                    )
                ).Failure
            );
        var environment = cloud.Environment.ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        environment["CAPTION_MODEL"] = Path.Combine(Repository.Fixtures, "vit-gpt2-tiny");
        environment["CAPTION_LABEL_MODEL"] = environment["CAPTION_TEXT_MODEL"] = "none";
        var archive = cloud.Container + "in/";
        for (var i = 0; i < 2; i++)
            Assert.Equal(
                (0, ""),
                RunningCommand.Run([], environment, "archive", archive, "--shard", $"{i}/2") is var share
                    ? (share.ExitCode, share.Error)
                    : default
            );
        var joined = RunningCommand.Run(
            [],
            environment,
            "archive",
            archive,
            "--limit",
            "0",
            "--as",
            "jsonl",
            "--into",
            cloud.Container + "out/",
            "--report",
            cloud.Container + "out/report.html"
        );
        Assert.Equal((0, ""), (joined.ExitCode, joined.Error));
        var lines = System
            .Text.Encoding.UTF8.GetString((await cloud.Store.ReadBytesAsync("out/captions.jsonl", BlobSelection.All, Now)).Value!.Bytes)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(24, lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("source").GetString()).Distinct().Count());
        Assert.NotNull((await cloud.Store.FindAsync("out/report.html", Now)).Value);
        var copied = RunningCommand.Run([], environment, "archive", archive, "--as", "xmp", "--into", cloud.Container + "copies/");
        Assert.Equal(0, copied.ExitCode);
        Assert.Contains("24 had a result", copied.Output, StringComparison.Ordinal);
        Assert.Contains("xmp: 24 files written", copied.Output, StringComparison.Ordinal);
        Assert.NotNull((await cloud.Store.FindAsync("copies/in/0/0 ä.png", Now)).Value);
    }

    [Fact]
    public async Task A_store_that_cannot_be_used_is_said_to_be_so_without_its_keys()
    {
        await using var cloud = await CloudEmulator.S3Async("photos");
        var run = RunningCommand.Run(
            [],
            new()
            {
                ["AWS_ENDPOINT_URL_S3"] = cloud.Environment["AWS_ENDPOINT_URL_S3"],
                ["HOME"] = "/nonexistent",
                ["AWS_EC2_METADATA_DISABLED"] = "true",
                ["AWS_ACCESS_KEY_ID"] = null,
                ["AWS_SECRET_ACCESS_KEY"] = null,
            },
            "describe",
            "s3://photos/x.png"
        );
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("blob_not_allowed: No AWS credentials were found", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_of_the_web_are_described_and_their_secrets_not_shown()
    {
        using var server = new HttpListener();
        var port = 20_000 + (Environment.ProcessId % 20_000);
        server.Prefixes.Add($"http://127.0.0.1:{port}/");
        server.Start();
        var served = Task.Run(
            async () =>
            {
                for (var i = 0; i < 2; i++)
                {
                    var context = await server.GetContextAsync();
                    context.Response.StatusCode = context.Request.Url!.AbsolutePath == "/x.png" ? 200 : 404;
                    if (context.Response.StatusCode == 200)
                        await context.Response.OutputStream.WriteAsync(Chart);
                    context.Response.Close();
                }
            },
            Now
        );
        var run = RunningCommand.Run(
            "describe",
            $"http://127.0.0.1:{port}/x.png?key=secret",
            $"http://127.0.0.1:{port}/gone.png?key=secret"
        );
        await served;
        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith($"http://127.0.0.1:{port}/x.png\tcaptioned\tA chart", run.Output, StringComparison.Ordinal);
        Assert.Equal($"http://127.0.0.1:{port}/gone.png: url_unreachable: The address answered 404.\n", run.Error);
        Assert.DoesNotContain("secret", run.Output, StringComparison.Ordinal);
    }
}
