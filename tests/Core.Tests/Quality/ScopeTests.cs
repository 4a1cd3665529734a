using Serverless.Core.Quality;

namespace Serverless.Core.Tests.Quality;

/// <summary>Only of what surely is a photograph words may be good, whatever the models score.</summary>
public sealed class ScopeTests
{
    private const double Good = 0.7,
        Refuse = 0.3;

    private static readonly QualityParameters Parameters = new(
        1,
        "test",
        "1.0.0",
        "test",
        [new(0, 1, null, 0, 0)],
        [new(0, 1, null, 0, 0)],
        Good,
        Refuse,
        Refuse,
        RefuseGiven: Refuse,
        Margin: 0.05,
        LowFit: 0.5,
        LowConfidence: 0.4,
        Media: new MediaShares(0.8, 0.7, 0.6, 0.9)
    );

    private static readonly QualityFormula Formula = new(Parameters);

    private static readonly PictureStatistics Photograph = new(50, 0.95, 0.1, 300, 0, 0, 0, Evenness: 0.01, Rim: 0.1, Shades: 6_000);

    public static TheoryData<PictureKind> Kinds => [.. Enum.GetValues<PictureKind>()];

    public static TheoryData<PictureKind, string> Media =>
        new()
        {
            { PictureKind.Drawing, "a drawing" },
            { PictureKind.Icon, "an icon" },
            { PictureKind.Chart, "a chart" },
            { PictureKind.Diagram, "a diagram" },
            { PictureKind.Screenshot, "a screenshot" },
            { PictureKind.Text, "a page of text" },
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_score_makes_words_good_but_on_what_surely_is_a_photograph(PictureKind kind)
    {
        foreach (var category in Sorts(kind).Where(category => !category.IsSurelyPhotograph))
        {
            foreach (var score in Scores)
            {
                CaptionQuality[] all =
                [
                    Formula.ScoreGenerated(Signals(score), category, "a dog", null),
                    Formula.ScoreGenerated(Signals(score), category, "a dog", 0),
                    Formula.ScoreGiven(Signals(score), category, null),
                ];
                foreach (var quality in all)
                {
                    Assert.NotEqual(Verdict.Good, quality.Verdict);
                    Assert.NotEmpty(quality.Reasons);
                    Assert.InRange(quality.Score, 0, 0.5);
                }
            }
        }
    }

    [Fact]
    public void On_a_sure_photograph_the_score_decides_as_ever()
    {
        var category = PictureCategory.Of(Photograph, "a dog runs");
        Assert.Equal(new PictureCategory(PictureKind.Photograph, IsSurelyPhotograph: true, IsNoise: false), category);
        foreach (var score in Scores)
        {
            var expected =
                score >= Good ? Verdict.Good
                : score >= Refuse ? Verdict.Review
                : Verdict.Refused;
            Assert.Equal(expected, Formula.ScoreGenerated(Signals(score), category, "a dog runs", null).Verdict);
            Assert.Equal(expected, Formula.ScoreGiven(Signals(score), category, null).Verdict);
        }
    }

    [Theory]
    [InlineData("an icon of a moon on a white background")]
    [InlineData("an emoji of a person")]
    [InlineData("a bar chart with green bars")]
    [InlineData("a page of black text")]
    [InlineData("two icons next to a screenshot")]
    public void A_sentence_that_names_another_medium_is_refused_of_a_photograph_and_leaves_it_in_doubt(string sentence)
    {
        var category = PictureCategory.Of(Photograph, sentence);
        Assert.Equal((PictureKind.Photograph, false), (category.Kind, category.IsSurelyPhotograph));
        var quality = Formula.ScoreGenerated(Signals(0.99), category, sentence, null);
        Assert.Equal((0, Verdict.Refused), (quality.Score, quality.Verdict));
        Assert.Contains(QualityReason.OutOfScope, quality.Reasons);
        Assert.Equal(Verdict.Review, Formula.ScoreGenerated(Signals(0.99), category, sentence, 0).Verdict);
        Assert.Equal(Verdict.Review, Formula.ScoreGenerated(Signals(0.99), category, "a dog", null).Verdict);
    }

    [Theory]
    [InlineData("a sign with white text")]
    [InlineData("a green rectangle and a brown rectangle")]
    [InlineData("a yellow cross and a blue cross on gray")]
    [InlineData("a black dog is standing on a black background")]
    [InlineData("a large yellow star")]
    [InlineData("a white and red checkered pattern")]
    public void A_sentence_as_of_something_drawn_leaves_a_photograph_in_doubt(string sentence)
    {
        var category = PictureCategory.Of(Photograph, sentence);
        Assert.Equal((PictureKind.Photograph, false), (category.Kind, category.IsSurelyPhotograph));
        var quality = Formula.ScoreGenerated(Signals(0.99), category, sentence, null);
        Assert.Equal((0.5, Verdict.Review), (quality.Score, quality.Verdict));
        Assert.Contains(QualityReason.OutOfScope, quality.Reasons);
    }

    [Theory]
    [InlineData("a man stands in front of a house")]
    [InlineData("two dogs play with a ball in the background")]
    [InlineData("a crossing on gray stones")]
    [InlineData("an iconic tower and a charter bus")]
    [InlineData("a woman reads a textbook")]
    public void Words_that_only_look_like_a_medium_do_not(string sentence) =>
        Assert.True(PictureCategory.Of(Photograph, sentence).IsSurelyPhotograph);

    [Fact]
    public void An_even_picture_is_no_sure_photograph_however_many_colours_it_has()
    {
        var category = PictureCategory.Of(Photograph with { Evenness = 0.3, Shades = 9_000 }, "a camel");
        Assert.Equal((PictureKind.Photograph, false), (category.Kind, category.IsSurelyPhotograph));
    }

    [Theory]
    [MemberData(nameof(Media))]
    public void A_medium_alone_is_to_be_reviewed_with_the_share_that_is_right_and_refused_above_it(PictureKind kind, string words)
    {
        var share = Parameters.Media!.Of(kind);
        Assert.Equal(words, new PictureCategory(kind, IsSurelyPhotograph: false, IsNoise: false).Medium);
        var quality = Formula.ScoreMedium(kind, null);
        Assert.Equal((share, Verdict.Review), (quality.Score, quality.Verdict));
        Assert.Equal(kind == PictureKind.Text ? QualityReason.TextImage : QualityReason.OutOfScope, Assert.Single(quality.Reasons));
        Assert.Equal(Verdict.Review, Formula.ScoreMedium(kind, share).Verdict);
        Assert.Equal(Verdict.Refused, Formula.ScoreMedium(kind, share + 0.01).Verdict);
        Assert.Equal(Verdict.Review, Formula.ScoreMedium(kind, 0).Verdict);
    }

    [Theory]
    [InlineData(PictureKind.Photograph)]
    [InlineData(PictureKind.Blank)]
    [InlineData(PictureKind.Unknown)]
    public void Where_no_medium_is_known_none_is_named(PictureKind kind) =>
        Assert.Null(new PictureCategory(kind, IsSurelyPhotograph: false, IsNoise: false).Medium);

    private static IEnumerable<double> Scores => Enumerable.Range(0, 101).Select(hundredth => hundredth / 100.0);

    private static IEnumerable<PictureCategory> Sorts(PictureKind kind) =>
        [new(kind, false, false), new(kind, false, true), new(kind, kind == PictureKind.Photograph, false)];

    /// <summary>Signals that the test's curve makes this score of.</summary>
    private static QualitySignals Signals(double score) =>
        new(
            score <= 0 ? -50
                : score >= 1 ? 50
                : Math.Log(score / (1 - score)) + 1e-9,
            -0.5,
            null,
            0
        );
}
