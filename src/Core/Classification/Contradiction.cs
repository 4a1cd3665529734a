namespace Serverless.Core.Classification;

/// <summary>How far what was recognised speaks against words.</summary>
/// <param name="Strength">0 (nothing recognisable is named, or it is surely there) to 1 (a named thing has a thousandth or less).</param>
/// <param name="HasRival">Whether, with even odds or better, something else of the same sort is there: "dog", and the picture shows a cat.</param>
public sealed record Contradiction(double Strength, bool HasRival)
{
    private const double Least = 1e-3,
        EvenOdds = 0.5;

    /// <summary>No noun says anything that can be held against a picture.</summary>
    public static Contradiction None { get; } = new(0, false);

    /// <summary>Holds nouns against a picture; the least likely one decides.</summary>
    /// <param name="nouns">Of one caption; perhaps none.</param>
    /// <param name="seen">The picture.</param>
    public static Contradiction Of(IReadOnlyList<CaptionNoun> nouns, LabelProbabilities seen)
    {
        if (nouns.Count == 0)
            return None;
        var (noun, probability) = nouns.Select(noun => (noun, seen.Of(noun.Classes))).MinBy(pair => pair.Item2);
        var rival = seen.Of(noun.Sort.Classes.Except(noun.Classes));
        return new Contradiction(Math.Clamp(Math.Log(Math.Max(probability, Least)) / Math.Log(Least), 0, 1), rival >= EvenOdds);
    }
}
