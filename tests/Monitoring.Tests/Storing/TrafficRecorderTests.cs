using System.Text;
using Serverless.Core.Pipeline;
using Serverless.Monitoring.Counting;
using Serverless.Monitoring.Storing;
using Serverless.Storage;

namespace Serverless.Monitoring.Tests.Storing;

public sealed class TrafficRecorderTests
{
    private readonly TrafficWorld _world = new();

    [Fact]
    public async Task A_window_is_written_when_it_is_over_and_holds_no_words()
    {
        using var recorder = _world.Recorder();
        recorder.Add(Captions.Of("a secret unicorn", "unicorn", 0.8));
        Assert.Null(await recorder.FlushAsync(isEnd: false, TrafficWorld.Now));
        Assert.Empty(await _world.NamesAsync());

        _world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await recorder.FlushAsync(isEnd: false, TrafficWorld.Now));
        Assert.Equal(["traffic/20261121T100000Z/one-000001.json"], await _world.NamesAsync());
        var read = await _world.Store.ReadBytesAsync(
            "watch/traffic/20261121T100000Z/one-000001.json",
            BlobSelection.All,
            TrafficWorld.Now
        );
        Assert.DoesNotContain("secret", Encoding.UTF8.GetString(read.Value!.Bytes), StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(await WindowsAsync()).Sketch.Captions);
    }

    [Fact]
    public async Task A_part_is_written_after_a_twelfth_of_a_window_and_the_rest_at_the_end_of_the_process()
    {
        using var recorder = _world.Recorder();
        recorder.Add(Captions.Of("a dog", "dog", 0.8));
        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(await recorder.FlushAsync(isEnd: false, TrafficWorld.Now));
        Assert.Single(await _world.NamesAsync());
        recorder.Add(Captions.Of("a dog", "dog", 0.8));
        Assert.Null(await recorder.FlushAsync(isEnd: false, TrafficWorld.Now));
        Assert.Single(await _world.NamesAsync());
        Assert.Null(await recorder.FlushAsync(isEnd: true, TrafficWorld.Now));
        Assert.Equal(2, (await _world.NamesAsync()).Count);
        Assert.Equal(2, Assert.Single(await WindowsAsync()).Sketch.Captions);
    }

    [Fact]
    public async Task A_caption_after_the_end_of_a_window_counts_in_the_next_one()
    {
        using var recorder = _world.Recorder();
        recorder.Add(Captions.Of("a dog", "dog", 0.8));
        _world.Clock.Advance(TimeSpan.FromHours(1));
        recorder.Add(Captions.Of("a cat", "cat", 0.8));
        Assert.Null(await recorder.FlushAsync(isEnd: true, TrafficWorld.Now));
        var windows = await WindowsAsync();
        Assert.Equal([10, 11], windows.Select(window => window.Start.Hour));
        Assert.All(windows, window => Assert.Equal(1, window.Sketch.Captions));
    }

    [Fact]
    public async Task Instances_count_side_by_side_and_merge_when_read()
    {
        using (var one = _world.Recorder())
        using (var two = _world.Recorder("two"))
        {
            one.Add(Captions.Of("a dog", "dog", 0.8));
            two.Add(Captions.Of("a cat", "cat", 0.6));
            two.Add(new CaptionFailure(FailureReason.ImageTruncated, "cut"));
            Assert.Null(await one.FlushAsync(isEnd: true, TrafficWorld.Now));
            Assert.Null(await two.FlushAsync(isEnd: true, TrafficWorld.Now));
        }

        var window = Assert.Single(await WindowsAsync());
        Assert.Equal((2, 1), (window.Sketch.Captions, window.Sketch.Failures));
        Assert.Equal(1, window.Sketch.Category(TrafficStatistics.Outcome)["image_truncated"]);
        Assert.Equal(0.7, window.Sketch.Number(TrafficStatistics.Score).Mean, 1e-6);
    }

    [Fact]
    public async Task Two_models_are_never_mixed_and_their_number_is_bounded()
    {
        using var recorder = _world.Recorder();
        for (var i = 0; i < TrafficRecorder.MaxModels + 3; i++)
        {
            var digest = $"sha256:{i}";
            recorder.Add(Captions.Of("a dog", "dog", 0.8, new ModelIdentity("caption-base", $"1.0.{i}", () => digest)));
        }

        Assert.Null(await recorder.FlushAsync(isEnd: true, TrafficWorld.Now));
        var windows = await WindowsAsync();
        Assert.Equal(TrafficRecorder.MaxModels, windows.Select(window => window.Model.Digest).Distinct().Count());
        Assert.All(windows, window => Assert.Equal(1, window.Sketch.Captions));
    }

    [Fact]
    public async Task What_cannot_be_written_waits_and_beyond_the_limit_the_oldest_are_counted_as_lost_and_told()
    {
        using var recorder = _world.Recorder();
        _world.Store.Fault = (call, _) => call == "write" ? new StoreFailure(StoreFailureReason.Unavailable, "away") : null;
        for (var i = 0; i < TrafficRecorder.MaxParts + 3; i++)
        {
            recorder.Add(Captions.Of("a dog", "dog", 0.8));
            _world.Clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal("away", (await recorder.FlushAsync(isEnd: false, TrafficWorld.Now))!.Detail);
        }

        Assert.Equal(3, recorder.Dropped);
        _world.Store.Fault = (_, _) => null;
        Assert.Null(await recorder.FlushAsync(isEnd: false, TrafficWorld.Now));
        Assert.Equal(TrafficRecorder.MaxParts, (await _world.NamesAsync()).Count);
        var read = await ReadAsync();
        Assert.Contains("one lost 3 parts of windows that it could not write.", read.Problems);
        Assert.Equal(13, read.Windows[0].Start.Hour);
    }

    [Fact]
    public async Task Windows_over_their_time_are_removed_and_nothing_else()
    {
        foreach (
            var name in (string[])
                [
                    "traffic/20261021T100000Z/a-000001.json",
                    "traffic/20261022T110000Z/a-000001.json",
                    "traffic/notes.txt",
                    "references/x.json",
                ]
        )
            await _world.PutAsync(name, [1]);
        using var recorder = _world.Recorder(retention: TimeSpan.FromDays(30));
        Assert.Null(await recorder.FlushAsync(isEnd: false, TrafficWorld.Now));
        Assert.Equal(["references/x.json", "traffic/20261022T110000Z/a-000001.json", "traffic/notes.txt"], await _world.NamesAsync());
    }

    [Fact]
    public async Task A_reference_that_cannot_be_read_is_told_once_and_costs_what_rests_on_it_alone()
    {
        var warnings = new List<string>();
        var options = new TrafficRecorderOptions(
            "one",
            _world.Folder,
            TrafficWorld.Seconds,
            null,
            _ => throw new InvalidDataException("drift.json is damaged."),
            () => null
        );
        using var recorder = new TrafficRecorder(options, _world.Clock, warnings.Add);
        recorder.Add(Captions.Of("a dog", "dog", 0.8));
        recorder.Add(Captions.Of("a dog", "dog", 0.8));
        recorder.Add(new CaptionFailure(FailureReason.Busy, "nobody serves yet"));
        Assert.Null(await recorder.FlushAsync(isEnd: true, TrafficWorld.Now));
        Assert.Equal(["drift.json is damaged."], warnings);
        var window = Assert.Single(await WindowsAsync());
        Assert.Null(window.Measure);
        Assert.Equal(
            (2, 0),
            (window.Sketch.Number(TrafficStatistics.Words).Count, window.Sketch.Number(TrafficStatistics.Surprise).Count)
        );
    }

    [Fact]
    public async Task Threads_that_count_at_the_same_time_lose_nothing()
    {
        using var recorder = _world.Recorder(reference: TrafficWorld.Reference);
        Parallel.For(0, 2_000, _ => recorder.Add(Captions.Of("a dog", "dog", 0.8)));
        Assert.Null(await recorder.FlushAsync(isEnd: true, TrafficWorld.Now));
        Assert.Equal(2_000, Assert.Single(await WindowsAsync()).Sketch.Captions);
    }

    private async Task<TrafficRead> ReadAsync() =>
        (
            await new TrafficReader(_world.Folder).ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, null, TrafficWorld.Now)
        ).Value!;

    private async Task<IReadOnlyList<TrafficWindow>> WindowsAsync() => (await ReadAsync()).Windows;
}
