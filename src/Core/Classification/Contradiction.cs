namespace Serverless.Core.Classification;

/// <summary>How strongly the classified labels contradict a text.</summary>
/// <param name="Strength">0 (no noun of the text is a label, or its label is certain) to 1
/// (its label has a probability of a thousandth or less).</param>
/// <param name="HasRival">Whether another label of the same category has even odds or better: "dog", and the picture shows a cat.</param>
public sealed record Contradiction(double Strength, bool HasRival)
{
    private const double MinProbability = 1e-3,
        EvenOdds = 0.5;

    /// <summary>No noun of the text is a label.</summary>
    public static Contradiction None { get; } = new(0, false);

    /// <summary>Compares nouns with a picture's labels; the least likely noun decides.</summary>
    /// <param name="nouns">Of one caption; perhaps none.</param>
    /// <param name="probabilities">The picture.</param>
    public static Contradiction Of(IReadOnlyList<CaptionNoun> nouns, LabelProbabilities probabilities)
    {
        if (nouns.Count == 0)
            return None;
        var (noun, probability) = nouns.Select(noun => (noun, probabilities.Of(noun.Classes))).MinBy(pair => pair.Item2);
        var rival = probabilities.Of(noun.Category.Classes.Except(noun.Classes));
        return new Contradiction(
            Math.Clamp(Math.Log(Math.Max(probability, MinProbability)) / Math.Log(MinProbability), 0, 1),
            rival >= EvenOdds
        );
    }
}
