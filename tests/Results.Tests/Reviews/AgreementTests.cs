using System.Globalization;
using Serverless.Results.Reviews;

namespace Serverless.Results.Tests.Reviews;

/// <summary>What people's decisions on a caption come to.</summary>
public sealed class AgreementTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", AgreementState.Open, null, 0)]
    [InlineData("ann:accept", AgreementState.One, true, 0.5)]
    [InlineData("ann:reject", AgreementState.One, false, 0.5)]
    [InlineData("ann:accept bob:accept", AgreementState.Settled, true, 1)]
    [InlineData("ann:reject bob:edit", AgreementState.Settled, false, 1)]
    [InlineData("ann:accept bob:reject", AgreementState.Disputed, null, 0)]
    [InlineData("ann:accept bob:reject cid:accept", AgreementState.Settled, true, 1)]
    [InlineData("ann:accept bob:reject cid:edit", AgreementState.Settled, false, 1)]
    [InlineData("ann:accept bob:reject cid:edit dee:accept", AgreementState.Disputed, null, 0)]
    [InlineData("ann:accept ann:accept", AgreementState.One, true, 0.5)]
    [InlineData("ann:accept bob:accept ann:reject", AgreementState.Disputed, null, 0)]
    [InlineData("?local:accept", AgreementState.Open, null, 0)]
    [InlineData("?local:accept ann:accept", AgreementState.One, true, 0.5)]
    public void Two_different_reviewers_settle_a_caption(string decisions, AgreementState state, bool? isRight, double weight)
    {
        var agreement = Agreement.Of(ReviewsOf(decisions));
        Assert.Equal((state, isRight, weight), (agreement.State, agreement.IsRight, agreement.Weight));
    }

    [Fact]
    public void The_latest_corrected_words_of_those_who_agree_are_taken()
    {
        var agreement = Agreement.Of(ReviewsOf("ann:edit=one bob:edit=two cid:accept ann:edit=three"));
        Assert.Equal("three", agreement.CorrectedCaption);
        Assert.Equal(["ann", "bob"], agreement.Reviewers);
    }

    /// <summary>Whatever is decided: the order does not matter, and nobody settles anything alone, however often they decide.</summary>
    [Fact]
    public void The_rule_holds_for_all_decisions()
    {
        var random = new Random(7);
        string[] names = ["ann", "bob", "cid", "?dee"];
        string[] decisions = ["accept", "reject", "edit=words"];
        for (var round = 0; round < 2_000; round++)
        {
            var text = string.Join(
                ' ',
                Enumerable.Range(0, random.Next(8)).Select(_ => $"{names[random.Next(4)]}:{decisions[random.Next(3)]}")
            );
            var reviews = ReviewsOf(text).ToArray();
            var agreement = Agreement.Of(reviews);
            random.Shuffle(reviews);
            var shuffled = Agreement.Of(reviews);
            Assert.Equal(agreement with { Reviewers = [] }, shuffled with { Reviewers = [] });
            Assert.Equal(agreement.Reviewers, shuffled.Reviewers);
            var people = reviews.Where(review => review.IsAnonymous != true).Select(review => review.Reviewer).Distinct().Count();
            Assert.Equal(people == 0, agreement.State == AgreementState.Open);
            Assert.Equal(people == 1, agreement.State == AgreementState.One);
            Assert.Equal(
                agreement.State == AgreementState.Settled ? 1
                    : people == 1 ? 0.5
                    : 0,
                agreement.Weight
            );
            Assert.True(agreement.State != AgreementState.Settled || agreement.Reviewers.Count * 2 > people);
            Assert.Equal(agreement.Weight > 0, agreement.IsRight is not null);
        }
    }

    [Theory]
    [InlineData("ann*100", 0, 0)]
    [InlineData("ann*100 bob*10", 0, 20)]
    [InlineData("ann*100 bob*60", 0, 120)]
    [InlineData("ann*100 bob*30 cid*30", 0, 120)]
    [InlineData("ann*100 both*40", 0, 80)]
    [InlineData("ann*100", 30, 30)]
    [InlineData("ann*10", 300, 10)]
    [InlineData("", 0, 0)]
    public void One_reviewers_flood_is_at_most_half_of_what_is_trained_on(string counts, int others, int expected)
    {
        var judged = counts
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(one =>
                Enumerable.Repeat(
                    one.Split('*')[0] == "both" ? "ann:accept bob:accept" : $"{one.Split('*')[0]}:reject",
                    int.Parse(one.Split('*')[1], CultureInfo.InvariantCulture)
                )
            )
            .Select(text => Agreement.Of(ReviewsOf(text)))
            .ToList();
        var kept = Agreement.WithinShare(judged, one => one, others);
        Assert.Equal(expected, kept.Count);
        var most = kept.Where(one => one.State == AgreementState.One).GroupBy(one => one.Reviewers[0]).Select(group => group.Count());
        Assert.All(most, count => Assert.True(count <= Agreement.MaxReviewerShare * (kept.Count + others)));
    }

    private static IEnumerable<ReviewDocument> ReviewsOf(string decisions) =>
        decisions
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(
                (one, i) =>
                {
                    var (name, decision) = (one.Split(':')[0], one.Split(':')[1].Split('='));
                    return new ReviewDocument(
                        $"R{i:D3}",
                        "C",
                        decision[0],
                        decision.ElementAtOrDefault(1),
                        name.TrimStart('?'),
                        false,
                        Start.AddSeconds(i)
                    )
                    {
                        IsAnonymous = name.StartsWith('?'),
                    };
                }
            );
}
