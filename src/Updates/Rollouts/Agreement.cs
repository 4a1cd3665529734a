namespace Serverless.Updates.Rollouts;

/// <summary>Whether two alt texts say nearly the same: at least half of their words are in both.</summary>
internal static class Agreement
{
    private static readonly char[] Separators = [' ', ',', '.', ';', ':', '"', '(', ')'];

    /// <param name="one">A text; null where it was refused.</param>
    /// <param name="other">The other.</param>
    public static bool IsNear(string? one, string? other)
    {
        if (one is null || other is null)
            return one is null && other is null;
        var (mine, theirs) = (WordsOf(one), WordsOf(other));
        var shared = mine.Count(theirs.Contains);
        return 2 * shared >= mine.Count + theirs.Count - shared;
    }

    private static HashSet<string> WordsOf(string text) =>
        text.Split(Separators, StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
