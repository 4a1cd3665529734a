namespace Serverless.Evaluation.CaptionMetrics;

/// <summary>How often each run of one to four words occurs.</summary>
internal static class NgramCounts
{
    public const int MaxOrder = 4;

    /// <returns>[order - 1] counts by run, words joined by spaces.</returns>
    public static Dictionary<string, int>[] Of(IReadOnlyList<string> words)
    {
        var counts = new Dictionary<string, int>[MaxOrder];
        for (var order = 1; order <= MaxOrder; order++)
        {
            var ofOrder = counts[order - 1] = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var at = 0; at + order <= words.Count; at++)
            {
                var run = string.Join(' ', words.Skip(at).Take(order));
                ofOrder[run] = ofOrder.GetValueOrDefault(run) + 1;
            }
        }

        return counts;
    }
}
