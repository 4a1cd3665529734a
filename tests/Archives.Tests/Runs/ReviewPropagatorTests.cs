using System.Text.Json;
using Serverless.Archives.Runs;
using Serverless.Results;
using Serverless.Results.Processing;
using Serverless.Storage;

namespace Serverless.Archives.Tests.Runs;

public sealed class ReviewPropagatorTests(TinyEngine tiny) : IClassFixture<TinyEngine>
{
    [Theory]
    [InlineData("edit", "A boat", "A boat")]
    [InlineData("accept", null, null)]
    public async Task What_people_accepted_or_edited_becomes_the_result_and_stays(string decision, string? corrected, string? expected)
    {
        var world = new ArchiveWorld(tiny);
        await world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await world.RunAsync(keepsReviews: true);
        var before = (await world.LatestAsync("a.png"))!.Latest.Caption!;
        await ReviewAsync(world, before.Id, "1", "edit", "Not this");
        await ReviewAsync(world, before.Id, "2", decision, corrected);
        var propagator = new ReviewPropagator(world.Results, world.Reviews, ArchiveWorld.Plan());
        Assert.Null(await propagator.DoAsync(default));
        var latest = (await world.LatestAsync("a.png"))!;
        Assert.Equal(
            (1, ResultDocument.Human, expected ?? before.AltText),
            (propagator.Applied, latest.Latest.Generator, latest.Latest.Caption!.AltText)
        );
        var measured = decision == "edit" ? null : before.Quality.Score; // of other words than the model's nobody measured any
        Assert.Equal(measured, latest.Latest.Caption.Quality.Score);
        Assert.Equal(("good", 0), (latest.Latest.Caption.Verdict, latest.Latest.Caption.Quality.Reasons.Count));
        await world.RunAsync(ArchiveWorld.Plan("run-2") with { IsForced = true });
        Assert.Equal(1, world.Meter.Of(PictureOutcomeKind.KeptPerson));
    }

    [Fact]
    public async Task A_caption_whose_last_review_rejects_it_is_left_alone()
    {
        var world = new ArchiveWorld(tiny);
        await world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await world.RunAsync(keepsReviews: true);
        var before = (await world.LatestAsync("a.png"))!.Latest.Caption!;
        await ReviewAsync(world, before.Id, "1", "accept", null);
        await ReviewAsync(world, before.Id, "2", "reject", null);
        var propagator = new ReviewPropagator(world.Results, world.Reviews, ArchiveWorld.Plan());
        Assert.Null(await propagator.DoAsync(default));
        Assert.Equal((0, ResultDocument.Machine), (propagator.Applied, (await world.LatestAsync("a.png"))!.Latest.Generator));
    }

    private static async Task ReviewAsync(ArchiveWorld world, string caption, string id, string decision, string? corrected)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                id,
                captionId = caption,
                decision,
                correctedCaption = corrected,
                reviewer = "r",
                isTrainable = false,
                createdAt = DateTimeOffset.UtcNow,
                schemaVersion = 1,
            }
        );
        await world.Store.WriteAsync(
            world.Reviews.ReviewKeyOf(caption, id),
            BlobContent.Of(text, "application/json"),
            WriteCondition.Absent,
            default
        );
    }
}
