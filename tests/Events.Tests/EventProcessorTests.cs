using Serverless.Results;
using Serverless.Results.Processing;
using Serverless.Results.Reviews;
using Serverless.Storage;
using Serverless.Testing;

namespace Serverless.Events.Tests;

/// <summary>Events over a store in memory: every picture has one result, and the pointer only moves forward.</summary>
public sealed class EventProcessorTests(EventWorld world) : IClassFixture<EventWorld>, IDisposable
{
    private readonly string _name = Guid.NewGuid().ToString("N")[..8] + ".png";

    private string Key => "in/" + _name;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => world.Store.Fault = (_, _) => null;

    [Fact]
    public async Task A_new_picture_gets_one_result_and_a_pointer_with_it()
    {
        var version = await PutAsync();
        Assert.Equal(PictureOutcomeKind.Described, await SendAsync(version, "1"));
        var pointer = await LatestAsync();
        Assert.Equal(
            ($"s3://photos/{Key}", version, "1", "ai"),
            (pointer!.Latest.Source, pointer.Latest.Version, pointer.Latest.Order, pointer.Latest.Generator)
        );
        Assert.NotNull(pointer.Latest.Caption);
        Assert.Equal([pointer.Result], await ResultsAsync());
    }

    [Fact]
    public async Task A_thousand_deliveries_of_one_event_make_one_result()
    {
        var version = await PutAsync();
        var received = Event(version, "1");
        var outcomes = await world.Dispatcher().TakeAsync([.. Enumerable.Repeat(received, 1_000)], Now);
        Assert.DoesNotContain(outcomes, outcome => outcome.IsToBeRepeated);
        Assert.Single(await ResultsAsync());
    }

    [Fact]
    public async Task Events_out_of_order_leave_the_latest_picture_pointed_at()
    {
        var first = await PutAsync();
        var received = Event(first, "1");
        var second = await PutAsync([.. EventWorld.Picture, 0]);
        Assert.Equal(PictureOutcomeKind.Described, await SendAsync(second, "2"));
        Assert.Equal(PictureOutcomeKind.Superseded, (await world.Dispatcher().TakeAsync([received], Now))[0].Kind);
        Assert.Equal(second, (await LatestAsync())!.Latest.Version);
    }

    [Theory]
    [InlineData("1", "2", true)]
    [InlineData("2", "1", false)]
    [InlineData(null, "1", false)]
    public async Task The_pointer_moves_forward_only(string? old, string? next, bool isMoved)
    {
        // The picture's current version is the old result's: what has no order must be about that.
        var version = await PutAsync();
        var store = world.ResultsOf(world.Dispatcher());
        Assert.Null(await store.PointAsync(Key, "a", Document(version, old), false, Now));
        Assert.Null(await store.PointAsync(Key, "b", Document("another", next), false, Now));
        Assert.Equal(isMoved ? "b" : "a", (await LatestAsync())!.Result);
    }

    [Fact]
    public async Task A_clock_that_jumps_back_moves_no_pointer_back()
    {
        var (before, after) = (new TestClock(), new TestClock());
        before.Advance(TimeSpan.FromDays(400));
        var first = await PutAsync();
        Assert.Equal(
            PictureOutcomeKind.Described,
            (await world.EventServices(null, before).Dispatcher!.TakeAsync([Event(first, "1")], Now))[0].Kind
        );
        var second = await PutAsync([.. EventWorld.Picture, 0]);
        Assert.Equal(
            PictureOutcomeKind.Described,
            (await world.EventServices(null, after).Dispatcher!.TakeAsync([Event(second, "2")], Now))[0].Kind
        );
        Assert.Equal(second, (await LatestAsync())!.Latest.Version);
        Assert.True((await LatestAsync())!.Latest.CreatedAt < before.GetUtcNow().AddDays(-300));
    }

    [Fact]
    public async Task A_crash_before_the_pointer_is_mended_by_the_next_delivery()
    {
        var version = await PutAsync();
        world.Store.Fault = (call, key) =>
            call == "write" && key.EndsWith(".caption.json", StringComparison.Ordinal)
                ? new StoreFailure(StoreFailureReason.Unavailable, "crashed")
                : null;
        Assert.Equal(PictureOutcomeKind.Retry, await SendAsync(version, "1"));
        world.Store.Fault = (_, _) => null;
        Assert.Null(await LatestAsync());
        Assert.Equal(PictureOutcomeKind.Existed, await SendAsync(version, "1"));
        Assert.NotNull(await LatestAsync());
        Assert.Single(await ResultsAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"source\":")]
    public async Task Results_and_pointers_that_a_killed_writer_left_in_a_careless_store_are_made_anew(string left)
    {
        var version = await PutAsync();
        Assert.Equal(PictureOutcomeKind.Described, await SendAsync(version, "1"));
        var damaged = BlobContent.Of(System.Text.Encoding.UTF8.GetBytes(left), "application/json");
        Assert.Null((await world.Store.WriteAsync(Assert.Single(await ResultsAsync()), damaged, WriteCondition.None, Now)).Failure);
        Assert.Null((await world.Store.WriteAsync(Key + ".caption.json", damaged, WriteCondition.None, Now)).Failure);
        Assert.Equal(PictureOutcomeKind.Described, await SendAsync(version, "1"));
        Assert.NotNull((await LatestAsync())!.Latest.Caption);
        Assert.Single(await ResultsAsync());
    }

    [Fact]
    public async Task A_picture_that_lies_zipped_is_captioned()
    {
        using var zipped = new MemoryStream();
        await using (
            var zip = new System.IO.Compression.GZipStream(zipped, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true)
        )
            zip.Write(EventWorld.Picture);
        Assert.Equal(PictureOutcomeKind.Described, await SendAsync(await PutAsync(zipped.ToArray()), "1"));
    }

    [Theory]
    [InlineData("other/x.png")]
    [InlineData("in-between/x.png")]
    [InlineData("in/.captions/x.png/0123.json")]
    [InlineData("in/x.png.caption.json")]
    [InlineData("in/.caption-probe-1")]
    public async Task What_is_not_ours_to_caption_is_acknowledged_and_left_alone(string key)
    {
        Assert.Null(
            (await world.Store.WriteAsync(key, BlobContent.Of(EventWorld.Picture, "image/png"), WriteCondition.None, Now)).Failure
        );
        var received = new ObjectEvent("e", ObjectChange.Created, new BlobAddress("s3", "photos", key), null, "1");
        world.Store.Fault = (call, _) => throw new InvalidOperationException($"{call} is not needed for this");
        Assert.Equal(PictureOutcomeKind.NotOurs, (await world.Dispatcher().TakeAsync([received], Now))[0].Kind);
    }

    [Fact]
    public async Task A_forged_container_is_never_looked_at()
    {
        world.Store.Fault = (call, _) => throw new InvalidOperationException($"{call} is not needed for this");
        Assert.Equal(
            PictureOutcomeKind.NotOurs,
            (
                await world
                    .Dispatcher()
                    .TakeAsync(
                        [new ObjectEvent("e", ObjectChange.Deleted, new BlobAddress("s3", "elsewhere", "in/a.png"), null, null)],
                        Now
                    )
            )[0].Kind
        );
    }

    [Theory]
    [InlineData(0, "empty_body")]
    [InlineData(100_001, "body_too_large")]
    [InlineData(500, "unsupported_media_type")]
    public async Task What_is_no_picture_is_recorded_once_with_its_reason(int length, string code)
    {
        var version = await PutAsync(new byte[length]);
        Assert.Equal(PictureOutcomeKind.Recorded, await SendAsync(version, "1"));
        Assert.Equal(PictureOutcomeKind.Existed, await SendAsync(version, "1"));
        var latest = (await LatestAsync())!.Latest;
        Assert.Equal((code, null), (latest.Error!.Code, latest.Caption));
    }

    [Fact]
    public async Task A_poison_picture_blocks_no_other()
    {
        var poison = await PutAsync("no picture"u8.ToArray());
        Assert.Null(
            (
                await world.Store.WriteAsync("in/good-" + _name, BlobContent.Of(EventWorld.Picture, "image/png"), WriteCondition.None, Now)
            ).Failure
        );
        var outcomes = await world
            .Dispatcher()
            .TakeAsync(
                [
                    Event(poison, "1"),
                    new ObjectEvent("e", ObjectChange.Created, new BlobAddress("s3", "photos", "in/good-" + _name), null, "1"),
                ],
                Now
            );
        Assert.Equal([PictureOutcomeKind.Recorded, PictureOutcomeKind.Described], outcomes.Select(outcome => outcome.Kind));
    }

    [Theory]
    [InlineData("read", StoreFailureReason.Throttled)]
    [InlineData("read", StoreFailureReason.Interrupted)]
    [InlineData("list", StoreFailureReason.Unavailable)]
    [InlineData("write", StoreFailureReason.TimedOut)]
    [InlineData("read", StoreFailureReason.AccessDenied)]
    public async Task What_may_pass_is_delivered_again_and_then_succeeds(string call, StoreFailureReason reason)
    {
        var version = await PutAsync();
        world.Store.Fault = (asked, _) => asked == call ? new StoreFailure(reason, "for now") : null;
        Assert.Equal(PictureOutcomeKind.Retry, await SendAsync(version, "1"));
        world.Store.Fault = (_, _) => null;
        Assert.Equal(PictureOutcomeKind.Described, await SendAsync(version, "1"));
        Assert.Single(await ResultsAsync());
    }

    [Fact]
    public async Task What_fails_too_often_is_recorded()
    {
        var version = await PutAsync();
        world.Store.Fault = (call, key) =>
            call == "read" && key == Key ? new StoreFailure(StoreFailureReason.AccessDenied, "never") : null;
        Assert.Equal(
            PictureOutcomeKind.Retry,
            (await world.Dispatcher().TakeAsync([Event(version, "1") with { Attempt = 4 }], Now))[0].Kind
        );
        Assert.Equal(
            PictureOutcomeKind.Recorded,
            (await world.Dispatcher().TakeAsync([Event(version, "1") with { Attempt = 5 }], Now))[0].Kind
        );
        Assert.Equal("blob_not_allowed", (await LatestAsync())!.Latest.Error!.Code);
    }

    [Fact]
    public async Task A_picture_gone_before_its_event_leaves_nothing()
    {
        var version = await PutAsync();
        Assert.Null(await world.Store.DeleteAsync(Key, null, Now));
        Assert.Equal(PictureOutcomeKind.Gone, await SendAsync(version, "1"));
        Assert.Empty(await ResultsAsync());
    }

    [Fact]
    public async Task A_deleted_pictures_results_go_and_a_late_deletion_harms_no_new_picture()
    {
        var version = await PutAsync();
        Assert.Equal(PictureOutcomeKind.Described, await SendAsync(version, "1"));
        Assert.Equal(PictureOutcomeKind.Superseded, await SendAsync(null, null, ObjectChange.Deleted)); // it is there again, or still
        Assert.Null(await world.Store.DeleteAsync(Key, null, Now));
        Assert.Equal(PictureOutcomeKind.Removed, await SendAsync(null, null, ObjectChange.Deleted));
        Assert.Empty(await ResultsAsync());
        Assert.Null(await LatestAsync());
    }

    [Fact]
    public async Task A_name_that_leaves_no_room_for_results_is_said_to_be_lost()
    {
        var key = "in/" + new string('k', 1_010);
        Assert.Null(
            (await world.Store.WriteAsync(key, BlobContent.Of(EventWorld.Picture, "image/png"), WriteCondition.None, Now)).Failure
        );
        Assert.Equal(
            PictureOutcomeKind.Lost,
            (
                await world
                    .Dispatcher()
                    .TakeAsync([new ObjectEvent("e", ObjectChange.Created, new BlobAddress("s3", "photos", key), null, "1")], Now)
            )[0].Kind
        );
    }

    [Fact]
    public async Task Results_can_go_to_a_folder_of_their_own_which_is_never_captioned()
    {
        var dispatcher = world.Dispatcher(new() { ["CAPTION_RESULTS_TO"] = "s3://photos/in/results/" });
        var version = await PutAsync();
        Assert.Equal(PictureOutcomeKind.Described, (await dispatcher.TakeAsync([Event(version, "1")], Now))[0].Kind);
        Assert.NotNull((await world.Store.FindAsync($"in/results/{Key}.caption.json", Now)).Value);
        Assert.Null(
            (
                await world.Store.WriteAsync("in/results/x.png", BlobContent.Of(EventWorld.Picture, "image/png"), WriteCondition.None, Now)
            ).Failure
        );
        Assert.Equal(
            PictureOutcomeKind.NotOurs,
            (
                await dispatcher.TakeAsync(
                    [new ObjectEvent("e", ObjectChange.Created, new BlobAddress("s3", "photos", "in/results/x.png"), null, "1")],
                    Now
                )
            )[0].Kind
        );
    }

    [Fact]
    public async Task A_persons_words_become_the_latest_and_no_machine_replaces_them()
    {
        var services = world.EventServices(new() { ["CAPTION_KEEP_FEATURES"] = "on" });
        var version = await PutAsync();
        Assert.Equal(PictureOutcomeKind.Described, (await services.Dispatcher!.TakeAsync([Event(version, "1")], Now))[0].Kind);
        var id = (await LatestAsync())!.Latest.Caption!.Id;
        var ann = new Reviewer("ann", IsAnonymous: false);
        Assert.Equal(
            "not_found",
            FailureTable
                .Of(
                    (await services.Reviews!.TakeAsync(new ReviewRequest("01J9Z3NDEKTSV4RRFFQ69G5FAV", "reject", null), ann, Now))
                        .Failure!
                        .Reason
                )
                .Code
        );
        var review = (await services.Reviews.TakeAsync(new ReviewRequest(id, "edit", "two green bars"), ann, Now)).Value!;
        Assert.Equal(("ann", false), (review.Reviewer, review.IsTrainable)); // the tiny captioner has no quality model
        var latest = (await LatestAsync())!.Latest;
        Assert.Equal(
            ("human", "two green bars", "Two green bars", "human"),
            (latest.Generator, latest.Caption!.Caption, latest.Caption.AltText, latest.Caption.Provenance.Generator)
        );
        var store = world.ResultsOf(services.Dispatcher);
        Assert.Null(await store.PointAsync(Key, "newer model", Document(version, "1"), false, Now));
        Assert.Equal("human", (await LatestAsync())!.Latest.Generator);
        Assert.Equal(2, (await ResultsAsync()).Count);
        Assert.Single((await world.Store.ListAsync($"reviews/reviews/{id}/", null, 10, Now)).Value!.Items);
    }

    [Fact]
    public async Task Words_typed_into_the_pointer_are_a_persons_too()
    {
        var dispatcher = world.Dispatcher();
        var version = await PutAsync();
        Assert.Equal(PictureOutcomeKind.Described, (await dispatcher.TakeAsync([Event(version, "1")], Now))[0].Kind);
        Assert.False((await LatestAsync())!.IsByPerson);
        var (pointer, alt) = (Key + ".caption.json", (await LatestAsync())!.Latest.Caption!.AltText!);
        var text = System.Text.Encoding.UTF8.GetString((await world.Store.ReadBytesAsync(pointer, BlobSelection.All, Now)).Value!.Bytes);
        await world.Store.WriteAsync(
            pointer,
            BlobContent.Of(
                System.Text.Encoding.UTF8.GetBytes(
                    text.Replace($"\"altText\": \"{alt}\"", "\"altText\": \"Mine\"", StringComparison.Ordinal)
                ),
                "application/json"
            ),
            WriteCondition.None,
            Now
        );
        Assert.True((await LatestAsync())!.IsByPerson);
        Assert.Null(
            await world
                .ResultsOf(dispatcher)
                .PointAsync(Key, "newer model", Document(version, "1") with { CreatedAt = DateTimeOffset.UtcNow.AddDays(1) }, false, Now)
        );
        Assert.Equal("Mine", (await LatestAsync())!.Latest.Caption!.AltText);
    }

    [Fact]
    public async Task What_is_forgotten_stays_forgotten_until_the_picture_is_another()
    {
        var services = world.EventServices();
        var version = await PutAsync();
        Assert.Equal(PictureOutcomeKind.Described, (await services.Dispatcher!.TakeAsync([Event(version, "1")], Now))[0].Kind);
        var pointer = (await LatestAsync())!;
        var erasure = new Erasure([world.ResultsOf(services.Dispatcher)], services.ReviewStore, TimeProvider.System);
        var forgotten = await erasure.EraseAsync(pointer.Latest.Caption!.Image.Sha256, Now);
        Assert.Contains(new BlobAddress("s3", "photos", Key), forgotten.Pictures);
        Assert.True(forgotten.Captions >= 1);
        Assert.Equal(PictureOutcomeKind.Existed, await SendAsync(version, "1"));
        Assert.Null(await LatestAsync());
        Assert.Equal(PictureOutcomeKind.Described, await SendAsync(await PutAsync([.. EventWorld.Picture, 1]), "2"));
    }

    [Fact]
    public async Task A_sweep_finds_what_events_missed_and_what_is_left_over()
    {
        var lost = await PutAsync();
        var (gone, stays) = ("in/gone-" + _name, "in/stays-" + _name);
        foreach (var key in (string[])[gone, stays])
        {
            Assert.Null(
                (await world.Store.WriteAsync(key, BlobContent.Of(EventWorld.Picture, "image/png"), WriteCondition.None, Now)).Failure
            );
            Assert.Equal(
                PictureOutcomeKind.Described,
                (
                    await world
                        .Dispatcher()
                        .TakeAsync([new ObjectEvent("e", ObjectChange.Created, new BlobAddress("s3", "photos", key), null, "1")], Now)
                )[0].Kind
            );
        }

        Assert.Null(await world.Store.DeleteAsync(gone, null, Now));
        var ends = new Dictionary<string, PictureOutcomeKind>();
        Assert.Null(
            await new Sweep(world.Dispatcher(), 4).RunAsync(
                world.Settings.Events.From[0],
                (address, outcome) => ends[address.Key] = outcome.Kind,
                Now
            )
        );
        Assert.Equal(
            (PictureOutcomeKind.Described, PictureOutcomeKind.Removed, PictureOutcomeKind.Existed),
            (ends[Key], ends[gone], ends[stays])
        );
        Assert.DoesNotContain(ends.Keys, ResultNames.IsReserved);
        Assert.Equal(lost, (await LatestAsync())!.Latest.Version);
    }

    [Fact]
    public async Task Kept_captions_and_reviews_go_when_they_are_old_enough()
    {
        var services = world.EventServices();
        var version = await PutAsync();
        Assert.Equal(PictureOutcomeKind.Described, (await services.Dispatcher!.TakeAsync([Event(version, "1")], Now))[0].Kind);
        Assert.Equal((0, null), await Sweep.RetainAsync(services.ReviewStore!.Folder, DateTimeOffset.UtcNow.AddDays(-1), Now));
        Assert.True(
            (await Sweep.RetainAsync(services.ReviewStore.Folder, DateTimeOffset.UtcNow.AddDays(1), Now))
                is { Deleted: > 0, Failure: null }
        );
        Assert.NotNull(await LatestAsync()); // results live as long as their pictures
    }

    private static ResultDocument Document(string version, string? order) =>
        new("s3://photos/in/x", version, order, ResultDocument.Machine, null, new ResultError("x", "x"), DateTimeOffset.UtcNow);

    private ObjectEvent Event(string? version, string? order, ObjectChange change = ObjectChange.Created) =>
        new("e", change, new BlobAddress("s3", "photos", Key), version, order);

    private async Task<PictureOutcomeKind> SendAsync(string? version, string? order, ObjectChange change = ObjectChange.Created) =>
        (await world.Dispatcher().TakeAsync([Event(version, order, change)], Now))[0].Kind;

    private async Task<string> PutAsync(byte[]? bytes = null) =>
        (await world.Store.WriteAsync(Key, BlobContent.Of(bytes ?? EventWorld.Picture, "image/png"), WriteCondition.None, Now))
            .Value!
            .Version;

    private async Task<PointerDocument?> LatestAsync()
    {
        var store = world.ResultsOf(world.Dispatcher());
        return (await store.LatestAsync(store.NamesOf(Key), Now)).Value;
    }

    private async Task<List<string>> ResultsAsync() =>
        [.. (await world.Store.ListAsync($"in/.captions/{_name}/", null, 100, Now)).Value!.Items.Select(item => item.Key)];
}
