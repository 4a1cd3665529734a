using Serverless.Results.Reviews;

namespace Serverless.Results.Tests.Reviews;

/// <summary>What is kept of a caption for its review.</summary>
public sealed class KeptCaptionTests
{
    private readonly ReviewWorld _world = new();

    [Fact]
    public async Task A_caption_is_kept_with_its_signals_and_every_sentence_that_was_scored()
    {
        var caption = await _world.KeepAsync(ReviewWorld.CaptionOf('a', 0.7));
        var kept = (await _world.Reviews.FindAsync(caption.Id, ReviewWorld.Now)).Value!;
        Assert.Equal(3, kept.SchemaVersion);
        Assert.Equal(
            ("photograph", "review", "model", "informative", 0.7, "sha256:0"),
            (kept.Kind, kept.Verdict, kept.CaptionFrom, kept.Role, kept.Score, kept.ModelDigest)
        );
        Assert.Equal(["low_fit"], kept.Reasons!);
        Assert.Equal(new ReviewableSignals(1.5, 2, -0.5, 0.1, 0.2, 0.3), kept.Signals);
        Assert.Equal(ReviewWorld.Signals with { Features = null }, kept.Signals!.ToSignals());
        Assert.Equal(["a dog", "a cat"], kept.Alternatives!.Select(one => one.Caption));
        Assert.Equal([0.7, 0.2], kept.Alternatives!.Select(one => one.Score));
        Assert.Null(kept.Features);
    }

    [Fact]
    public async Task Features_are_kept_where_the_operator_wants_them()
    {
        var world = new ReviewWorld(keepsFeatures: true);
        var caption = await world.KeepAsync(ReviewWorld.CaptionOf('a', 0.7));
        Assert.Equal([1f, 2f], (await world.Reviews.FindAsync(caption.Id, ReviewWorld.Now)).Value!.Features!);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_caption_of_an_older_version_is_read_without_them(int version)
    {
        const string Id = "01J9ZZZZZZZZZZZZZZZZZZZZZ1";
        await _world.WriteAsync(
            $"captions/{Id}.json",
            $$"""
            {"id":"{{Id}}","source":null,"version":null,"order":null,"sha256":"0","caption":"a","altText":"A","model":"m 1",
            "features":null,"createdAt":"2026-11-21T10:00:00Z","schemaVersion":{{version}}}
            """
        );
        var kept = (await _world.Reviews.FindAsync(Id, ReviewWorld.Now)).Value!;
        Assert.Equal((version, "a"), (kept.SchemaVersion, kept.Caption));
        Assert.Null(kept.Signals ?? (object?)kept.Alternatives ?? kept.Score ?? (object?)kept.Kind);
    }
}
