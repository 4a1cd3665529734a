namespace Serverless.Core.Classification;

/// <summary>How far what was recognised speaks against words.</summary>
/// <param name="Strength">0 (nothing recognisable is named, or it is surely there) to 1 (a named thing has a thousandth or less).</param>
/// <param name="HasRival">Whether, with even odds or better, something else of the same sort is there: "dog", and the picture shows a
/// cat.</param>
public sealed record Contradiction(double Strength, bool HasRival)
{
    private const double MinProbability = 1e-3,
        EvenOdds = 0.5;

    /// <summary>No noun says anything that can be held against a picture.</summary>
    public static Contradiction None { get; } = new(0, false);

    /// <summary>Holds nouns against a picture; the least likely one decides.</summary>
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
