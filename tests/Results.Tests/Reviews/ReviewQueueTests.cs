using System.Diagnostics;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Results.Reviews;
using Serverless.Storage;
using Serverless.Testing;

namespace Serverless.Results.Tests.Reviews;

/// <summary>What waits for people, in which order, and how it leaves.</summary>
public sealed class ReviewQueueTests
{
    private static readonly Reviewer Ann = new("ann", IsAnonymous: false),
        Bob = new("bob", IsAnonymous: false),
        Local = new("local", IsAnonymous: true);

    private readonly ReviewWorld _world = new();

    private ReviewQueue Queue => new(_world.Reviews);

    [Fact]
    public async Task The_doubtful_comes_first_and_what_is_asked_for_often_before_it()
    {
        var sure = await _world.KeepAsync(ReviewWorld.CaptionOf('a', 0.95));
        var doubtful = await _world.KeepAsync(ReviewWorld.CaptionOf('b', 0.5));
        var unknown = await _world.KeepAsync(ReviewWorld.CaptionOf('c', null));
        var refused = await _world.KeepAsync(ReviewWorld.CaptionOf('d', 0.01, null));
        var often = await _world.KeepAsync(ReviewWorld.CaptionOf('e', 0.8));
        for (var i = 0; i < 3; i++)
            await _world.KeepAsync(ReviewWorld.CaptionOf('e', 0.8));
        var entries = (await Queue.ListAsync(ReviewWorld.Now)).Value!.Entries;
        string[] expected = [often.Id, .. new[] { doubtful.Id, unknown.Id }.Order(StringComparer.Ordinal), refused.Id, sure.Id];
        Assert.Equal(expected, entries.Select(entry => entry.Id));
        Assert.Equal([1.6, 1, 1, 0.5, 0.1], entries.Select(entry => entry.Benefit));
        Assert.Equal(4, entries[0].Views);
    }

    [Fact]
    public async Task A_picture_that_is_decorative_wants_nobody()
    {
        await _world.KeepAsync(ReviewWorld.CaptionOf('a', null) with { Role = ImageRole.Decorative, AltText = "" });
        Assert.Empty((await Queue.ListAsync(ReviewWorld.Now)).Value!.Entries);
    }

    [Fact]
    public async Task An_entry_leaves_a_reviewers_queue_with_the_decision_and_everybodys_when_two_agree()
    {
        var caption = await _world.KeepAsync(ReviewWorld.CaptionOf('a', 0.5));
        var again = await _world.KeepAsync(ReviewWorld.CaptionOf('a', 0.5)); // the same text: the same question
        await DecideAsync(caption.Id, Ann, "accept");
        Assert.Empty((await PageAsync(Ann)).Items);
        var item = Assert.Single((await PageAsync(Bob)).Items);
        Assert.Equal((AgreementState.One, 1), (item.Entry.Agreement.State, item.Entry.Decisions));
        await DecideAsync(again.Id, Bob, "accept");
        Assert.Empty((await PageAsync(new Reviewer("cid", IsAnonymous: false))).Items);

        await DecideAsync(caption.Id, Bob, "reject"); // thinks better of it
        Assert.Equal(AgreementState.Disputed, Assert.Single((await PageAsync(null)).Items).Entry.Agreement.State);
        var kept = (await _world.Reviews.FindAsync(caption.Id, ReviewWorld.Now)).Value!;
        var decisions = (await _world.Reviews.ReviewsOfAsync(kept, ReviewWorld.Now)).Value!;
        Assert.Equal(["ann accept", "bob accept", "bob reject"], decisions.Select(one => $"{one.Reviewer} {one.Decision}"));
    }

    [Fact]
    public async Task Nobody_known_settles_nothing()
    {
        var caption = await _world.KeepAsync(ReviewWorld.CaptionOf('a', 0.5));
        for (var i = 0; i < 3; i++)
            await DecideAsync(caption.Id, Local, "accept");
        Assert.Empty((await PageAsync(Local)).Items);
        Assert.Equal(AgreementState.Open, Assert.Single((await PageAsync(Ann)).Items).Entry.Agreement.State);
    }

    [Fact]
    public async Task Pages_hold_every_entry_once_while_others_come_and_go()
    {
        var digits = "0123456789abcdef";
        var captions = new List<Caption>();
        foreach (var digit in digits)
            captions.Add(
                await _world.KeepAsync(ReviewWorld.CaptionOf(digit, 0.5 + (digits.IndexOf(digit, StringComparison.Ordinal) / 8 * 0.1)))
            );
        var first = await PageAsync(Ann, limit: 5);
        await DecideAsync(first.Items[1].Kept.Id, Ann, "reject");
        var late = await _world.KeepAsync(ReviewWorld.CaptionOf('0', 0.5, "another text")); // moves 0 and itself to the front
        var seen = first.Items.Select(item => item.Kept.Id).ToList();
        for (var next = first.Next; next is not null; )
        {
            var page = await PageAsync(Ann, QueueCursor.Parse(next.ToString()), 5);
            seen.AddRange(page.Items.Select(item => item.Kept.Id));
            next = page.Next;
        }

        Assert.DoesNotContain(late.Id, seen);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Subset(captions.Select(caption => caption.Id).ToHashSet(), seen.ToHashSet());
        Assert.True(seen.Count >= digits.Length - 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-01J9ZZZZZZZZZZZZZZZZZZZZZ1")]
    [InlineData("-5-01J9ZZZZZZZZZZZZZZZZZZZZZ1")]
    [InlineData("5-01J9ZZZZZZZZZZZZZZZZZZZZ../")]
    public void A_cursor_is_one_of_ours(string text) => Assert.Null(QueueCursor.Parse(text));

    [Fact]
    public async Task A_damaged_entry_is_told_and_passed_over()
    {
        var (damaged, whole) = (
            await _world.KeepAsync(ReviewWorld.CaptionOf('a', 0.5)),
            await _world.KeepAsync(ReviewWorld.CaptionOf('b', 0.9))
        );
        await _world.WriteAsync($"captions/{damaged.Id}.json", "{\"id\":");
        await _world.WriteAsync("queue/nonsense", "");
        var page = await PageAsync(Ann, limit: 1);
        Assert.Equal([whole.Id], page.Items.Select(item => item.Kept.Id));
        Assert.Equal([damaged.Id], page.Damaged);
    }

    [Fact]
    public async Task What_is_forgotten_leaves_nothing_in_the_queue()
    {
        var caption = await _world.KeepAsync(ReviewWorld.CaptionOf('a', 0.5));
        await _world.KeepAsync(ReviewWorld.CaptionOf('b', 0.5));
        Assert.Null(await _world.Reviews.KeepPictureAsync(caption.Id, [1], ReviewWorld.Now));
        await DecideAsync(caption.Id, Ann, "accept");
        var (removed, kept) = await _world.Reviews.RemoveAsync(one => one.Id == caption.Id, ReviewWorld.Now);
        Assert.Equal((1, 0), (removed, kept.Count));
        var left = (await _world.Store.ListAsync("", null, 1_000, ReviewWorld.Now)).Value!.Items.Select(item => item.Key).ToList();
        Assert.Equal(2, left.Count); // the other caption and its name
        Assert.DoesNotContain(left, key => key.Contains(caption.Id, StringComparison.Ordinal));
    }

    /// <summary>Its cost: names alone, a request for each thousand of them, whatever the captions weigh.</summary>
    [Fact]
    public async Task A_queue_of_a_hundred_thousand_is_listed_by_its_names()
    {
        const int Count = 100_000;
        var nothing = BlobContent.Of([], "text/plain");
        for (var i = 0; i < Count; i++)
        {
            var name = $"kept/queue/{i:x16}{i:x8}.v.{i:D26}.{i % 1_001}";
            Assert.Null((await _world.Store.WriteAsync(name, nothing, WriteCondition.None, ReviewWorld.Now)).Failure);
        }

        var counting = new CountingStore(_world.Store);
        var reviews = new ReviewStore(new BlobFolder(new BlobAddress("s3", "photos", "kept/"), counting, "kept/"), keepsFeatures: false);
        var start = Stopwatch.GetTimestamp();
        var listing = (await new ReviewQueue(reviews).ListAsync(ReviewWorld.Now)).Value!;
        TestContext.Current.TestOutputHelper!.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");
        Assert.Equal((Count, true), (listing.Entries.Count, listing.IsComplete));
        Assert.Equal((Count / 1_000, 0), (counting.Listings, counting.Reads));
        Assert.True(listing.Entries.Zip(listing.Entries.Skip(1)).All(pair => pair.First.Benefit >= pair.Second.Benefit));
    }

    private async Task<QueuePage> PageAsync(Reviewer? reviewer, QueueCursor? after = null, int limit = 20) =>
        (await Queue.PageAsync(reviewer, after, limit, ReviewWorld.Now)).Value!;

    private async Task DecideAsync(string id, Reviewer reviewer, string decision)
    {
        var service = new ReviewService(_world.Reviews, null, [], ReviewWorld.Ids, TimeProvider.System);
        Assert.Null((await service.TakeAsync(new ReviewRequest(id, decision, null), reviewer, ReviewWorld.Now)).Failure);
    }
}
