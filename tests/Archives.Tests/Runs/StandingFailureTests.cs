using Serverless.Core.Imaging;
using Serverless.Results;

namespace Serverless.Archives.Tests.Runs;

/// <summary>A failure is a fact about today's settings and program.</summary>
public sealed class StandingFailureTests(TinyEngine tiny) : IClassFixture<TinyEngine>
{
    private readonly ArchiveWorld _world = new(tiny);

    public static TheoryData<string, string> Damages() =>
        new()
        {
            { "image_dimensions", "CAPTION_MAX_PIXELS" },
            { "image_dimensions", "CAPTION_MAX_SIDE" },
            { "image_frames", "CAPTION_MAX_FRAMES" },
            { "body_too_large", "CAPTION_MAX_IMAGE_BYTES" },
        };

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_higher_limit_that_bears_on_it_and_no_other_undoes_a_failure(string code, string setting)
    {
        var grounds = new FailureGrounds(new ImageLimits(), 20 << 20, "libvips");
        var error = grounds.With(code, "x");
        Assert.Contains(setting, error.Limits!.Keys);
        Assert.True(grounds.Hold(error));
        var others = new Dictionary<string, FailureGrounds>
        {
            ["CAPTION_MAX_PIXELS"] = grounds with { Limits = grounds.Limits with { MaxPixels = 1_000_000_000 } },
            ["CAPTION_MAX_SIDE"] = grounds with { Limits = grounds.Limits with { MaxSide = 65_000 } },
            ["CAPTION_MAX_FRAMES"] = grounds with { Limits = grounds.Limits with { MaxFrames = 5_000 } },
            ["CAPTION_MAX_IMAGE_BYTES"] = grounds with { MaxBytes = 1 << 30 },
        };
        foreach (var (name, changed) in others)
            Assert.Equal(!error.Limits.ContainsKey(name), changed.Hold(error));
        Assert.True((grounds with { MaxBytes = 1, Limits = new ImageLimits(1, 1, 1) }).Hold(error)); // lower ones mend nothing
    }

    [Theory]
    [InlineData("image_unreadable", false)]
    [InlineData("unsupported_media_type", false)]
    [InlineData("image_truncated", false)]
    [InlineData("body_too_large", true)]
    [InlineData("empty_body", true)]
    public void Another_program_undoes_what_it_may_read_now(string code, bool isHeld)
    {
        var grounds = new FailureGrounds(new ImageLimits(), 20 << 20, "libvips");
        Assert.Equal(isHeld, grounds.Hold(grounds.With(code, "x") with { Formats = "0.0.1/1/libvips" }));
        Assert.Equal(isHeld, (grounds with { Decoder = "imagesharp" }).Hold(grounds.With(code, "x")));
    }

    [Fact]
    public void A_failure_of_a_time_when_nothing_was_kept_with_it_is_tried_again() =>
        Assert.False(new FailureGrounds(new ImageLimits(), 1, "libvips").Hold(new ResultError("image_unreadable", "x")));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rerun_tells_what_stands_and_does_again_what_another_limit_may_mend(bool isJournalled)
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.PutAsync("big.png", [.. ArchiveWorld.Picture(2), .. new byte[100_000]]);
        var small = ArchiveWorld.Plan("run-1") with { MaxBytes = 50_000 };
        await _world.RunAsync(small, isJournalled: isJournalled);
        Assert.Equal(
            ("body_too_large", 1),
            (Assert.Single(_world.Outcomes, end => end.Outcome.Code.Length > 0).Outcome.Code, _world.Meter.Failed)
        );
        Assert.Contains(
            "CAPTION_MAX_IMAGE_BYTES",
            _world.Outcomes.Single(end => end.Outcome.Code.Length > 0).Outcome.Detail,
            StringComparison.Ordinal
        );
        for (var i = 2; i < 4; i++)
        {
            await _world.RunAsync(small with { Run = $"run-{i}" }, isJournalled: isJournalled);
            Assert.Equal((0, 1, 2), (_world.Meter.Worked, _world.Meter.Standing, _world.Meter.Seen));
            Assert.Equal("body_too_large", Assert.Single(_world.Outcomes, end => end.Outcome.Code.Length > 0).Outcome.Code);
        }

        // of the same name, as a job's retry has it
        await _world.RunAsync(small with { Run = "run-1", MaxBytes = 1 << 20 }, isJournalled: isJournalled);
        Assert.Equal((1, 0), (_world.Meter.Worked, _world.Meter.Standing));
        Assert.NotNull((await _world.LatestAsync("big.png"))!.Latest.Caption);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_that_failed_is_tried_again_when_asked_once_a_run(bool isJournalled)
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.PutAsync("bad.png", [1, 2, 3]);
        await _world.RunAsync(isJournalled: isJournalled);
        var again = ArchiveWorld.Plan("run-2") with { RetriesFailed = true };
        await _world.RunAsync(again, isJournalled: isJournalled);
        Assert.Equal((1, 1), (_world.Meter.Worked, _world.Meter.Failed));
        Assert.Equal("run-2", (await _world.LatestAsync("bad.png"))!.Latest.Run);
    }

    [Fact]
    public async Task A_look_at_a_name_that_does_not_tell_is_one_small_read_and_not_done_twice()
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.PutAsync("picture.0001", ArchiveWorld.Picture(2));
        await _world.PutAsync("notes", "no picture"u8.ToArray());
        await _world.PutAsync("empty", []);
        await _world.PutAsync("film.mp4", [1]);
        var reads = new System.Collections.Concurrent.ConcurrentBag<string>();
        _world.Store.Fault = (call, key) =>
        {
            if (call == "read" && !key.Contains("caption", StringComparison.Ordinal))
                reads.Add(key);
            return null;
        };
        await _world.RunAsync(isJournalled: true);
        Assert.Equal((2, 2, 2), (_world.Meter.Worked, _world.Meter.Others, _world.Meter.Seen));
        Assert.Equal(["in/a.png", "in/empty", "in/notes", "in/picture.0001", "in/picture.0001"], reads.Order(StringComparer.Ordinal));
        Assert.Null(await _world.LatestAsync("notes"));
        reads.Clear();
        await _world.RunAsync(ArchiveWorld.Plan("run-2"), isJournalled: true);
        Assert.Equal((0, 2, 2), (_world.Meter.Worked, _world.Meter.Others, _world.Meter.Seen));
        Assert.Empty(reads);
    }

    [Theory]
    [InlineData("@eaDir/a.png")]
    [InlineData("deep/._a.png")]
    [InlineData("x/$RECYCLE.BIN/a.png")]
    [InlineData("out/a.png")]
    [InlineData("report.png")]
    public async Task What_systems_leave_and_what_a_run_writes_is_no_part_of_the_archive(string name)
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.PutAsync(name, ArchiveWorld.Picture(2));
        await _world.RunAsync(ArchiveWorld.Plan() with { Outputs = ["out/", "report.png"] });
        Assert.Equal(1, _world.Meter.Seen);
    }
}
