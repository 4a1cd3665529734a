using Serverless.Core.Pipeline;
using Serverless.Results.Processing;
using Serverless.Storage;

namespace Serverless.Results.Tests.Processing;

/// <summary>Each outcome of the write protocol, over a store in memory.</summary>
public sealed class PictureProcessorTests
{
    private readonly ProcessorWorld _world = new();

    public static TheoryData<bool> Policies => [false, true];

    private static ProcessingPolicy Policy(bool isRun) => isRun ? ProcessorWorld.Run("run-1") : ProcessorWorld.Event;

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task A_new_picture_is_described_once_kept_for_reviews_and_pointed_at(bool isRun)
    {
        var version = await _world.PutAsync();
        var outcome = await _world.DoAsync(version, Policy(isRun));
        Assert.Equal((PictureOutcomeKind.Described, ""), (outcome.Kind, outcome.Code));
        var latest = (await _world.LatestAsync())!;
        Assert.Equal(
            (version, "a boat", isRun ? "run-1" : null),
            (latest.Latest.Version, latest.Latest.Caption!.AltText, latest.Latest.Run)
        );
        Assert.Equal(latest.Result, Assert.Single(await _world.KeysAsync()));
        Assert.NotNull((await _world.Reviews.FindAsync(latest.Latest.Caption.Id, ProcessorWorld.Now)).Value);
        Assert.Equal(PictureOutcomeKind.Existed, (await _world.DoAsync(version, Policy(isRun))).Kind);
        Assert.Equal(1, _world.Descriptions);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task What_one_of_them_did_the_other_finds(bool isFirstRun, bool isSecondRun)
    {
        var version = await _world.PutAsync();
        Assert.Equal(PictureOutcomeKind.Described, (await _world.DoAsync(version, Policy(isFirstRun))).Kind);
        Assert.Equal(PictureOutcomeKind.Existed, (await _world.DoAsync(version, Policy(isSecondRun))).Kind);
        Assert.Equal((1, 1), (_world.Descriptions, (await _world.KeysAsync()).Count));
    }

    [Fact]
    public async Task Any_model_s_result_satisfies_a_run_and_none_but_its_own_an_event()
    {
        var version = await _world.PutAsync();
        await _world.DoAsync(version, ProcessorWorld.Event);
        _world.Model = new ModelIdentity("tiny", "2.0.0", () => "sha256:0");
        Assert.Equal(PictureOutcomeKind.Existed, (await _world.DoAsync(version, ProcessorWorld.Run("run-1"))).Kind);
        Assert.Equal(PictureOutcomeKind.Described, (await _world.DoAsync(version, ProcessorWorld.Event)).Kind);
        Assert.Equal(2, (await _world.KeysAsync()).Count);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task A_writer_that_was_interrupted_before_the_pointer_is_finished(bool isRun)
    {
        var version = await _world.PutAsync();
        _world.Store.Fault = (call, key) =>
            call == "write" && key == _world.Names.Latest ? new StoreFailure(StoreFailureReason.Unavailable, "away") : null;
        var outcome = await _world.DoAsync(version, Policy(isRun));
        Assert.Equal((PictureOutcomeKind.StoreFailed, "not_ready", "away"), (outcome.Kind, outcome.Code, outcome.Detail));
        Assert.Equal(StoreFailureReason.Unavailable, outcome.StoreFailure!.Reason);
        Assert.Null(await _world.LatestAsync());
        _world.Store.Fault = (_, _) => null;
        Assert.Equal(PictureOutcomeKind.Existed, (await _world.DoAsync(version, Policy(isRun))).Kind);
        Assert.NotNull(await _world.LatestAsync());
        Assert.Equal(1, _world.Descriptions);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task A_damaged_result_is_made_anew(bool isRun)
    {
        var version = await _world.PutAsync();
        await _world.DoAsync(version, Policy(isRun));
        await _world.PutAsync(Assert.Single(await _world.KeysAsync()), "{\"source\":");
        Assert.Null(await _world.Store.DeleteAsync(_world.Names.Latest, null, ProcessorWorld.Now));
        Assert.Equal(PictureOutcomeKind.Described, (await _world.DoAsync(version, Policy(isRun))).Kind);
        Assert.Equal(
            "a boat",
            (await _world.Results.ReadAsync(Assert.Single(await _world.KeysAsync()), ProcessorWorld.Now)).Value!.Caption!.AltText
        );
        Assert.Equal(2, _world.Descriptions);
    }

    [Fact]
    public async Task A_damaged_pointer_is_a_persons_to_a_run_unless_theirs_gives_way_and_anew_to_an_event()
    {
        var version = await _world.PutAsync();
        await _world.PutAsync(_world.Names.Latest, "A boat, I think.");
        var spared = await _world.DoAsync(version, ProcessorWorld.Run("run-1"));
        Assert.Equal((PictureOutcomeKind.KeptPerson, "sidecar_unreadable", true), (spared.Kind, spared.Code, spared.IsSpared));
        Assert.Equal(PictureOutcomeKind.Described, (await _world.DoAsync(version, ProcessorWorld.Event)).Kind);
        Assert.NotNull(await _world.LatestAsync());
        await _world.PutAsync(_world.Names.Latest, "A boat, I think.");
        var replacing = ProcessorWorld.Run("run-2") with { ReplacesPerson = true };
        Assert.Equal(PictureOutcomeKind.Existed, (await _world.DoAsync(version, replacing)).Kind);
        Assert.NotNull(await _world.LatestAsync());
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task What_was_erased_stays_so_until_the_picture_is_another(bool isRun)
    {
        var version = await _world.PutAsync();
        await _world.DoAsync(version, Policy(isRun));
        var erasure = new Erasure([_world.Results], _world.Reviews, TimeProvider.System);
        await erasure.EraseAsync(_world.Picture(null).Address, ProcessorWorld.Now);
        Assert.Equal(PictureOutcomeKind.Erased, (await _world.DoAsync(version, Policy(isRun))).Kind);
        Assert.Empty(await _world.KeysAsync());
        Assert.Equal(PictureOutcomeKind.Described, (await _world.DoAsync(await _world.PutAsync(), Policy(isRun))).Kind);
    }

    [Fact]
    public async Task A_persons_text_stays_and_gives_way_only_with_leave()
    {
        var version = await _world.PutAsync();
        await _world.DoAsync(version, ProcessorWorld.Run("run-1"));
        var theirs = (await _world.LatestAsync())!.Latest with { Generator = ResultDocument.Human, CreatedAt = DateTimeOffset.UtcNow };
        var key = _world.Names.WrittenBy("sha256:1");
        Assert.Null(await _world.Results.PublishAsync(ProcessorWorld.Key, key, theirs, isFirst: false, ProcessorWorld.Now));
        var forced = ProcessorWorld.Run("run-2") with { IsForced = true };
        Assert.Equal(PictureOutcomeKind.KeptPerson, (await _world.DoAsync(version, forced)).Kind);
        Assert.Equal(PictureOutcomeKind.Described, (await _world.DoAsync(version, forced with { ReplacesPerson = true })).Kind);
        Assert.Equal(("ai", "run-2"), ((await _world.LatestAsync())!.Latest.Generator, (await _world.LatestAsync())!.Latest.Run));
    }

    [Theory]
    [InlineData("forced")]
    [InlineData("outdated")]
    [InlineData("threshold")]
    public async Task What_a_run_wants_once_more_is_described_once_more_and_once_only(string why)
    {
        var version = await _world.PutAsync();
        await _world.DoAsync(version, ProcessorWorld.Run("run-1"));
        var run = ProcessorWorld.Run("run-2");
        var policy = why switch
        {
            "forced" => run with { IsForced = true },
            "outdated" => run with { IsOutdated = model => model.Version == "1.0.0" },
            _ => run with { Options = run.Options with { MinQuality = 0.5 } },
        };
        Assert.Equal(PictureOutcomeKind.Described, (await _world.DoAsync(version, policy)).Kind);
        Assert.Equal(PictureOutcomeKind.Existed, (await _world.DoAsync(version, policy)).Kind);
        Assert.Equal(("run-2", 2), ((await _world.LatestAsync())!.Latest.Run, (await _world.KeysAsync()).Count));
    }

    [Theory]
    [InlineData(0, "empty_body")]
    [InlineData(1_001, "body_too_large")]
    public async Task What_can_never_be_described_is_recorded_and_stands(int length, string code)
    {
        var version = await _world.PutAsync(new byte[length]);
        var outcome = await _world.DoAsync(version, ProcessorWorld.Event);
        Assert.Equal((PictureOutcomeKind.Recorded, code, true), (outcome.Kind, outcome.Code, outcome.IsFailed));
        Assert.Null((await _world.LatestAsync())!.Latest.Error!.Limits);
        var standing = await _world.DoAsync(version, ProcessorWorld.Event);
        Assert.Equal((PictureOutcomeKind.Existed, code, true), (standing.Kind, standing.Code, standing.IsStanding));
        Assert.Equal(0, _world.Descriptions);
    }

    [Fact]
    public async Task A_failure_of_a_run_rests_on_its_grounds_and_is_mended_once_they_change()
    {
        var version = await _world.PutAsync(new byte[1_001]);
        var small = ProcessorWorld.Run("run-1");
        var outcome = await _world.DoAsync(version, small);
        Assert.Equal((PictureOutcomeKind.Recorded, "body_too_large"), (outcome.Kind, outcome.Code));
        Assert.Contains("CAPTION_MAX_IMAGE_BYTES says how many; it is 1000.", outcome.Detail, StringComparison.Ordinal);
        Assert.True((await _world.DoAsync(version, small with { Run = "run-2" })).IsStanding);
        var large = small with { MaxBytes = 2_000, Grounds = small.Grounds! with { MaxBytes = 2_000 } };
        Assert.Equal(PictureOutcomeKind.Described, (await _world.DoAsync(version, large)).Kind);
    }

    [Fact]
    public async Task Failures_are_tried_once_more_when_asked_once_a_run()
    {
        var version = await _world.PutAsync();
        _world.Description = () => new PictureDescription.Refused(new CaptionFailure(FailureReason.ImageUnreadable, "damaged"));
        Assert.Equal(PictureOutcomeKind.Recorded, (await _world.DoAsync(version, ProcessorWorld.Run("run-1"))).Kind);
        var retry = ProcessorWorld.Run("run-2") with { RetriesFailed = true };
        Assert.Equal(PictureOutcomeKind.Recorded, (await _world.DoAsync(version, retry)).Kind);
        Assert.True((await _world.DoAsync(version, retry)).IsStanding);
        Assert.Equal(2, _world.Descriptions);
    }

    [Theory]
    [InlineData(FailureReason.Busy, "busy")]
    [InlineData(FailureReason.DeadlineExceeded, "deadline_exceeded")]
    [InlineData(FailureReason.Internal, "internal")]
    public async Task What_may_pass_is_left_for_another_try_until_the_last(FailureReason reason, string code)
    {
        var version = await _world.PutAsync();
        _world.Description = () => new PictureDescription.Refused(new CaptionFailure(reason, "later"));
        var outcome = await _world.DoAsync(version, ProcessorWorld.Event);
        Assert.Equal((PictureOutcomeKind.Retry, code, true), (outcome.Kind, outcome.Code, outcome.IsToBeRetried));
        Assert.Empty(await _world.KeysAsync());
        Assert.Equal(
            PictureOutcomeKind.Recorded,
            (await _world.DoAsync(version, ProcessorWorld.Event with { IsLastAttempt = true })).Kind
        );
        Assert.Equal(code, (await _world.LatestAsync())!.Latest.Error!.Code);
    }

    [Theory]
    [InlineData(StoreFailureReason.AccessDenied, PictureOutcomeKind.Retry, "blob_not_allowed", PictureOutcomeKind.Retry)]
    [InlineData(StoreFailureReason.TimedOut, PictureOutcomeKind.Retry, "not_ready", PictureOutcomeKind.Retry)]
    [InlineData(StoreFailureReason.ContainerNotFound, PictureOutcomeKind.Gone, "", PictureOutcomeKind.Retry)]
    [InlineData(StoreFailureReason.Collision, PictureOutcomeKind.Gone, "", PictureOutcomeKind.Lost)]
    [InlineData(StoreFailureReason.NotFound, PictureOutcomeKind.Gone, "", PictureOutcomeKind.Gone)]
    [InlineData(StoreFailureReason.Changed, PictureOutcomeKind.Superseded, "", PictureOutcomeKind.Superseded)]
    public async Task A_picture_that_the_store_does_not_give_ends_by_the_reason(
        StoreFailureReason reason,
        PictureOutcomeKind ofEvent,
        string code,
        PictureOutcomeKind ofRun
    )
    {
        var version = await _world.PutAsync();
        _world.Store.Fault = (call, key) => call == "read" && key == ProcessorWorld.Key ? new StoreFailure(reason, "why") : null;
        var outcome = await _world.DoAsync(version, ProcessorWorld.Event);
        Assert.Equal((ofEvent, code), (outcome.Kind, outcome.Code));
        var listed = await _world.DoAsync(version, ProcessorWorld.Run("run-1"));
        Assert.Equal((ofRun, ofRun == PictureOutcomeKind.Retry), (listed.Kind, listed.StoreFailure is not null));
        Assert.Empty(await _world.KeysAsync());
    }

    [Fact]
    public async Task Without_a_version_the_one_that_is_there_is_described_and_none_is_gone()
    {
        Assert.Equal(PictureOutcomeKind.Gone, (await _world.DoAsync((string?)null, ProcessorWorld.Event)).Kind);
        var version = await _world.PutAsync();
        Assert.Equal(PictureOutcomeKind.Described, (await _world.DoAsync((string?)null, ProcessorWorld.Event)).Kind);
        Assert.Equal(version, (await _world.LatestAsync())!.Latest.Version);
    }

    [Theory]
    [InlineData(false, PictureOutcomeKind.Described)]
    [InlineData(true, PictureOutcomeKind.NotPicture)]
    public async Task Where_the_name_does_not_tell_the_first_bytes_do(bool isUncertain, PictureOutcomeKind kind)
    {
        var version = await _world.PutAsync("no picture"u8.ToArray());
        var picture = _world.Picture(version) with { IsUncertain = isUncertain };
        Assert.Equal(kind, (await _world.DoAsync(picture, ProcessorWorld.Event)).Kind);
        Assert.Equal(isUncertain ? 0 : 1, (await _world.KeysAsync()).Count);
    }

    [Fact]
    public async Task An_object_that_stands_for_a_folder_is_no_picture()
    {
        var written = await _world.Store.WriteAsync(
            ProcessorWorld.Key,
            BlobContent.Of([], "application/x-directory"),
            WriteCondition.None,
            ProcessorWorld.Now
        );
        Assert.Equal(PictureOutcomeKind.NotPicture, (await _world.DoAsync(written.Value!.Version, ProcessorWorld.Event)).Kind);
        Assert.Empty(await _world.KeysAsync());
    }

    [Theory]
    [InlineData("in/tab\there.png", "name_not_allowed")]
    [InlineData("in/long", "name_too_long")]
    public async Task A_name_that_takes_no_result_is_lost_without_a_call(string key, string code)
    {
        key += code == "name_too_long" ? new string('x', 1_000) : "";
        _world.Store.Fault = (call, _) => throw new InvalidOperationException($"{call} is not needed for this");
        var picture = new StoredPicture(_world.Results, key, new BlobAddress("s3", "photos", key), null);
        var outcome = await _world.DoAsync(picture, ProcessorWorld.Event);
        Assert.Equal((PictureOutcomeKind.Lost, code, true), (outcome.Kind, outcome.Code, outcome.IsFailed));
    }

    [Fact]
    public async Task Results_go_with_their_picture_and_not_before()
    {
        var version = await _world.PutAsync();
        await _world.DoAsync(version, ProcessorWorld.Event);
        var picture = _world.Picture(version);
        Assert.Equal(PictureOutcomeKind.Superseded, (await PictureProcessor.RemoveAsync(picture, ProcessorWorld.Now)).Kind);
        Assert.NotNull(await _world.LatestAsync());
        Assert.Null(await _world.Store.DeleteAsync(ProcessorWorld.Key, null, ProcessorWorld.Now));
        Assert.Equal(PictureOutcomeKind.Removed, (await PictureProcessor.RemoveAsync(picture, ProcessorWorld.Now)).Kind);
        Assert.Empty(await _world.KeysAsync());
        Assert.Null(await _world.LatestAsync());
    }

    [Fact]
    public async Task A_description_that_is_deferred_is_published_later_and_a_settled_one_is_the_outcome()
    {
        var version = await _world.PutAsync();
        _world.Description = () => PictureDescription.Deferred.One;
        var found = await _world.Processor.FindAsync(_world.Picture(version), _world.Model, ProcessorWorld.Event, ProcessorWorld.Now);
        Assert.Null(await _world.Processor.DescribeAsync(found.Value!, _world, ProcessorWorld.Now));
        Assert.Empty(await _world.KeysAsync());
        var outcome = await _world.Processor.PublishAsync(found.Value!, _world.Caption(), ProcessorWorld.Now);
        Assert.Equal((PictureOutcomeKind.Described, found.Value!.ResultKey), (outcome.Kind, Assert.Single(await _world.KeysAsync())));
        var settled = new PictureOutcome(PictureOutcomeKind.KeptPerson);
        _world.Description = () => new PictureDescription.Settled(settled);
        Assert.Same(settled, await _world.DoAsync(await _world.PutAsync(), ProcessorWorld.Event));
    }

    [Fact]
    public async Task Where_reviews_cannot_be_kept_nothing_is_published()
    {
        var version = await _world.PutAsync();
        _world.Store.Fault = (call, key) =>
            call == "write" && key.StartsWith("reviews/", StringComparison.Ordinal)
                ? new StoreFailure(StoreFailureReason.Throttled, "slow down")
                : null;
        var outcome = await _world.DoAsync(version, ProcessorWorld.Event);
        Assert.Equal((PictureOutcomeKind.StoreFailed, "busy"), (outcome.Kind, outcome.Code));
        Assert.Empty(await _world.KeysAsync());
    }
}
