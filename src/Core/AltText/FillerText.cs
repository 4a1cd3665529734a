namespace Serverless.Core.AltText;

/// <summary>Detects filler texts: "image", "null", "-", "click here", lorem ipsum. The words stand in <see cref="TextTerms"/>.</summary>
internal static class FillerText
{
    private const int MaxWords = 6;

    public static bool Is(string text)
    {
        // digits and marks alone; a picture sign says something
        if (
            !text.EnumerateRunes()
                .Any(rune =>
                    System.Text.Rune.IsLetter(rune)
                    || System.Text.Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.OtherSymbol
                )
        )
            return true;
        var words = PlainWords.Of(text);
        return TextTerms.All.Languages.Values.Any(terms => IsFiller(words, terms) || IsPhrase(string.Join(' ', words), terms));
    }

    /// <summary>
    /// Nothing but words that say nothing, and digits; behind an article only a word for a picture is one ("a photo", not "a banner").
    /// </summary>
    private static bool IsFiller(IReadOnlyList<string> words, LanguageTerms terms)
    {
        if (words.Count is 0 or > MaxWords)
            return false;
        var hasArticle = words.Count > 1 && terms.Articles.Contains(words[0]);
        var rest = words.Skip(hasArticle ? 1 : 0).ToList();
        return rest.All(word => word.All(char.IsDigit) || (hasArticle ? terms.Media : terms.Fillers).Contains(word))
            && rest.Any(word => !word.All(char.IsDigit));
    }

    private static bool IsPhrase(string text, LanguageTerms terms) =>
        terms.FillerPhrases.Any(phrase =>
            text == phrase
            || text.StartsWith(phrase + " ", StringComparison.Ordinal)
            || text.EndsWith(" " + phrase, StringComparison.Ordinal)
        );
}
