using System.Security.Cryptography;
using Serverless.Results.Processing;
using Serverless.Results.Reviews;

namespace Serverless.Results.Tests.Processing;

/// <summary>Results that were made about the same bytes in another store: their version names the bytes.</summary>
public sealed class MovedResultTests
{
    private static readonly byte[] Bytes = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 7];

    private static readonly byte[] Other = [.. Bytes, 1];

    private readonly ProcessorWorld _world = new();

    public static TheoryData<bool> Policies => [false, true];

    private static ProcessingPolicy Policy(bool isRun) => isRun ? ProcessorWorld.Run("run-1") : ProcessorWorld.Event;

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task The_same_bytes_in_another_store_take_the_result_there_is_and_are_not_described(bool isRun)
    {
        await MoveAsync(ResultDocument.Machine);
        _world.Model = new Core.Pipeline.ModelIdentity("another", "3.0.0", () => "sha256:1");
        var version = await _world.PutAsync(Bytes);

        var outcome = await _world.DoAsync(_world.Picture(version) with { Order = "0017" }, Policy(isRun));

        Assert.Equal(PictureOutcomeKind.Existed, outcome.Kind);
        Assert.Equal(0, _world.Descriptions);
        var latest = (await _world.LatestAsync())!.Latest;
        Assert.Equal((version, "0017", "moved words"), (latest.Version, latest.Order, latest.Caption!.AltText));
        Assert.Equal(PictureOutcomeKind.Existed, (await _world.DoAsync(version, Policy(isRun))).Kind);
        Assert.Equal(0, _world.Descriptions);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Other_bytes_are_described_and_their_result_is_the_latest(bool isRun)
    {
        await MoveAsync(ResultDocument.Human);
        var version = await _world.PutAsync(Other);

        Assert.Equal(PictureOutcomeKind.Described, (await _world.DoAsync(version, Policy(isRun))).Kind);

        Assert.Equal("a boat", (await _world.LatestAsync())!.Latest.Caption!.AltText);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task A_person_s_text_stays_a_person_s(bool isRun)
    {
        await MoveAsync(ResultDocument.Human);
        var version = await _world.PutAsync(Bytes);

        Assert.Equal(PictureOutcomeKind.KeptPerson, (await _world.DoAsync(version, Policy(isRun))).Kind);

        Assert.True((await _world.LatestAsync())!.IsByPerson);
        Assert.Equal(0, _world.Descriptions);
    }

    [Fact]
    public async Task A_run_that_is_forced_describes_it_once_more()
    {
        await MoveAsync(ResultDocument.Machine);
        var version = await _world.PutAsync(Bytes);

        var outcome = await _world.DoAsync(version, ProcessorWorld.Run("run-2") with { IsForced = true });

        Assert.Equal(PictureOutcomeKind.Described, outcome.Kind);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task What_was_erased_in_another_store_stays_erased_and_what_replaces_it_is_described(bool isRun)
    {
        var tombstone = new TombstoneDocument(DateTimeOffset.UtcNow, ContentVersion.Of(DigestOf(Bytes)));
        Assert.Null(await _world.Results.RemoveAsync(_world.Names, tombstone, ProcessorWorld.Now));
        var version = await _world.PutAsync(Bytes);

        Assert.Equal(PictureOutcomeKind.Erased, (await _world.DoAsync(version, Policy(isRun))).Kind);
        Assert.Equal(PictureOutcomeKind.Erased, (await _world.DoAsync(version, Policy(isRun))).Kind);
        Assert.Equal(0, _world.Descriptions);

        version = await _world.PutAsync(Other);
        Assert.Equal(PictureOutcomeKind.Described, (await _world.DoAsync(version, Policy(isRun))).Kind);
    }

    [Fact]
    public async Task A_review_that_comes_before_the_picture_s_event_survives_it()
    {
        var moved = await MoveAsync(ResultDocument.Machine);
        var kept = new ReviewableCaption(
            moved.Caption!.Id,
            moved.Source,
            moved.Version,
            null,
            moved.Caption.Image.Sha256,
            moved.Caption.Caption,
            moved.Caption.AltText,
            "tiny 1.0.0",
            null,
            DateTimeOffset.UtcNow
        );
        var review = new ReviewDocument("R1", kept.Id, "edit", "Ann on a boat", "ann", false, DateTimeOffset.UtcNow);
        Assert.Null(await ReviewedText.PublishAsync(_world.Results, ProcessorWorld.Key, kept, review, ProcessorWorld.Now));
        var version = await _world.PutAsync(Bytes);

        Assert.Equal(PictureOutcomeKind.KeptPerson, (await _world.DoAsync(version, ProcessorWorld.Event)).Kind);

        var latest = (await _world.LatestAsync())!.Latest;
        Assert.Equal((version, "Ann on a boat"), (latest.Version, latest.Caption!.Caption));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("sha256:", false)]
    [InlineData("sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef", false)]
    [InlineData("sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", true)]
    [InlineData("b10d52267ba8682596937aebb253d5c8", false)]
    public void A_version_names_bytes_by_a_whole_digest_alone(string? version, bool isOne) =>
        Assert.Equal(isOne, ContentVersion.IsOne(version));

    private static string DigestOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private async Task<ResultDocument> MoveAsync(string generator)
    {
        var caption = Serverless.Results.Documents.DocumentWriter.Of(_world.Caption("moved words"));
        var result = new ResultDocument(
            _world.Results.Pictures.AddressOf(ProcessorWorld.Key).ToString(),
            ContentVersion.Of(DigestOf(Bytes)),
            null,
            generator,
            caption with
            {
                Image = caption.Image with { Sha256 = DigestOf(Bytes) },
            },
            null,
            DateTimeOffset.UtcNow
        );
        var key = _world.Names.Folder + "0123.json";
        Assert.Null(await _world.Results.PublishAsync(ProcessorWorld.Key, key, result, isFirst: true, ProcessorWorld.Now));
        return result;
    }
}
