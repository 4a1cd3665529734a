namespace Serverless.Core.Classification;

/// <summary>How strongly what a photograph shows contradicts a text.</summary>
/// <param name="Things">0 (it names no thing that the classifier knows, or a certain one) to 1 (the least likely thing that it names has
/// a probability of a thousandth or less).</param>
/// <param name="Scenes">The same of the places it names; null where the classifier has no tags.</param>
/// <param name="HasRival">Whether something else of the same category as the least likely thing has even odds or better: "dog", and the
/// picture shows a cat.</param>
public sealed record Contradiction(double Things, double? Scenes, bool HasRival)
{
    private const double MinProbability = 1e-3,
        EvenOdds = 0.5;

    /// <summary>Compares nouns with a photograph; the least likely thing and the least likely scene decide.</summary>
    /// <param name="nouns">Of one caption; perhaps none.</param>
    /// <param name="classified">The photograph.</param>
    /// <param name="relations">Which tags belong to which category; null without tags.</param>
    public static Contradiction Of(IReadOnlyList<CaptionNoun> nouns, ClassifiedPicture classified, TagRelations? relations)
    {
        var known = nouns
            .Select(noun => (Noun: noun, Probability: noun.ProbabilityIn(classified)))
            .Where(pair => pair.Probability is not null)
            .ToList();
        var things = known.Where(pair => !pair.Noun.IsScene).ToList();
        var scenes = known.Where(pair => pair.Noun.IsScene).ToList();
        double? ofScenes =
            classified.Tags is null ? null
            : scenes.Count == 0 ? 0
            : scenes.Max(pair => StrengthOf(pair.Probability!.Value));
        if (things.Count == 0)
            return new Contradiction(0, ofScenes, false);
        var (least, probability) = things.MinBy(pair => pair.Probability);
        return new Contradiction(StrengthOf(probability!.Value), ofScenes, RivalOf(least, classified, relations) >= EvenOdds);
    }

    /// <summary>-ln(probability) / ln(1,000).</summary>
    private static double StrengthOf(double probability) =>
        Math.Clamp(Math.Log(Math.Max(probability, MinProbability)) / Math.Log(MinProbability), 0, 1);

    private static double RivalOf(CaptionNoun noun, ClassifiedPicture classified, TagRelations? relations)
    {
        if (noun.Category is not { } category)
            return 0;
        var byClass = classified.Labels.Of(category.Classes.Except(noun.Classes));
        if (classified.Tags is not { } tags || relations is null)
            return byClass;
        var rivals = tags
            .Tags.All.Except(noun.Tags)
            .Where(tag => relations.IsBroader(category, tag) && !relations.ClassesOf(tag).Intersect(noun.Classes).Any());
        return Math.Max(byClass, rivals.Select(tags.Of).DefaultIfEmpty().Max());
    }
}
