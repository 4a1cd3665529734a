using System.Text.RegularExpressions;

namespace Serverless.Core.AltText;

/// <summary>Phrases that are looked for in a text, as whole words; <c>{word}</c> in one is any word.</summary>
/// <param name="phrases">In lower case; without any nothing is found.</param>
/// <param name="atEnd">Whether they count at the end of the text alone.</param>
internal sealed class Phrases(IReadOnlyList<string> phrases, bool atEnd = false)
{
    private const string AnyWord = "{word}";

    private readonly Regex _pattern = new(
        $@"\b(?:{string.Join('|', phrases.Select(PatternOf))}){(atEnd ? "$" : @"\b")}",
        RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1)
    );

    /// <summary>Whether one of them stands in a text.</summary>
    /// <param name="text">In lower case.</param>
    public bool AreIn(string text) => phrases.Count > 0 && _pattern.IsMatch(text);

    private static string PatternOf(string phrase) => string.Join(@"\w+", phrase.Split(AnyWord).Select(Regex.Escape));
}
