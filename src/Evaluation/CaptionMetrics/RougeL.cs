namespace Serverless.Evaluation.CaptionMetrics;

/// <summary>
/// ROUGE-L (Lin 2004) in pycocoevalcap's form: the best precision and the best recall over the references apart, beta 1.2.
/// </summary>
public static class RougeL
{
    private const double Beta = 1.2;

    /// <summary>Scores one item.</summary>
    /// <param name="item">The item.</param>
    /// <returns>0 to 1.</returns>
    public static double Each(CaptionItem item)
    {
        if (item.Hypothesis.Count == 0)
            return 0;
        double precision = 0,
            recall = 0;
        foreach (var reference in item.References.Where(reference => reference.Count > 0))
        {
            var common = LongestCommon(item.Hypothesis, reference);
            precision = Math.Max(precision, (double)common / item.Hypothesis.Count);
            recall = Math.Max(recall, (double)common / reference.Count);
        }

        return precision > 0 && recall > 0 ? (1 + (Beta * Beta)) * precision * recall / (recall + (Beta * Beta * precision)) : 0;
    }

    /// <summary>Length of the longest common subsequence.</summary>
    private static int LongestCommon(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        var above = new int[other.Count + 1];
        foreach (var word in one)
        {
            var row = new int[other.Count + 1];
            for (var i = 0; i < other.Count; i++)
                row[i + 1] = word == other[i] ? above[i] + 1 : Math.Max(row[i], above[i + 1]);
            above = row;
        }

        return above[^1];
    }
}
