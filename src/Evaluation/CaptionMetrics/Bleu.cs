namespace Serverless.Evaluation.CaptionMetrics;

/// <summary>
/// BLEU (Papineni et al. 2002) in pycocoevalcap's form: closest reference length, the shorter on ties, and its tiny constants.
/// </summary>
public static class Bleu
{
    private const double Epsilon = 1e-15,
        Small = 1e-9;

    /// <summary>BLEU-1 to BLEU-4 over all items, from the summed counts.</summary>
    /// <param name="items">At least one.</param>
    /// <returns>[4], 0 to 1.</returns>
    public static double[] Corpus(IEnumerable<CaptionItem> items) => Score(items.Select(Count).Aggregate(BleuParts.Add));

    /// <summary>BLEU-1 to BLEU-4 of one item.</summary>
    /// <param name="item">The item.</param>
    /// <returns>[4], 0 to 1.</returns>
    public static double[] Each(CaptionItem item) => Score(Count(item));

    /// <summary>The counts behind a score.</summary>
    /// <param name="item">The item.</param>
    public static BleuParts Count(CaptionItem item)
    {
        var found = NgramCounts.Of(item.Hypothesis);
        var references = item.References.Select(NgramCounts.Of).ToList();
        int[] correct = new int[NgramCounts.MaxOrder],
            guess = new int[NgramCounts.MaxOrder];
        for (var order = 0; order < NgramCounts.MaxOrder; order++)
        {
            guess[order] = Math.Max(0, item.Hypothesis.Count - order);
            correct[order] = found[order]
                .Sum(run => Math.Min(run.Value, references.Max(reference => reference[order].GetValueOrDefault(run.Key))));
        }

        var length = item.Hypothesis.Count;
        var closest = item.References.Select(reference => reference.Count).OrderBy(other => (Math.Abs(other - length), other)).First();
        return new BleuParts(correct, guess, length, closest);
    }

    /// <summary>Counts to BLEU-1 to BLEU-4.</summary>
    /// <param name="parts">The counts.</param>
    public static double[] Score(BleuParts parts)
    {
        var scores = new double[NgramCounts.MaxOrder];
        var product = 1.0;
        var ratio = (parts.Length + Epsilon) / (parts.ReferenceLength + Small);
        for (var order = 0; order < scores.Length; order++)
        {
            product *= (parts.Correct[order] + Epsilon) / (parts.Guess[order] + Small);
            scores[order] = Math.Pow(product, 1.0 / (order + 1)) * (ratio < 1 ? Math.Exp(1 - (1 / ratio)) : 1);
        }

        return scores;
    }
}

/// <summary>What BLEU counts.</summary>
/// <param name="Correct">[4] runs that occur in a reference, each no more often than there.</param>
/// <param name="Guess">[4] runs in the caption.</param>
/// <param name="Length">Words of the caption.</param>
/// <param name="ReferenceLength">Words of the reference of closest length.</param>
public sealed record BleuParts(IReadOnlyList<int> Correct, IReadOnlyList<int> Guess, int Length, int ReferenceLength)
{
    /// <summary>Adds counts.</summary>
    /// <param name="one">One.</param>
    /// <param name="other">The other.</param>
    public static BleuParts Add(BleuParts one, BleuParts other) =>
        new(
            [.. one.Correct.Zip(other.Correct, (a, b) => a + b)],
            [.. one.Guess.Zip(other.Guess, (a, b) => a + b)],
            one.Length + other.Length,
            one.ReferenceLength + other.ReferenceLength
        );
}
