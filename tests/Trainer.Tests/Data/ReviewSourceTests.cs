using System.Text.Json;
using Serverless.Results.Reviews;
using Serverless.Storage;
using Serverless.Storage.Files;
using Serverless.Trainer.Data;

namespace Serverless.Trainer.Tests.Data;

/// <summary>People's decisions as judgments.</summary>
public sealed class ReviewSourceTests : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly string _folder = Directory.CreateTempSubdirectory("caption-reviews-").FullName;

    [Fact]
    public async Task Two_people_settle_one_counts_half_and_a_dispute_counts_nothing()
    {
        Keep(1, ("ann", "accept"), ("ben", "accept"));
        Keep(2, ("ann", "reject"));
        Keep(3, ("ben", "accept"));
        Keep(4, ("ann", "accept"), ("ben", "reject"));
        var source = await ReadAsync();
        Assert.Equal([(1.0, 1.0), (0, 0.5), (1, 0.5)], source.Judgments.Select(one => (one.Right, one.Weight)));
        Assert.Contains(source.LeftOut, line => line.Contains("disagree", StringComparison.Ordinal));
        Assert.All(source.Judgments, one => Assert.Equal("tiny 1.0.0", one.Model));
    }

    [Fact]
    public async Task Two_people_settle_the_same_words_about_the_same_picture_under_two_ids()
    {
        Keep(1, caption => caption with { Sha256 = Synthetic.Digest(9) }, ("ann", "accept"));
        Keep(2, caption => caption with { Sha256 = Synthetic.Digest(9) }, ("ben", "accept"));
        var judgment = Assert.Single((await ReadAsync()).Judgments);
        Assert.Equal((1.0, 1.0), (judgment.Right, judgment.Weight));
    }

    [Fact]
    public async Task A_hundred_decisions_of_one_person_teach_nothing()
    {
        for (var i = 1; i <= 100; i++)
            Keep(i, ("ann", i % 2 == 0 ? "accept" : "reject"));
        var source = await ReadAsync();
        Assert.Empty(source.Judgments);
        Assert.Contains("100 decisions of one reviewer beyond the share that one person may have", source.LeftOut);
        Assert.Equal("no_judgments", new SnapshotBuilder(TimeProvider.System).Build([source]).Failure!.Rule);
    }

    [Fact]
    public async Task Anonymous_decisions_and_captions_that_no_score_decided_are_left_out()
    {
        Keep(1, ("", "accept"));
        Keep(2, caption => caption with { CaptionFrom = "text" }, ("ann", "accept"), ("ben", "accept"));
        Keep(3, caption => caption with { Kind = "chart" }, ("ann", "accept"), ("ben", "accept"));
        Keep(4, caption => caption with { Signals = null }, ("ann", "accept"), ("ben", "accept"));
        var source = await ReadAsync();
        Assert.Empty(source.Judgments);
        Assert.Equal(4, source.LeftOut.Count);
    }

    [Fact]
    public async Task Names_are_judged_by_their_probability_and_a_sentence_in_their_place_says_nothing_of_them()
    {
        ReviewableCaption Name(ReviewableCaption caption) =>
            caption with
            {
                Caption = "a cat",
                CaptionFrom = "labels",
                Confidence = 0.9,
                Signals = null,
            };
        Keep(1, Name, ("ann", "accept"), ("ben", "accept"));
        Keep(2, Name, ("ann", "reject"), ("ben", "reject"));
        Keep(3, Name, ("ann", "edit"), ("ben", "edit"));
        Keep(4, caption => Name(caption) with { Reasons = ["out_of_scope"] }, ("ann", "accept"), ("ben", "accept"));
        Keep(5, caption => Name(caption) with { Confidence = null }, ("ann", "accept"), ("ben", "accept"));
        var source = await ReadAsync();
        Assert.Equal([(1.0, 0.9), (0.0, 0.9)], source.Judgments.Select(one => (one.Right, one.Confidence!.Value)));
        Assert.All(source.Judgments, one => Assert.Equal((SnapshotJudgment.Labels, null), (one.By, one.Signals)));
        Assert.Equal(3, source.LeftOut.Count);
    }

    [Fact]
    public async Task What_is_left_out_for_one_reason_is_told_in_one_line()
    {
        for (var i = 1; i <= 40; i++)
            Keep(i, caption => caption with { Signals = null }, ("ann", "accept"), ("ben", "accept"));
        Assert.Equal($"40 captions ({Id(1)}, {Id(2)}, {Id(3)}, …): kept without signals", Assert.Single((await ReadAsync()).LeftOut));
    }

    [Fact]
    public async Task A_corrected_caption_prefers_the_sentence_that_is_closest_to_it()
    {
        ReviewableCaption WithTwo(ReviewableCaption caption) =>
            caption with
            {
                Alternatives =
                [
                    new(caption.Caption!, new(1, 1, -0.9, 0, 0, 0), 0.8),
                    new("a brown dog runs in grass", new(1, 1, -0.5, 0, 0, 0), 0.7),
                ],
            };
        Keep(1, WithTwo, ("ann", "edit"), ("ben", "edit"));
        Keep(2, WithTwo, ("ann", "accept"), ("ben", "accept"));
        Keep(3, WithTwo, ("ann", "reject"), ("ben", "reject"));
        var source = await ReadAsync();
        // the likeliest first: the brown dog
        Assert.Equal([0, 1, null], source.Judgments.Select(one => one.Choice?.Preferred));
    }

    [Fact]
    public async Task A_damaged_review_is_told_and_the_others_are_read()
    {
        Keep(1, ("ann", "accept"), ("ben", "accept"));
        File.WriteAllText(Path.Combine(_folder, "reviews", Id(1), "zzz.json"), "{");
        var source = await ReadAsync();
        Assert.Single(source.Judgments);
        Assert.Single(source.LeftOut);
    }

    [Fact]
    public async Task A_folder_without_reviews_is_told() =>
        Assert.Equal("source", (await ReviewSource.ReadAsync(Folder(), CancellationToken.None)).Failure!.Rule);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<SourceContent> ReadAsync() => (await ReviewSource.ReadAsync(Folder(), CancellationToken.None)).Value!;

    private BlobFolder Folder() =>
        new FolderStores(TimeProvider.System).Open(FolderStores.AddressOf(_folder) is var at ? at.With(at.Key + "/") : null!).Value!;

    private void Keep(int number, params (string Reviewer, string Decision)[] decisions) => Keep(number, caption => caption, decisions);

    private void Keep(int number, Func<ReviewableCaption, ReviewableCaption> change, params (string Reviewer, string Decision)[] decisions)
    {
        var caption = new ReviewableCaption(
            Id(number),
            null,
            null,
            null,
            Synthetic.Digest(number),
            "a black cat sits",
            "A black cat sits",
            "tiny 1.0.0",
            null,
            DateTimeOffset.UnixEpoch
        )
        {
            Kind = "photograph",
            CaptionFrom = "model",
            Signals = new(1.5, 1, -0.9, 0, 0, 0),
        };
        Write($"captions/{Id(number)}.json", change(caption));
        for (var i = 0; i < decisions.Length; i++)
        {
            var (reviewer, decision) = decisions[i];
            var words = decision == "edit" ? "a brown dog runs through grass" : null;
            var at = DateTimeOffset.UnixEpoch.AddMinutes(i);
            var review = new ReviewDocument($"review-{i}", Id(number), decision, words, reviewer, false, at)
            {
                IsAnonymous = reviewer.Length == 0,
            };
            Write($"reviews/{Id(number)}/review-{i}.json", review);
        }
    }

    private void Write<T>(string path, T document)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, JsonSerializer.Serialize(document, Json));
    }

    private static string Id(int number) => number.ToString("D26", System.Globalization.CultureInfo.InvariantCulture);
}
