using System.Text.Json;
using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Results.Predictions;
using Serverless.Storage;
using Serverless.Testing;

namespace Serverless.Results.Tests.Predictions;

public sealed class PredictionLogTests
{
    private readonly TestClock _clock = new();
    private readonly FailingStore _store;
    private readonly BlobFolder _folder;

    public PredictionLogTests()
    {
        _store = new FailingStore(new MemoryBlobStore(_clock));
        _folder = new BlobFolder(BlobAddress.Parse("s3://logs/captions/").Value!, _store, "captions/");
    }

    [Fact]
    public async Task A_line_says_which_model_said_how_sure_what_about_which_picture_and_no_words()
    {
        using var log = Log();
        log.Add(Captioned(1));
        Assert.Null(await log.FlushAsync(default));
        var line = Assert.Single(await LinesAsync());
        Assert.Equal("1.2.3", line.GetProperty("model").GetProperty("version").GetString());
        Assert.Equal("sha256:ab", line.GetProperty("model").GetProperty("digest").GetString());
        Assert.Equal(Sha(1), line.GetProperty("image").GetProperty("sha256").GetString());
        Assert.Equal("good", line.GetProperty("verdict").GetString());
        Assert.Equal(46.3, line.GetProperty("timings").GetProperty("totalMs").GetDouble());
        Assert.DoesNotContain("dog", line.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_are_in_the_lines_only_where_the_operator_switched_them_on()
    {
        using var log = Log(hasText: true);
        log.Add(Captioned(1));
        await log.FlushAsync(default);
        Assert.Equal("A dog", (await LinesAsync())[0].GetProperty("altText").GetString());
    }

    [Fact]
    public async Task A_share_is_always_the_same_pictures()
    {
        using var log = Log(share: 0.25);
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 400; i++)
                log.Add(Captioned(i));
        }

        await log.FlushAsync(default);
        var seen = (await LinesAsync()).Select(line => line.GetProperty("image").GetProperty("sha256").GetString()).ToList();
        Assert.InRange(seen.Count, 120, 280);
        Assert.All(seen.GroupBy(sha => sha), pictures => Assert.Equal(2, pictures.Count()));
    }

    [Fact]
    public async Task What_cannot_be_written_waits_and_beyond_the_limit_the_oldest_are_counted_as_lost()
    {
        using var log = Log();
        _store.Fault = (call, _) => call == "write" ? new StoreFailure(StoreFailureReason.Unavailable, "away") : null;
        for (var i = 0; i < PredictionLog.MaxLines + 5; i++)
            log.Add(Captioned(i));
        Assert.NotNull(await log.FlushAsync(default));
        Assert.Equal((PredictionLog.MaxLines, 5), (log.Waiting, log.Dropped));
        _store.Fault = (_, _) => null;
        Assert.Null(await log.FlushAsync(default));
        Assert.Equal(0, log.Waiting);
        var lines = await LinesAsync();
        Assert.Equal(PredictionLog.MaxLines, lines.Count);
        Assert.Equal(Sha(5), lines[0].GetProperty("image").GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task Days_over_their_time_are_removed_and_nothing_else()
    {
        using var log = Log(retention: TimeSpan.FromDays(30));
        await PutAsync("predictions/2026-10-21/a-000001.jsonl");
        await PutAsync("predictions/2026-10-22/a-000001.jsonl");
        await PutAsync("predictions/notes.txt");
        await PutAsync("reviews/2020-01-01.json");
        log.Add(Captioned(1));
        Assert.Null(await log.FlushAsync(default));
        var names = await NamesAsync();
        Assert.DoesNotContain("predictions/2026-10-21/a-000001.jsonl", names);
        Assert.Superset(
            new HashSet<string> { "predictions/2026-10-22/a-000001.jsonl", "predictions/notes.txt", "reviews/2020-01-01.json" },
            names.ToHashSet()
        );
    }

    [Fact]
    public void Without_a_folder_each_line_goes_to_the_log_of_the_host_at_once()
    {
        var lines = new List<string>();
        using var log = new PredictionLog(new PredictionLogOptions("one", null, lines.Add), _clock);
        log.Add(Captioned(1));
        Assert.StartsWith("{\"schemaVersion\":1,", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_that_was_offline_forwards_what_it_kept_and_keeps_its_reviews()
    {
        using var log = Log();
        log.Add(Captioned(1));
        await log.FlushAsync(default);
        await PutAsync("reviews/one.json");
        var far = new FailingStore(new MemoryBlobStore(_clock));
        var forwarder = new LocalForwarder([_folder], new BlobFolder(BlobAddress.Parse("s3://far/").Value!, far, ""));
        far.Fault = (_, _) => new StoreFailure(StoreFailureReason.Unavailable, "offline");
        Assert.NotNull((await forwarder.ForwardAsync(default)).Failure);
        Assert.Equal(2, (await NamesAsync()).Count);
        far.Fault = (_, _) => null;
        Assert.Equal((2, null), await forwarder.ForwardAsync(default));
        Assert.Equal(["reviews/one.json"], await NamesAsync());
        Assert.Equal((0, null), await forwarder.ForwardAsync(default));
        Assert.Equal(2, (await far.ListAsync("", null, 10, default)).Value!.Items.Count);
    }

    private PredictionLog Log(double share = 1, TimeSpan? retention = null, bool hasText = false) =>
        new(new PredictionLogOptions("one", _folder, null, share, retention, hasText), _clock);

    private static string Sha(int picture) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(picture)));

    private static Caption Captioned(int picture) =>
        new()
        {
            Id = "01",
            Text = "a dog",
            AltText = "A dog",
            Language = "en",
            Verdict = Verdict.Good,
            Kind = PictureKind.Photograph,
            Role = ImageRole.Informative,
            Findings = [],
            Image = new ImageIdentity(Sha(picture), ImageFormat.Jpeg, 640, 480, 51_234),
            Model = new ModelIdentity("caption-base", "1.2.3", () => "sha256:ab"),
            Timings = new StageTimings(2.1, 0, 14, 17.5, 12.2, 46.3),
            CreatedAt = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero),
        };

    private async Task PutAsync(string name) =>
        await _store.WriteAsync(_folder.Prefix + name, BlobContent.Of([1], "text/plain"), WriteCondition.None, default);

    private async Task<List<string>> NamesAsync() =>
        [.. (await _store.ListAsync(_folder.Prefix, null, 1_000, default)).Value!.Items.Select(item => item.Key[_folder.Prefix.Length..])];

    private async Task<List<JsonElement>> LinesAsync()
    {
        var lines = new List<JsonElement>();
        foreach (var name in (await NamesAsync()).Where(name => name.StartsWith("predictions/2026-11-21/", StringComparison.Ordinal)))
        {
            var read = await _store.ReadBytesAsync(_folder.Prefix + name, BlobSelection.All, default);
            var text = System.Text.Encoding.UTF8.GetString(read.Value!.Bytes);
            lines.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)));
        }

        return lines;
    }
}
