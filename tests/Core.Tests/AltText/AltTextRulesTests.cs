using Serverless.Core.AltText;

namespace Serverless.Core.Tests.AltText;

public sealed class AltTextRulesTests
{
    [Theory]
    [InlineData("a brown dog runs", "A brown dog runs")]
    [InlineData("a picture of colorful random dots", "Colorful random dots")]
    [InlineData("An image of a cat.", "A cat")]
    [InlineData("a photograph of", "A photograph of")]
    public void A_caption_becomes_a_plain_sentence(string caption, string expected) =>
        Assert.Equal(expected, AltTextRules.Apply(caption, CaptionContext.None).AltText);

    [Fact]
    public void A_long_caption_moves_whole_to_the_description_and_is_cut_between_words()
    {
        var written = AltTextRules.Apply("a brown dog runs through tall grass", CaptionContext.None, 20);
        Assert.Equal(("A brown dog runs", "A brown dog runs through tall grass"), (written.AltText, written.LongDescription));
        Assert.Contains(written.Findings, finding => finding.Rule == "length");
    }

    [Fact]
    public void A_refused_caption_has_no_alt_text() => Assert.Null(AltTextRules.Apply(null, CaptionContext.None).AltText);

    [Theory]
    [InlineData(ImageRole.Functional, "functional")]
    [InlineData(ImageRole.Complex, "complex")]
    [InlineData(ImageRole.Decorative, "decorative")]
    public void A_role_that_a_caption_cannot_serve_is_said(ImageRole role, string rule) =>
        Assert.Contains(AltTextRules.Apply("a dog", new CaptionContext { Role = role }).Findings, finding => finding.Rule == rule);

    [Theory]
    [InlineData(null)]
    [InlineData("a dog")]
    public void An_existing_alt_text_never_becomes_ours(string? caption) =>
        Assert.NotEqual(
            "A car on a highway",
            AltTextRules.Apply(caption, new CaptionContext { ExistingAlt = "A car on a highway" }).AltText
        );

    [Fact]
    public void A_first_word_that_is_too_long_stays_whole_since_an_empty_alt_text_would_mean_decorative() =>
        Assert.Equal("Donaudampfschifffahrt", AltTextRules.Apply("donaudampfschifffahrt im Nebel", CaptionContext.None, 16).AltText);

    [Fact]
    public void Words_that_stand_beside_the_picture_already_are_noticed() =>
        Assert.Contains(
            AltTextRules.Apply("a dog runs", new CaptionContext { NearbyText = "Here a dog runs home." }).Findings,
            finding => finding.Rule == "repeats_nearby_text"
        );
}
