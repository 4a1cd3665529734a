using System.Text;
using System.Text.RegularExpressions;

namespace Serverless.Core.Quality;

/// <summary>Text as the embedded models were trained on it: lower case, no quotes, no final stop (models/README.md, "Words").</summary>
public static partial class ScoredText
{
    /// <summary>Normalizes a text.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The normalized text; empty when nothing is left.</returns>
    public static string Normalize(string text)
    {
        var lower = text.ToLowerInvariant().Replace('"', ' ');
        var squeezed = WhiteSpace().Replace(lower, " ").Trim();
        var joined = SpaceBeforePunctuation().Replace(squeezed, "$1").Replace(" n't", "n't", StringComparison.Ordinal);
        var end = joined.Length;
        while (end > 0 && (char.IsWhiteSpace(joined[end - 1]) || ".!?,;:".Contains(joined[end - 1], StringComparison.Ordinal)))
            end--;
        return joined[..end];
    }

    /// <summary>The words of a text: runs of letters, digits and apostrophes.</summary>
    /// <param name="text">Any text.</param>
    public static IReadOnlyList<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var character in text)
        {
            if (char.IsLetterOrDigit(character) || character == '\'')
            {
                word.Append(char.ToLowerInvariant(character));
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
            words.Add(word.ToString());
        return words;
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"\s+([,.;:!?'])", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex SpaceBeforePunctuation();
}
