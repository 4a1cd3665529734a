namespace Serverless.Core.AltText;

/// <summary>Detects texts that repeat words: one twice in a row, or one many times (keyword stuffing).</summary>
internal static class RepeatedWords
{
    private const int MinRepeats = 4,
        MinLetters = 3;
    private const double MinShare = 0.25;

    public static bool AreIn(string text)
    {
        var words = PlainWords.Of(text);
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i] == words[i - 1] && words[i].Any(char.IsLetter) && !TextTerms.All.DoubledWords.Contains(words[i]))
                return true;
        }

        return words
            .Where(word => word.Length >= MinLetters)
            .GroupBy(word => word)
            .Any(group => group.Count() >= MinRepeats && group.Count() >= MinShare * words.Count);
    }
}
