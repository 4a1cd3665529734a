using Serverless.Core.AltText;

namespace Serverless.Core.Tests.AltText;

/// <summary>A functional picture is named by where it leads (W3C WAI, "Functional Images").</summary>
public sealed class LinkTextTests
{
    [Theory]
    [InlineData("https://www.example.org/", "Example.org home page")]
    [InlineData("https://example.org", "Example.org home page")]
    [InlineData("http://EXAMPLE.org/index.html", "Example.org home page")]
    [InlineData("https://example.org/products/running-shoes", "Running shoes, products on example.org")]
    [InlineData("https://example.org/about_us.php#team", "About us on example.org")]
    [InlineData("https://example.org/caf%C3%A9/men%C3%BC", "Menü, café on example.org")]
    [InlineData("//cdn.example.org/pricing", "Pricing on cdn.example.org")]
    [InlineData("https://example.org/reports/annual-report-2023.pdf", "Annual report 2023, reports (PDF) on example.org")]
    [InlineData("https://example.org/f/3f2b8c1a9d.pdf", "F (PDF) on example.org")]
    [InlineData("https://example.org/550e8400-e29b-41d4-a716-446655440000", "Page on example.org")]
    [InlineData("https://example.org/?page=3", "Page on example.org")]
    [InlineData("/pricing/plans.html?x=1", "Plans, pricing")]
    [InlineData("../about", "About")]
    [InlineData("contact", "Contact")]
    [InlineData("/", "Home page")]
    [InlineData("./", "Another page of this site")]
    [InlineData("/files/8f14e45fceea167a5a36dedd4bea2543.zip", "Files (ZIP)")]
    [InlineData("#opening-hours", "Opening hours on this page")]
    [InlineData("#", "This page")]
    [InlineData("#top", "Top of this page")]
    [InlineData("?page=2", "This page")]
    [InlineData("mailto:jane@example.org?subject=Hello&body=secret", "Send an email to jane@example.org")]
    [InlineData("tel:+1-201-555-0123;ext=5", "Call +1-201-555-0123")]
    [InlineData("sms:+15550123?body=hi", "Send a message to +15550123")]
    public void A_functional_picture_says_where_its_link_goes(string link, string expected) => Assert.Equal(expected, AltTextOf(link));

    [Theory]
    [InlineData("https://bucket.s3.amazonaws.com/photos/cat?X-Amz-Signature=3f2b8c1a9d0e&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE")]
    [InlineData("https://jane:3f2b8c1a9d0e@example.org:8443/photos")]
    [InlineData("https://example.org/photos;jsessionid=3f2b8c1a9d0e?token=AKIAIOSFODNN7EXAMPLE#access_token=3f2b8c1a9d0e")]
    [InlineData("https://example.org/photos/AKIAIOSFODNN7EXAMPLE/3f2b8c1a9d0e")]
    [InlineData("https://example.org/photos/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U")]
    [InlineData("https://example.org/%61/photos?3f2b8c1a9d0e")]
    [InlineData("/photos#access_token=3f2b8c1a9d0e")]
    public void What_may_be_a_secret_is_never_said(string link)
    {
        var text = AltTextOf(link)!;
        foreach (
            var secret in (string[])
                ["3f2b8c1a9d0e", "AKIAIOSFODNN7EXAMPLE", "eyJ", "dozjg", "jane", "8443", "Signature", "token", "?", "="]
        )
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("photos", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("JavaScript:void(0)")]
    [InlineData(" java\nscript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("vbscript:x")]
    [InlineData("blob:https://example.org/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.org/x")]
    [InlineData("mailto:")]
    [InlineData("tel:")]
    [InlineData("tel:javascript")]
    [InlineData("https://")]
    [InlineData("https:// /x")]
    [InlineData("https://exa<b>mple.org/")]
    [InlineData("/a\u0001b")]
    public void A_link_that_cannot_be_said_is_refused(string link) =>
        Assert.Contains(
            "linkTarget",
            AltTextRules.Validate(new CaptionContext { Role = ImageRole.Functional, LinkTarget = link }),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(150)]
    [InlineData(60)]
    [InlineData(30)]
    public void A_long_link_is_bounded_between_words_and_keeps_its_host(int maxCharacters)
    {
        var link =
            "https://example.org/" + string.Join('/', Enumerable.Range(0, 40).Select(i => $"chapter-{"abcdefghij"[i % 10]}-of-the-book"));
        var text = AltTextOf(link, maxCharacters)!;
        Assert.True(text.Length <= maxCharacters, text);
        Assert.EndsWith("on example.org", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de-AT", "Preise auf example.org")]
    [InlineData("fr", "Preise sur example.org")]
    [InlineData("es", "Preise en example.org")]
    [InlineData("fi", "Preise on example.org")]
    [InlineData("und", "Preise on example.org")]
    public void The_form_is_of_the_captions_language(string language, string expected) =>
        Assert.Equal(expected, AltTextRules.Apply("a dog", Functional("https://example.org/preise"), 150, language).AltText);

    [Fact]
    public void A_picture_that_is_no_link_keeps_its_caption_and_the_unused_target_is_told()
    {
        var written = AltTextRules.Apply(
            "a dog",
            new CaptionContext { Role = ImageRole.Informative, LinkTarget = "https://example.org/dogs" }
        );
        Assert.Equal(("A dog", false), (written.AltText, written.IsLink));
        Assert.Contains(written.Findings, finding => finding.Rule == "link_target");
    }

    private static CaptionContext Functional(string link) => new() { Role = ImageRole.Functional, LinkTarget = link };

    private static string? AltTextOf(string link, int maxCharacters = 150) =>
        AltTextRules.Apply("a brown dog", Functional(link), maxCharacters).AltText;
}
