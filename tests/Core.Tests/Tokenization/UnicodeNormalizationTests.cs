using Serverless.Core.Tokenization;

namespace Serverless.Core.Tests.Tokenization;

/// <summary>Examples of Unicode Standard Annex 15, figures 3 to 5, and of Hangul.</summary>
public sealed class UnicodeNormalizationTests
{
    [Theory]
    [InlineData("\u212B", "A\u030A", "\u00C5")]
    [InlineData("\u1E69", "s\u0323\u0307", "\u1E69")]
    [InlineData("\u1E0B\u0323", "d\u0323\u0307", "\u1E0D\u0307")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307", "q\u0323\u0307")]
    [InlineData("\uD55C\uAE00", "\u1112\u1161\u11AB\u1100\u1173\u11AF", "\uD55C\uAE00")]
    [InlineData("\u0958", "\u0915\u093C", "\u0915\u093C")]
    [InlineData("plain", "plain", "plain")]
    public void Text_decomposes_and_composes(string text, string decomposed, string composed)
    {
        Assert.Equal(decomposed, UnicodeNormalization.Decompose(text));
        Assert.Equal(composed, UnicodeNormalization.Compose(text));
    }
}
