using System.Globalization;

namespace Serverless.Core.AltText;

/// <summary>The words of a text in lower case without punctuation: runs of letters, marks and digits, with apostrophes inside.</summary>
internal static class PlainWords
{
    public static IReadOnlyList<string> Of(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var at = 0; at <= text.Length; at++)
        {
            var belongs =
                at < text.Length
                && (
                    char.IsLetterOrDigit(text[at])
                    || char.IsSurrogate(text[at])
                    || IsPunctuation(text[at])
                    || (start >= 0 && text[at] is '\'' or '’' && at + 1 < text.Length && char.IsLetter(text[at + 1]))
                );
            if (belongs && start < 0)
                start = at;
            if (belongs || start < 0)
                continue;
            words.Add(text[start..at].ToLowerInvariant());
            start = -1;
        }

        return words;
    }

    /// <summary>Whether a character belongs to the letter before it.</summary>
    public static bool IsPunctuation(char character) =>
        char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
