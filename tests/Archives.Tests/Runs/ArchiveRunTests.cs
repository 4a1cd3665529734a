using System.IO.Compression;
using NuGet.Versioning;
using Serverless.Archives.Export;
using Serverless.Archives.Runs;
using Serverless.Archives.Scanning;
using Serverless.Archives.Sharding;
using Serverless.Archives.Xmp;
using Serverless.Results;
using Serverless.Results.Processing;
using Serverless.Storage;
using Serverless.Testing;

namespace Serverless.Archives.Tests.Runs;

/// <summary>What a run does and leaves alone, over a store in memory.</summary>
public sealed class ArchiveRunTests : IClassFixture<TinyEngine>
{
    private readonly ArchiveWorld _world;

    public ArchiveRunTests(TinyEngine tiny) => _world = new ArchiveWorld(tiny);

    [Fact]
    public async Task A_picture_that_has_a_result_is_not_done_again_by_a_newer_model_neither()
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.PutAsync("deep/b c.png", ArchiveWorld.Picture(2));
        await _world.PutAsync("notes.txt", [1]);
        Assert.Equal(RunStop.None, await _world.RunAsync());
        Assert.Equal((2, 2), (_world.Meter.Seen, _world.Meter.Worked));
        Assert.Equal("run-1", (await _world.LatestAsync("a.png"))!.Latest.Run);
        await _world.RunAsync(ArchiveWorld.Plan("run-2"), version: "2.0.0");
        Assert.Equal((2, 0, 2), (_world.Meter.Seen, _world.Meter.Worked, _world.Meter.Of(PictureOutcomeKind.Existed)));
        Assert.Single(await _world.KeysAsync("deep/b c.png"));
    }

    [Fact]
    public async Task Older_than_does_again_what_an_older_model_did_and_force_everything_each_once_a_run()
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.RunAsync();
        var older = ArchiveWorld.Plan("run-2") with { OlderThan = SemanticVersion.Parse("2.0.0") };
        await _world.RunAsync(older, version: "2.0.0");
        Assert.Equal(2, (await _world.KeysAsync("a.png")).Count);
        Assert.Equal("run-2", (await _world.LatestAsync("a.png"))!.Latest.Run);
        var forced = ArchiveWorld.Plan("run-3") with { IsForced = true };
        await _world.RunAsync(forced, version: "2.0.0");
        await _world.RunAsync(forced, version: "2.0.0");
        Assert.Equal((0, 1), (_world.Meter.Worked, _world.Meter.Of(PictureOutcomeKind.Existed)));
        Assert.Equal(3, (await _world.KeysAsync("a.png")).Count);
        Assert.Equal("run-3", (await _world.LatestAsync("a.png"))!.Latest.Run);
    }

    [Fact]
    public async Task Another_threshold_is_other_work()
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.RunAsync();
        await _world.RunAsync(ArchiveWorld.Plan("run-2") with { MinQuality = 1 });
        Assert.Equal(
            ("refused", (string?)null, 1),
            (
                ResultDocument.VerdictOf((await _world.LatestAsync("a.png"))!.Latest),
                (await _world.LatestAsync("a.png"))!.Latest.Caption!.AltText,
                _world.Meter.Worked
            )
        );
        await _world.RunAsync(ArchiveWorld.Plan("run-3") with { MinQuality = 1 });
        Assert.Equal(0, _world.Meter.Worked);
    }

    [Fact]
    public async Task Words_edited_in_the_sidecar_are_a_persons_and_give_way_only_with_leave_and_come_back()
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.RunAsync();
        var alt = (await _world.LatestAsync("a.png"))!.Latest.Caption!.AltText!;
        var pointer = "in/a.png.caption.json";
        await _world.ReplaceAsync(
            pointer,
            (await _world.TextAsync(pointer)).Replace($"\"altText\": \"{alt}\"", "\"altText\": \"My own words\"", StringComparison.Ordinal)
        );
        await _world.RunAsync(ArchiveWorld.Plan("run-2") with { IsForced = true });
        Assert.Equal(1, _world.Meter.Of(PictureOutcomeKind.KeptPerson));
        Assert.Equal("My own words", (await _world.LatestAsync("a.png"))!.Latest.Caption!.AltText);
        await _world.RunAsync(ArchiveWorld.Plan("run-3") with { ReplacesPerson = true });
        Assert.Equal(alt, (await _world.LatestAsync("a.png"))!.Latest.Caption!.AltText);
        var undo = new RunUndo(_world.Results);
        Assert.Null(await undo.DoAsync("run-3", isDry: false, default));
        Assert.Equal((1, 1), (undo.Removed, undo.Returned));
        Assert.Equal("My own words", (await _world.LatestAsync("a.png"))!.Latest.Caption!.AltText);
        Assert.True((await _world.LatestAsync("a.png"))!.IsByPerson);
    }

    [Fact]
    public async Task A_file_of_somebody_elses_in_the_pointers_place_is_left_and_an_empty_one_is_made_anew()
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.PutAsync("b.png", ArchiveWorld.Picture(2));
        await _world.ReplaceAsync("in/a.png.caption.json", "A boat, I think.");
        await _world.ReplaceAsync("in/b.png.caption.json", "");
        await _world.RunAsync();
        Assert.Equal((1, 1), (_world.Meter.Of(PictureOutcomeKind.KeptPerson), _world.Meter.Of(PictureOutcomeKind.Described)));
        Assert.Equal("A boat, I think.", await _world.TextAsync("in/a.png.caption.json"));
        Assert.NotNull(await _world.LatestAsync("b.png"));
    }

    [Fact]
    public async Task A_pointer_that_a_crash_left_unwritten_is_written_and_the_picture_not_described_again()
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.RunAsync();
        await _world.Store.DeleteAsync("in/a.png.caption.json", null, default);
        await _world.RunAsync(ArchiveWorld.Plan("run-2"));
        Assert.Equal((0, "run-1"), (_world.Meter.Worked, (await _world.LatestAsync("a.png"))!.Latest.Run));
    }

    [Fact]
    public async Task Words_inside_the_file_are_taken_as_they_are_and_the_model_is_not_asked()
    {
        await _world.PutAsync("a.png", PictureXmp.Write(ArchiveWorld.Picture(1), new XmpCaption("Mine", null)).Value!);
        await _world.RunAsync();
        var latest = (await _world.LatestAsync("a.png"))!;
        Assert.Equal(
            ("Mine", ResultDocument.Human, 1, 0),
            (
                latest.Latest.Caption!.AltText,
                latest.Latest.Generator,
                _world.Meter.Of(PictureOutcomeKind.KeptPerson),
                _world.Meter.Of(PictureOutcomeKind.Described)
            )
        );
        await _world.RunAsync(ArchiveWorld.Plan("run-2") with { ReplacesPerson = true });
        Assert.NotEqual("Mine", (await _world.LatestAsync("a.png"))!.Latest.Caption!.AltText);
    }

    [Fact]
    public async Task A_picture_that_lies_zipped_is_described_as_an_event_describes_it()
    {
        using var zipped = new MemoryStream();
        await using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(ArchiveWorld.Picture(1));
        await _world.PutAsync("a.png", zipped.ToArray());
        await _world.RunAsync();
        Assert.Equal(1, _world.Meter.Of(PictureOutcomeKind.Described));
    }

    [Fact]
    public async Task Equal_pictures_are_described_once_and_each_has_its_result()
    {
        for (var i = 0; i < 40; i++)
            await _world.PutAsync($"{i}.png", ArchiveWorld.Picture(i % 4));
        await _world.PutAsync("bad-1.png", [1, 2, 3]);
        await _world.PutAsync("bad-2.png", [1, 2, 3]);
        await _world.RunAsync();
        Assert.Equal(
            (4, 36, 2),
            (_world.Meter.Of(PictureOutcomeKind.Described), _world.Meter.Of(PictureOutcomeKind.Joined), _world.Meter.Failed)
        );
        for (var i = 0; i < 40; i++)
            Assert.Equal(
                (await _world.LatestAsync($"{i % 4}.png"))!.Latest.Caption!.AltText,
                (await _world.LatestAsync($"{i}.png"))!.Latest.Caption!.AltText
            );
        Assert.Equal(42, _world.Outcomes.Select(end => end.Picture.Key).Distinct().Count());
    }

    [Fact]
    public async Task Nearly_equal_pictures_are_described_once_when_asked()
    {
        var folder = Path.Combine(Repository.Fixtures, "formats");
        foreach (var name in (string[])["plain.jpg", "plain.png", "lossy.webp", "progressive.jpg"])
            await _world.PutAsync(name, File.ReadAllBytes(Path.Combine(folder, name)));
        await _world.PutAsync("other.png", File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", "portrait.png")));
        await _world.PutAsync("copy of plain.jpg", File.ReadAllBytes(Path.Combine(folder, "plain.jpg")));
        await _world.RunAsync(ArchiveWorld.Plan() with { JoinsNearDuplicates = true });
        Assert.Equal((2, 4), (_world.Meter.Of(PictureOutcomeKind.Described), _world.Meter.Of(PictureOutcomeKind.Joined)));
        Assert.Null((await _world.LatestAsync("other.png"))!.Latest.SameAs);
        Assert.Equal(
            (await _world.LatestAsync("plain.jpg"))!.Latest.Caption!.AltText,
            (await _world.LatestAsync("lossy.webp"))!.Latest.Caption!.AltText
        );
    }

    [Fact]
    public async Task Pages_that_look_nearly_the_same_may_read_otherwise_and_are_each_described()
    {
        using var reading = new TinyEngine(Path.Combine(Repository.Root, "models", "text-base"));
        var world = new ArchiveWorld(reading);
        var page = File.ReadAllBytes(Path.Combine(Repository.Root, "samples", "page-of-text.png"));
        await world.PutAsync("1.png", page);
        await world.PutAsync("2.png", TinyPicture.WithComment(page, "another file"));
        await world.PutAsync("copy of 1.png", page);
        await world.RunAsync(ArchiveWorld.Plan() with { JoinsNearDuplicates = true });
        Assert.Equal((2, 1), (world.Meter.Of(PictureOutcomeKind.Described), world.Meter.Of(PictureOutcomeKind.Joined)));
        Assert.NotEmpty((await world.LatestAsync("2.png"))!.Latest.Caption!.Text!.Lines);
    }

    [Fact]
    public async Task A_file_that_was_touched_but_shows_the_same_picture_keeps_its_words()
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.RunAsync();
        var before = (await _world.LatestAsync("a.png"))!.Latest;
        var version = await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.RunAsync(ArchiveWorld.Plan("run-2"));
        var after = (await _world.LatestAsync("a.png"))!.Latest;
        Assert.Equal((0, version, before.Caption!.Id), (_world.Meter.Worked, after.Version, after.Caption!.Id));
        await _world.PutAsync("a.png", ArchiveWorld.Picture(2));
        await _world.RunAsync(ArchiveWorld.Plan("run-3"));
        Assert.Equal(1, _world.Meter.Of(PictureOutcomeKind.Described));
    }

    [Fact]
    public async Task Every_bad_picture_is_told_and_none_stops_the_run()
    {
        var bad = Directory
            .GetFiles(Path.Combine(Repository.Fixtures, "bad"))
            .Where(file => !file.EndsWith(".md", StringComparison.Ordinal))
            .ToList();
        foreach (var file in bad)
            await _world.PutAsync("bad/" + Path.GetFileName(file), File.ReadAllBytes(file));
        for (var i = 0; i < 10; i++)
            await _world.PutAsync($"good-{i}.png", ArchiveWorld.Picture(i));
        Assert.Equal(RunStop.None, await _world.RunAsync(ArchiveWorld.Plan() with { Include = IncludeRules.Of(["*"]) }));
        var others = bad.Where(file => file.EndsWith(".pdf", StringComparison.Ordinal)).ToList();
        Assert.Equal((10, bad.Count - others.Count), (_world.Meter.Of(PictureOutcomeKind.Described), _world.Meter.Failed));
        Assert.Equal((1, 1), (others.Count, _world.Meter.Others)); // neither its name nor its bytes say that it is a picture
        foreach (var file in bad.Except(others))
        {
            Assert.Equal(
                Path.GetFileName(file).Split('.')[0],
                (await _world.LatestAsync("bad/" + Path.GetFileName(file)))!.Latest.Error!.Code
            );
        }

        await _world.RunAsync(ArchiveWorld.Plan("run-2") with { Include = IncludeRules.Of(["*"]) });
        Assert.Equal(0, _world.Meter.Worked); // what cannot be mended by trying again is not tried again
    }

    [Fact]
    public async Task A_hundred_bad_pictures_in_a_row_do_not_stop_a_run_and_a_store_that_fails_does()
    {
        for (var i = 0; i < 100; i++)
            await _world.PutAsync($"a{i:D3}.png", [(byte)i, 1]);
        await _world.PutAsync("good.png", ArchiveWorld.Picture(1));
        Assert.Equal(RunStop.None, await _world.RunAsync());
        Assert.Equal((100, 1), (_world.Meter.Failed, _world.Meter.Of(PictureOutcomeKind.Described)));
        for (var i = 0; i < 100; i++)
            await _world.PutAsync($"b{i:D3}.png", ArchiveWorld.Picture(i));
        _world.Store.Fault = (call, key) =>
            call == "write" && key.Contains("/b", StringComparison.Ordinal)
                ? new StoreFailure(StoreFailureReason.Unavailable, "away")
                : null;
        var stop = await _world.RunAsync(ArchiveWorld.Plan("run-2"));
        Assert.Equal(RunStopReason.Persistent, stop.Reason);
        Assert.Contains("the store failed 21 times in a row; the last time: away", stop.Detail, StringComparison.Ordinal);
        _world.Store.Fault = (_, _) => null;
        Assert.Equal(RunStop.None, await _world.RunAsync(ArchiveWorld.Plan("run-3")));
        Assert.NotNull(await _world.LatestAsync("b099.png"));
    }

    [Fact]
    public async Task A_picture_that_the_store_fails_on_now_and_then_is_left_for_another_run()
    {
        for (var i = 0; i < 60; i++)
            await _world.PutAsync($"{i}.png", ArchiveWorld.Picture(i));
        _world.Store.Fault = (call, key) =>
            call == "read" && key.EndsWith("7.png", StringComparison.Ordinal)
                ? new StoreFailure(StoreFailureReason.TimedOut, "slow")
                : null;
        Assert.Equal(RunStop.None, await _world.RunAsync(isJournalled: true));
        Assert.Equal((6, 54), (_world.Meter.Retries, _world.Meter.Worked));
        _world.Store.Fault = (_, _) => null;
        await _world.RunAsync(ArchiveWorld.Plan("run-2"), isJournalled: true);
        Assert.Equal((0, 6), (_world.Meter.Retries, _world.Meter.Worked));
    }

    [Fact]
    public async Task A_listing_that_fails_stops_the_run()
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        _world.Store.Fault = (call, key) =>
            call == "list" && key == "in/" ? new StoreFailure(StoreFailureReason.Unavailable, "away") : null;
        Assert.Equal(RunStopReason.Persistent, (await _world.RunAsync()).Reason);
    }

    [Fact]
    public async Task The_journal_passes_over_what_is_done_and_sees_what_is_new()
    {
        for (var i = 0; i < 50; i++)
            await _world.PutAsync($"{i:D2}.png", ArchiveWorld.Picture(i));
        await _world.RunAsync(isJournalled: true);
        var calls = 0;
        _world.Store.Fault = (call, key) =>
        {
            if (key.EndsWith(".caption.json", StringComparison.Ordinal))
                Interlocked.Increment(ref calls);
            return null;
        };
        await _world.RunAsync(ArchiveWorld.Plan("run-2"), isJournalled: true);
        Assert.Equal((50, 0), (_world.Meter.Skipped, calls));
        await _world.PutAsync("new.png", ArchiveWorld.Picture(99));
        await _world.RunAsync(ArchiveWorld.Plan("run-3"), isJournalled: true);
        Assert.Equal(1, _world.Meter.Worked);
        foreach (var key in (await _world.KeysAsync("07.png")).Append("in/07.png.caption.json"))
            await _world.Store.DeleteAsync(key, null, default); // the results are the truth
        await _world.RunAsync(ArchiveWorld.Plan("run-4"), isJournalled: true);
        Assert.Equal(1, _world.Meter.Worked);
    }

    [Fact]
    public async Task The_limit_holds_and_the_rest_is_for_the_next_run()
    {
        for (var i = 0; i < 50; i++)
            await _world.PutAsync($"{i:D2}.png", ArchiveWorld.Picture(i));
        await _world.RunAsync(ArchiveWorld.Plan() with { Limit = 20 }, isJournalled: true);
        Assert.Equal(20, _world.Meter.Worked);
        await _world.RunAsync(ArchiveWorld.Plan("run-2"), isJournalled: true);
        Assert.Equal(30, _world.Meter.Worked);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public async Task Shares_give_together_what_one_run_gives(int count)
    {
        const int pictures = 120;
        for (var i = 0; i < pictures; i++)
            await _world.PutAsync($"{i % 9}/{i}.png", ArchiveWorld.Picture(i));
        await _world.RunAsync(ArchiveWorld.Plan("whole"));
        var whole = await LinesAsync(Shard.Whole);
        Assert.Null(await new RunUndo(_world.Results).DoAsync("whole", isDry: false, default));
        Assert.Empty(await LinesAsync(Shard.Whole));
        var parts = new List<string>();
        foreach (var shard in Enumerable.Range(0, count).Select(index => new Shard(index, count)))
        {
            await _world.RunAsync(ArchiveWorld.Plan("shares") with { Shard = shard });
            Assert.Equal(RunStop.None, await _world.RunAsync(ArchiveWorld.Plan("shares") with { Shard = shard })); // a retry
            Assert.Equal(0, _world.Meter.Worked);
            parts.AddRange(await LinesAsync(shard));
        }

        Assert.Equal(pictures, parts.Count);
        Assert.Equal(whole.Order(StringComparer.Ordinal), parts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_to_be_forgotten_is_not_described_again()
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.RunAsync();
        var erasure = new Erasure([_world.Results], null, TimeProvider.System);
        await erasure.EraseAsync(_world.Pictures.AddressOf("in/a.png"), default);
        await _world.RunAsync(ArchiveWorld.Plan("run-2") with { IsForced = true });
        Assert.Equal((1, 0), (_world.Meter.Of(PictureOutcomeKind.Erased), _world.Meter.Worked));
    }

    [Fact]
    public async Task A_run_stops_where_it_is_told_to()
    {
        for (var i = 0; i < 200; i++)
            await _world.PutAsync($"{i}.png", ArchiveWorld.Picture(i));
        var asked = 0;
        var stop = await _world.RunAsync(mustStop: () => ++asked > 50 ? "enough" : null);
        Assert.Equal((RunStopReason.Requested, "enough", 50), (stop.Reason, stop.Detail, _world.Meter.Worked));
    }

    [Fact]
    public async Task Cancelled_it_ends_at_once_and_what_is_written_is_whole()
    {
        for (var i = 0; i < 200; i++)
            await _world.PutAsync($"{i}.png", ArchiveWorld.Picture(i));
        using var ending = new CancellationTokenSource();
        var asked = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _world.RunAsync(
                mustStop: () =>
                {
                    if (++asked == 100)
                        ending.Cancel();
                    return null;
                },
                cancellationToken: ending.Token
            )
        );
        await _world.RunAsync(ArchiveWorld.Plan("run-2"));
        Assert.Equal(200, (await LinesAsync(Shard.Whole)).Count);
    }

    /// <summary>Name, words and verdict of every picture, without what differs from run to run.</summary>
    private async Task<List<string>> LinesAsync(Shard shard)
    {
        var lines = new Lines();
        Assert.Null(await new ArchiveExport(_world.Results, ArchiveWorld.Plan() with { Shard = shard }).ExportAsync([lines], default));
        return lines.All;
    }

    private sealed class Lines : IExporter
    {
        public List<string> All { get; } = [];

        public Task ExportAsync(IReadOnlyList<ExportRow> pictures, CancellationToken cancellationToken)
        {
            All.AddRange(
                pictures
                    .Where(picture => picture.Found is not null)
                    .Select(picture => $"{picture.Picture.Name}\t{picture.Verdict}\t{picture.AltText}")
            );
            return Task.CompletedTask;
        }
    }
}
