namespace Serverless.Core.AltText.Languages;

/// <summary>A word of a text: a run of letters.</summary>
/// <param name="Lower">In lower case.</param>
/// <param name="IsName">Capitalised where no sentence begins; or first, with another capitalised word behind it. Never in a text all in
/// capitals.</param>
/// <param name="IsInsideName">One or two small words between capitalised ones: "Rio de Janeiro", "Leonardo da Vinci".</param>
internal sealed record TextWord(string Lower, bool IsName, bool IsInsideName)
{
    private const int MaxSmallWords = 2;

    /// <summary>The words of a text, in order.</summary>
    public static IReadOnlyList<TextWord> Of(string text)
    {
        var raw = Runs(text);
        var isShouted = !text.Any(char.IsLower);
        var capital = raw.Select(word => !isShouted && char.IsUpper(word[0])).ToArray();
        return
        [
            .. raw.Select(
                (word, i) =>
                    new TextWord(word.ToLowerInvariant(), capital[i] && (i > 0 || (raw.Count > 1 && capital[1])), IsInside(capital, i))
            ),
        ];
    }

    private static bool IsInside(bool[] capital, int at)
    {
        if (capital[at])
            return false;
        var (before, behind) = (at - 1, at + 1);
        while (before >= 0 && !capital[before] && at - before <= MaxSmallWords)
            before--;
        while (behind < capital.Length && !capital[behind] && behind - at <= MaxSmallWords)
            behind++;
        return before >= 0 && behind < capital.Length && capital[before] && capital[behind] && behind - before <= MaxSmallWords + 1;
    }

    private static List<string> Runs(string text)
    {
        var runs = new List<string>();
        var start = -1;
        for (var at = 0; at <= text.Length; at++)
        {
            var belongs = at < text.Length && (char.IsLetter(text[at]) || PlainWords.IsPunctuation(text[at]));
            if (belongs && start < 0)
                start = at;
            if (belongs || start < 0)
                continue;
            runs.Add(text[start..at]);
            start = -1;
        }

        return runs;
    }
}
