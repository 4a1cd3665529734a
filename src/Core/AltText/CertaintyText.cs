namespace Serverless.Core.AltText;

/// <summary>
/// Finds what a text states and no picture shows: what people want, feel, are to each other, or are called. The words stand in
/// <see cref="TextTerms"/> by language.
/// </summary>
internal static class CertaintyText
{
    private const int MaxTerms = 3;

    /// <summary>What the text states of minds and relations.</summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<string> StatementsIn(string text)
    {
        var words = WordsOf(text);
        return
        [
            .. TextTerms
                .All.Languages.Values.Select(terms => terms.Certainty)
                .OfType<CertaintyTerms>()
                .SelectMany(terms => (string[])[.. terms.Intentions, .. terms.Feelings, .. terms.Relations])
                .Where(term => words.Contains($" {term} ", StringComparison.Ordinal))
                .Take(MaxTerms),
        ];
    }

    /// <summary>A name behind words that introduce one ("named Rex"); null for none.</summary>
    /// <param name="text">The text.</param>
    public static string? NameIn(string text)
    {
        foreach (var introduction in TextTerms.All.Languages.Values.SelectMany(terms => terms.Certainty?.Introductions ?? []))
        {
            var at = text.IndexOf($" {introduction} ", StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                continue;
            var name = new string([.. text[(at + introduction.Length + 2)..].TakeWhile(letter => char.IsLetter(letter) || letter == '-')]);
            if (name.Length > 0 && char.IsUpper(name[0]))
                return name;
        }

        return null;
    }

    /// <summary>Whether a text says that it is not sure.</summary>
    /// <param name="text">The text.</param>
    public static bool IsHedged(string text)
    {
        var words = WordsOf(text);
        return TextTerms
            .All.Languages.Values.SelectMany(terms => terms.Certainty?.Hedges ?? [])
            .Any(hedge => words.Contains($" {hedge} ", StringComparison.Ordinal));
    }

    private static string WordsOf(string text) => $" {string.Join(' ', PlainWords.Of(text))} ";
}
