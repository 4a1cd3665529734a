namespace Serverless.Core.AltText;

/// <summary>
/// "Image of", "a photo showing": screen readers say that there is an image, so an alt text that says it too says it twice.
/// </summary>
internal static class AnnouncementText
{
    /// <summary>
    /// Length of the announcement at the start of a text, its blank included; 0 where there is none, or nothing behind it.
    /// </summary>
    public static int LengthIn(string text) => TextTerms.All.Languages.Values.Max(terms => LengthIn(text, terms));

    private static int LengthIn(string text, LanguageTerms terms)
    {
        var at = 0;
        if (!TryReadWord(text, ref at, out var word))
            return 0;
        if (terms.Articles.Contains(word) && !TryReadWord(text, ref at, out word))
            return 0;
        if (!terms.Media.Contains(word))
            return 0;
        foreach (var join in terms.Joins.OrderByDescending(join => join.Length))
        {
            var end = at + join.Length;
            var matches = end < text.Length && string.Compare(text, at, join, 0, join.Length, StringComparison.OrdinalIgnoreCase) == 0;
            if (matches && text[end] is ' ' or '\'' or '’' && end + 1 < text.Length && !char.IsWhiteSpace(text[end + 1]))
                return end + 1;
        }

        return 0;
    }

    private static bool TryReadWord(string text, ref int at, out string word)
    {
        var start = at;
        while (at < text.Length && char.IsLetter(text[at]))
            at++;
        word = text[start..at].ToLowerInvariant();
        if (word.Length == 0 || at == text.Length || text[at] is not (' ' or '\'' or '’'))
            return false;
        at++;
        return true;
    }
}
