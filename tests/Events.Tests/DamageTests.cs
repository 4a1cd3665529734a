using System.Text;
using Serverless.Results;
using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Events.Tests;

/// <summary>Documents of ours that somebody or something has damaged: said, and made anew; nothing breaks by them.</summary>
public sealed class DamageTests(EventWorld world) : IClassFixture<EventWorld>, IDisposable
{
    private readonly string _name = Guid.NewGuid().ToString("N")[..8] + ".png";

    public static TheoryData<string> Damages =>
        [
            "",
            "null",
            "[]",
            "{}",
            "\"text\"",
            "{\"source\":",
            "{\"result\":null,\"latest\":null}",
            "{\"result\":\"r\",\"latest\":{}}",
            "{\"source\":null,\"version\":null,\"generator\":null}",
            "{\"result\":\"r\",\"latest\":{\"source\":\"s\",\"version\":\"v\",\"generator\":\"ai\",\"caption\":{}}}",
            "{\"source\":\"s\",\"version\":\"v\",\"generator\":\"ai\",\"caption\":{\"id\":null}}",
            "{\"result\":\"\\ud800\"}",
            "{\"source\":\"\\ud800\",\"version\":\"v\"}",
            "\u0000\u0001",
            "{\"forgottenAt\":\"soon\"}",
        ];

    private string Key => "in/" + _name;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => world.Store.Fault = (_, _) => null;

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_result_and_pointer_are_said_and_made_anew(string damage)
    {
        var version = await PutAsync(Key, EventWorld.Picture);
        Assert.Equal("1 captioned", await SayAsync(version));
        await PutAsync(Assert.Single(await ResultsAsync()), Encoding.UTF8.GetBytes(damage));
        await PutAsync(Key + ".caption.json", Encoding.UTF8.GetBytes(damage));
        Assert.Equal("1 captioned damaged_pointer_and_result", await SayAsync(version));
        Assert.Equal("1 existed", await SayAsync(version));
        Assert.NotNull((await LatestAsync()).Value!.Latest.Caption);
    }

    [Fact]
    public async Task A_pointer_larger_than_any_of_ours_is_made_anew()
    {
        var version = await PutAsync(Key, EventWorld.Picture);
        await PutAsync(Key + ".caption.json", new byte[(1 << 20) + 1]);
        Assert.Equal("1 captioned damaged_pointer", await SayAsync(version));
        Assert.NotNull((await LatestAsync()).Value);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_tombstone_keeps_what_was_forgotten_and_lets_another_picture_in(string damage)
    {
        var version = await PutAsync(Key, EventWorld.Picture);
        await PutAsync($"in/.captions/{_name}/forgotten.json", Encoding.UTF8.GetBytes(damage));
        var first = await SayAsync(version);
        Assert.StartsWith("1 existed forgotten", first, StringComparison.Ordinal);
        Assert.Equal("1 existed forgotten", await SayAsync(version));
        Assert.Equal("1 captioned", await SayAsync(await PutAsync(Key, [.. EventWorld.Picture, 0])));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_review_of_a_caption_whose_record_is_damaged_is_answered(string damage)
    {
        var services = world.EventServices();
        const string Id = "01J9ZZZZZZZZZZZZZZZZZZZZZZ";
        await PutAsync($"reviews/captions/{Id}.json", Encoding.UTF8.GetBytes(damage));
        var taken = await services.Reviews!.TakeAsync(new ReviewRequest(Id, "accept", null), new Reviewer("ann", IsAnonymous: false), Now);
        Assert.Equal((404, "id"), (FailureTable.Of(taken.Failure!.Reason).Status, taken.Failure.Field));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_review_is_told_and_the_next_one_follows(string damage)
    {
        var place = new BlobFolder(new BlobAddress("s3", "photos", _name + "/"), world.Store, _name + "/");
        var reviews = new ReviewStore(place, keepsFeatures: false);
        await PutAsync($"{_name}/reviews/a/1.json", Encoding.UTF8.GetBytes(damage));
        await PutAsync(
            $"{_name}/reviews/b/2.json",
            Encoding.UTF8.GetBytes(
                """
                {
                  "id": "2",
                  "captionId": "b",
                  "decision": "accept",
                  "correctedCaption": null,
                  "reviewer": "ann",
                  "isTrainable": false,
                  "createdAt": "2026-01-01T00:00:00Z"
                }
                """
            )
        );
        var read = new List<string>();
        await foreach (var one in reviews.ReviewsAsync(Now))
            read.Add(one.Value?.Id ?? one.Failure!.Reason.ToString());
        Assert.Equal([nameof(StoreFailureReason.Collision), "2"], read);
    }

    [Fact]
    public async Task A_bug_in_the_work_on_one_event_holds_up_no_other_and_keeps_its_stack()
    {
        var version = await PutAsync(Key, EventWorld.Picture);
        await PutAsync("in/good-" + _name, EventWorld.Picture);
        world.Store.Fault = (_, key) => key == Key ? throw new InvalidOperationException("a bug") : null;
        ObjectEvent[] events = [Event(Key, version), Event("in/good-" + _name, null)];
        var report = await world.Dispatcher().TakeAsync(new EventDelivery(events), Now);
        Assert.Equal("1 again internal, 1 captioned", report.ToString());
        Assert.Contains(nameof(EventProcessor), Assert.Single(report.Errors).StackTrace, StringComparison.Ordinal);
        Assert.True(report.IsToBeRepeated);
    }

    [Fact]
    public async Task A_folder_of_results_that_cannot_be_read_keeps_no_other_from_being_forgotten()
    {
        var version = await PutAsync(Key, EventWorld.Picture);
        Assert.Equal("1 captioned", await SayAsync(version));
        var sha256 = (await LatestAsync()).Value!.Latest.Caption!.Image.Sha256;
        var dispatcher = world.Dispatcher();
        world.Store.Fault = (call, key) =>
            call == "list" && key == "more/" ? new StoreFailure(StoreFailureReason.AccessDenied, "no rights") : null;
        var stores = new[] { world.Settings.Events.From[1], world.Settings.Events.From[0] }
            .Select(folder => dispatcher.Processor.Results.Of(folder).Value!)
            .ToList();
        var forgotten = await new Erasure(stores, null, TimeProvider.System).EraseAsync(sha256, Now);
        Assert.Contains("no rights", Assert.Single(forgotten.Kept), StringComparison.Ordinal);
        Assert.Equal(StoreFailureReason.NotFound, (await LatestAsync()).Failure!.Reason);
    }

    [Theory]
    [InlineData("in/tab\there.png", "name_not_allowed")]
    [InlineData("in/line\nbreak.png", "name_not_allowed")]
    [InlineData("in/long", "name_too_long")]
    public async Task A_name_that_takes_no_result_is_lost_for_its_true_reason(string key, string code)
    {
        if (code == "name_too_long")
            key += new string('x', 1_000);
        Assert.Equal($"1 lost {code}", (await world.Dispatcher().TakeAsync(new EventDelivery([Event(key, "v")]), Now)).ToString());
    }

    private static ObjectEvent Event(string key, string? version) =>
        new("e", ObjectChange.Created, new BlobAddress("s3", "photos", key), version, null);

    private async Task<string> SayAsync(string version) =>
        (await world.Dispatcher().TakeAsync(new EventDelivery([Event(Key, version)]), Now)).ToString();

    private async Task<string> PutAsync(string key, byte[] bytes) =>
        (await world.Store.WriteAsync(key, BlobContent.Of(bytes, "image/png"), WriteCondition.None, Now)).Value!.Version;

    private Task<Core.Result<PointerDocument, StoreFailure>> LatestAsync()
    {
        var store = world.ResultsOf(world.Dispatcher());
        return store.LatestAsync(store.NamesOf(Key), Now);
    }

    private async Task<List<string>> ResultsAsync() =>
        [.. (await world.Store.ListAsync($"in/.captions/{_name}/", null, 100, Now)).Value!.Items.Select(item => item.Key)];
}
