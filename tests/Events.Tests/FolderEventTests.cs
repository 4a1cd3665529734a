using Serverless.Storage;

namespace Serverless.Events.Tests;

/// <summary>Objects that stand for folders, folders that get another name or go, and renamed pictures.</summary>
public sealed class FolderEventTests(EventWorld world) : IClassFixture<EventWorld>, IDisposable
{
    private readonly string _folder = "in/" + Guid.NewGuid().ToString("N")[..8] + "/";

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => world.Store.Fault = (_, _) => null;

    [Theory]
    [InlineData("new folder/", "application/octet-stream", 0)]
    [InlineData("new folder/", "image/png", 3)]
    [InlineData("new_$folder$", "application/octet-stream", 0)]
    [InlineData("directory", "application/x-directory", 0)]
    [InlineData("directory.png", "application/x-directory; charset=UTF-8", 0)]
    [InlineData("directory.png", "httpd/unix-directory", 0)]
    public async Task An_object_that_stands_for_a_folder_is_ignored(string name, string type, int length)
    {
        Assert.Null(
            (await world.Store.WriteAsync(_folder + name, BlobContent.Of(new byte[length], type), WriteCondition.None, Now)).Failure
        );
        Assert.Equal("1 notours folder_marker", await SayAsync(Event(_folder + name, ObjectChange.Created)));
        Assert.Equal([_folder + name], await KeysAsync());
    }

    [Fact]
    public async Task An_empty_picture_is_no_folder()
    {
        Assert.Null(
            (await world.Store.WriteAsync(_folder + "empty.png", BlobContent.Of([], "image/png"), WriteCondition.None, Now)).Failure
        );
        Assert.Equal("1 recorded empty_body", await SayAsync(Event(_folder + "empty.png", ObjectChange.Created)));
    }

    [Fact]
    public async Task A_renamed_picture_is_captioned_under_its_new_name_and_the_results_of_the_old_one_go()
    {
        await PutAsync("old.png");
        Assert.Equal("1 captioned", await SayAsync(Event(_folder + "old.png", ObjectChange.Created)));
        await MoveAsync("old.png", "new.png");
        Assert.Equal(
            "1 captioned, 1 removed",
            await SayAsync(Event(_folder + "new.png", ObjectChange.Created), Event(_folder + "old.png", ObjectChange.Deleted))
        );
        Assert.DoesNotContain(await KeysAsync(), key => key.Contains("old.png", StringComparison.Ordinal));
        Assert.Contains(_folder + "new.png.caption.json", await KeysAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_renamed_folder_is_captioned_under_its_new_name_and_the_results_of_the_old_one_go(bool hasResultsElsewhere)
    {
        var more = hasResultsElsewhere ? new Dictionary<string, string> { ["CAPTION_RESULTS_TO"] = "s3://photos/results/" } : [];
        foreach (var name in (string[])["a/1.png", "a/deep/2.png", "b/3.png"])
        {
            await PutAsync(name);
            Assert.Equal("1 captioned", await SayAsync(more, Event(_folder + name, ObjectChange.Created)));
        }

        await MoveAsync("a/1.png", "c/1.png");
        await MoveAsync("a/deep/2.png", "c/deep/2.png");
        var said = await SayAsync(
            more,
            Event(_folder + "c/", ObjectChange.FolderCreated),
            Event(_folder + "a/", ObjectChange.FolderDeleted)
        );
        Assert.Equal("2 captioned, 2 removed", said);
        Assert.Equal(
            "2 existed, 1 existed empty_folder",
            await SayAsync(more, Event(_folder + "c/", ObjectChange.FolderCreated), Event(_folder + "a/", ObjectChange.FolderDeleted))
        );
        var prefix = (hasResultsElsewhere ? "results/" : "") + _folder;
        string[] expected = [prefix + "b/3.png.caption.json", prefix + "c/1.png.caption.json", prefix + "c/deep/2.png.caption.json"];
        Assert.Equal(expected, (await KeysAsync(prefix)).Where(key => key.EndsWith(".caption.json", StringComparison.Ordinal)));
        Assert.DoesNotContain(await KeysAsync(prefix), key => key.StartsWith(prefix + "a/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_that_holds_one_of_ours_concerns_that_one()
    {
        await PutAsync("a.png");
        Assert.Contains(
            "captioned",
            await SayAsync(
                new Dictionary<string, string> { ["CAPTION_EVENTS_FROM"] = $"s3://photos/{_folder}" },
                Event("in/", ObjectChange.FolderCreated)
            ),
            StringComparison.Ordinal
        );
        Assert.Equal("1 notours", await SayAsync(Event("elsewhere/", ObjectChange.FolderDeleted)));
    }

    [Fact]
    public async Task A_folder_in_a_store_that_is_away_comes_again()
    {
        world.Store.Fault = (call, _) => call == "list" ? new StoreFailure(StoreFailureReason.Unavailable, "away") : null;
        var outcome = Assert.Single(await world.Dispatcher().TakeAsync([Event(_folder, ObjectChange.FolderDeleted)], Now));
        Assert.True(outcome.IsToBeRepeated);
    }

    [Fact]
    public async Task An_event_that_does_not_say_what_happened_makes_the_store_say_it()
    {
        await PutAsync("a.png");
        Assert.Equal("1 captioned", await SayAsync(Event(_folder + "a.png", ObjectChange.Changed)));
        Assert.Null(await world.Store.DeleteAsync(_folder + "a.png", null, Now));
        Assert.Equal("1 removed", await SayAsync(Event(_folder + "a.png", ObjectChange.Changed)));
        Assert.Empty(await KeysAsync());
    }

    [Fact]
    public async Task A_sweep_passes_over_what_stands_for_a_folder()
    {
        Assert.Null((await world.Store.WriteAsync(_folder + "x.png/", BlobContent.Of([], "image/png"), WriteCondition.None, Now)).Failure);
        Assert.Null(
            await new Sweep(world.Dispatcher(), 4).RunAsync(
                world.Settings.Events.From[0],
                (address, _) => Assert.DoesNotContain("x.png", address.Key, StringComparison.Ordinal),
                Now
            )
        );
        Assert.Equal([_folder + "x.png/"], await KeysAsync());
    }

    private static ObjectEvent Event(string key, ObjectChange change) =>
        new("e", change, new BlobAddress("s3", "photos", key), null, null);

    private Task<string> SayAsync(params ObjectEvent[] events) => SayAsync([], events);

    private async Task<string> SayAsync(Dictionary<string, string> more, params ObjectEvent[] events) =>
        (await world.Dispatcher(more).TakeAsync(new EventDelivery(events), Now)).ToString();

    private async Task PutAsync(string name) =>
        Assert.Null(
            (
                await world.Store.WriteAsync(_folder + name, BlobContent.Of(EventWorld.Picture, "image/png"), WriteCondition.None, Now)
            ).Failure
        );

    private async Task MoveAsync(string from, string to)
    {
        await PutAsync(to);
        Assert.Null(await world.Store.DeleteAsync(_folder + from, null, Now));
    }

    private async Task<List<string>> KeysAsync(string? prefix = null) =>
        [.. (await world.Store.ListAsync(prefix ?? _folder, null, 100, Now)).Value!.Items.Select(item => item.Key)];
}
