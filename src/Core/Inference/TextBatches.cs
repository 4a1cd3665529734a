namespace Serverless.Core.Inference;

/// <summary>Cuts many texts into runs of bounded size; texts of like length together, since shorter ones are padded.</summary>
internal static class TextBatches
{
    /// <param name="texts">Token ids of each.</param>
    /// <param name="maxRows">How many texts of a length go into one run; at least one does.</param>
    /// <returns>Indices of the texts of each run; one run in the given order where all fit into one.</returns>
    public static IEnumerable<int[]> Of(IReadOnlyList<IReadOnlyList<int>> texts, Func<int, int> maxRows)
    {
        var order = Enumerable.Range(0, texts.Count).ToArray();
        if (texts.Count > maxRows(texts.Max(text => text.Count)))
            Array.Sort(order, (one, other) => (texts[one].Count, one).CompareTo((texts[other].Count, other)));
        for (var start = 0; start < order.Length; )
        {
            var end = start + 1;
            while (end < order.Length && end - start < maxRows(Math.Max(texts[order[end]].Count, texts[order[start]].Count)))
                end++;
            yield return order[start..end];
            start = end;
        }
    }
}
