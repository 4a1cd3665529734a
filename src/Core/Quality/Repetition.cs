namespace Serverless.Core.Quality;

/// <summary>How much a text repeats itself.</summary>
public static class Repetition
{
    private const int RunLength = 3;

    /// <summary>The share of words that repeat the word before them or end a run of three words that was there before.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>0 (none) to 1.</returns>
    public static double ShareOf(string text)
    {
        var words = ScoredText.Words(text);
        if (words.Count == 0)
            return 0;
        var runs = new HashSet<string>(StringComparer.Ordinal);
        var repeated = 0;
        for (var i = 0; i < words.Count; i++)
        {
            var isDoubled = i > 0 && words[i] == words[i - 1];
            var isRepeatedRun = i >= RunLength - 1 && !runs.Add(string.Join(' ', words.Skip(i - RunLength + 1).Take(RunLength)));
            if (isDoubled || isRepeatedRun)
                repeated++;
        }

        return (double)repeated / words.Count;
    }
}
