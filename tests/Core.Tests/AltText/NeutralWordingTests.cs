using Serverless.Core.AltText;

namespace Serverless.Core.Tests.AltText;

/// <summary>Alt texts say of people what a picture shows.</summary>
public sealed class NeutralWordingTests
{
    [Theory]
    [InlineData("a man riding a wave on a surfboard", "A person riding a wave on a surfboard")]
    [InlineData("an old man and a little girl", "A person and a child")]
    [InlineData("an elderly asian woman with her dog", "A person with their dog")]
    [InlineData("a woman with a dog next to her", "A person with a dog next to them")]
    [InlineData("a man and a woman on a bench", "Two people on a bench")]
    [InlineData("men and women in a park", "People in a park")]
    [InlineData("two young boys playing soccer", "Two children playing soccer")]
    [InlineData("a man's hat on a table", "A person's hat on a table")]
    [InlineData("a businessman in front of an office", "A business person in front of an office")]
    [InlineData("a female tennis player and a male", "A tennis player and a person")]
    [InlineData("a boy smiles as he eats an apple", "A child smiles as the person eats an apple")]
    [InlineData("a middle-aged man", "A person")]
    [InlineData("a young player kicks a ball", "A player kicks a ball")]
    public void A_caption_of_people_is_said_in_neutral_words(string caption, string expected)
    {
        var written = Apply(caption);
        Assert.Equal(expected, written.AltText);
        Assert.Contains(written.Findings, finding => finding is { Rule: "neutral_wording", Level: FindingLevel.Info });
    }

    [Theory]
    [InlineData("a black dog and a white cat", "A black dog and a white cat")]
    [InlineData("a person in a white shirt", "A person in a white shirt")]
    [InlineData("a snowman beside an old car", "A snowman beside an old car")]
    [InlineData("the manual of a machine", "The manual of a machine")]
    [InlineData("a baby on a bed", "A baby on a bed")]
    public void Other_words_stay(string caption, string expected)
    {
        var written = Apply(caption);
        Assert.Equal(expected, written.AltText);
        Assert.DoesNotContain(written.Findings, finding => finding.Rule == "neutral_wording");
    }

    [Fact]
    public void It_can_be_switched_off() =>
        Assert.Equal("An old man", AltTextRules.Apply("an old man", CaptionContext.None, wording: Wording.AsWritten).AltText);

    [Fact]
    public void What_is_neutral_stays_as_it_is_when_it_is_said_again()
    {
        string[] subjects = ["a man", "an old woman", "two girls", "a white man and his son", "a guy"];
        string[] places = ["on a bench", "with her dog", "next to him", "as she runs", ""];
        foreach (var text in subjects.SelectMany(subject => places.Select(place => $"{subject} {place}".Trim())))
        {
            var once = NeutralWording.Of(text, "en");
            Assert.NotEmpty(once.About);
            Assert.Empty(NeutralWording.Of(once.Text, "en").About);
        }
    }

    [Fact]
    public void Another_languages_words_are_left_alone() => Assert.Empty(NeutralWording.Of("der Mann in Rom", "de").About);

    [Theory]
    [InlineData("An old man sells fruit", "person_terms", "old, man")]
    [InlineData("A man wants to cross the street", "unsupported_certainty", "wants to")]
    [InlineData("A happy dog", "unsupported_certainty", "happy")]
    [InlineData("A dog named Rex in a garden", "unsupported_certainty", "Rex")]
    [InlineData("Buy now!!! A red shoe", "punctuation", "!!!")]
    [InlineData("*** A red shoe ***", "punctuation", "***")]
    public void Given_words_say_where_they_go_beyond_the_picture(string text, string rule, string says)
    {
        var finding = Assert.Single(GivenTextRules.Check(text, CaptionContext.None, ["en"]), finding => finding.Rule == rule);
        Assert.Contains(says, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_words_are_taken_as_written_nothing_is_said_of_people() =>
        Assert.Empty(GivenTextRules.Check("An old man sells fruit", CaptionContext.None, ["en"], Wording.AsWritten));

    [Theory]
    [InlineData("A dog called on a red phone booth")]
    [InlineData("A well-known bridge, seen from the water.")]
    [InlineData("Is this a dog? Yes!")]
    public void Plain_words_have_no_such_finding(string text) => Assert.Empty(GivenTextRules.Check(text, CaptionContext.None, ["en"]));

    [Theory]
    [InlineData(ImageRole.Unknown, "not told")]
    [InlineData(ImageRole.Informative, "informative")]
    public void The_branch_of_the_decision_tree_is_told(ImageRole role, string says)
    {
        var finding = Assert.Single(Apply("a dog", role).Findings);
        Assert.Equal(("decision", FindingLevel.Info), (finding.Rule, finding.Level));
        Assert.Contains(says, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_of_text_has_its_text_as_alt_text_and_says_so()
    {
        var written = AltTextRules.ApplyToRead("OPEN", null, CaptionContext.None, 150, "en", isPage: true);
        Assert.Contains("image of text", Assert.Single(written.Findings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a dog that seems to sleep", true)]
    [InlineData("a dog that sleeps", false)]
    public void A_hedge_is_heard(string text, bool expected) => Assert.Equal(expected, CertaintyText.IsHedged(text));

    private static WrittenAltText Apply(string caption, ImageRole role = ImageRole.Unknown) =>
        AltTextRules.Apply(caption, new CaptionContext { Role = role }, wording: Wording.Neutral);
}
