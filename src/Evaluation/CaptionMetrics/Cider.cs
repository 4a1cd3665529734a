namespace Serverless.Evaluation.CaptionMetrics;

/// <summary>
/// CIDEr and CIDEr-D (Vedantam et al. 2015). CIDEr-D is pycocoevalcap's "CIDEr": counts clipped to the reference's, a Gaussian of
/// deviation 6 on the difference of lengths (its length being the number of word pairs), times 10. CIDEr is the unclipped cosine on the
/// same vectors, times 10. Document frequencies come from the references of the items given.
/// </summary>
public sealed class Cider
{
    private const double Deviation = 6,
        Scale = 10;

    private readonly Dictionary<string, int> _documents = new(StringComparer.Ordinal);
    private readonly double _logItems;

    /// <summary>Counts in how many items each run of words occurs.</summary>
    /// <param name="items">All items; a single one gives 0 for everything.</param>
    public Cider(IReadOnlyCollection<CaptionItem> items)
    {
        _logItems = Math.Log(items.Count);
        foreach (var item in items)
        {
            foreach (
                var run in item.References.SelectMany(reference => NgramCounts.Of(reference).SelectMany(order => order.Keys)).Distinct()
            )
                _documents[run] = _documents.GetValueOrDefault(run) + 1;
        }
    }

    /// <summary>CIDEr-D of one item.</summary>
    /// <param name="item">The item.</param>
    /// <returns>0 to 10.</returns>
    public double EachD(CaptionItem item) => Score(item, isClipped: true);

    /// <summary>CIDEr of one item.</summary>
    /// <param name="item">The item.</param>
    /// <returns>0 to 10.</returns>
    public double Each(CaptionItem item) => Score(item, isClipped: false);

    private double Score(CaptionItem item, bool isClipped)
    {
        var found = Vector(item.Hypothesis);
        return item.References.Average(reference => Similarity(found, Vector(reference), isClipped)) * Scale;
    }

    private WordVector Vector(IReadOnlyList<string> words)
    {
        var weights = Array.ConvertAll(
            NgramCounts.Of(words),
            counts =>
                counts.ToDictionary(
                    run => run.Key,
                    run => run.Value * (_logItems - Math.Log(Math.Max(1, _documents.GetValueOrDefault(run.Key)))),
                    StringComparer.Ordinal
                )
        );
        return new WordVector(
            weights,
            Array.ConvertAll(weights, order => Math.Sqrt(order.Values.Sum(weight => weight * weight))),
            Math.Max(0, words.Count - 1)
        );
    }

    /// <summary>The mean over the four orders.</summary>
    private static double Similarity(WordVector found, WordVector reference, bool isClipped)
    {
        double difference = found.Pairs - reference.Pairs,
            sum = 0;
        for (var order = 0; order < NgramCounts.MaxOrder; order++)
        {
            var dot = found
                .Weights[order]
                .Sum(run =>
                    reference.Weights[order].TryGetValue(run.Key, out var weight)
                        ? (isClipped ? Math.Min(run.Value, weight) : run.Value) * weight
                        : 0
                );
            var norms = found.Norms[order] * reference.Norms[order];
            sum += norms > 0 ? dot / norms : dot;
        }

        return sum / NgramCounts.MaxOrder * (isClipped ? Math.Exp(-difference * difference / (2 * Deviation * Deviation)) : 1);
    }

    private sealed record WordVector(Dictionary<string, double>[] Weights, double[] Norms, int Pairs);
}
