namespace Serverless.Core.Classification;

/// <summary>
/// Merges what the classes (one thing) and the tags (several) say of a photograph into a few things, each said once: a sure class gives
/// its narrower name to the tag that it belongs to ("a tabby" for "a cat"), replaces a tag of another animal, vehicle or food (tags call
/// animals they do not know by the nearest name), and a broader name beside a narrower one is dropped ("an animal" beside "a zebra").
/// Things are never counted.
/// </summary>
/// <param name="displayNames">How labels are said.</param>
/// <param name="relations">What is narrower and broader; null where the model has no tags.</param>
/// <param name="rivalKinds">Kinds of which a sure class and a tag exclude each other.</param>
/// <param name="parameters">The levels.</param>
internal sealed class ThingSelection(
    DisplayNames displayNames,
    TagRelations? relations,
    IReadOnlyList<Label> rivalKinds,
    ClassificationParameters parameters
)
{
    private const int MaxThings = 3;

    /// <summary>
    /// Everything that is certain, and nothing beside it that is less; else everything likely; else the one likeliest thing with at least
    /// even odds.
    /// </summary>
    /// <param name="classified">The photograph.</param>
    /// <returns>Null where nothing reaches even odds.</returns>
    public NamedThings? Of(ClassifiedPicture classified) =>
        Select(classified, parameters.Certain) ?? Select(classified, parameters.Things) ?? LikeliestOf(Select(classified, parameters.Say));

    private static NamedThings? LikeliestOf(NamedThings? named) =>
        named switch
        {
            null => null,
            { Things.Count: > 0 } => new NamedThings([named.Things[0]], null, IsCertain: false),
            _ => named,
        };

    private NamedThings? Select(ClassifiedPicture classified, double level)
    {
        var label = NameOf(classified.Labels, level < parameters.Certain ? level : parameters.CertainLabel);
        var tags = classified.Tags is { } found ? found.AtLeast(level).Where(tag => IsSaid(tag, label)).ToList() : [];
        var things = tags.Where(tag => !tag.IsScene)
            .Select(tag => new NamedThing(tag.Phrase, classified.Tags!.Of(tag), tag, null))
            .ToList();
        if (label is not null)
            Add(things, label);
        things = [.. WithoutBroader(things).OrderByDescending(thing => thing.Probability).Take(MaxThings)];
        var scene = tags.Find(tag => tag.IsScene && (tag.Where is not null || things.Count == 0));
        if (things.Count == 0 && scene is null)
            return null;
        return new NamedThings(
            things,
            scene is null ? null : new NamedThing(scene.Phrase, classified.Tags!.Of(scene), scene, null),
            level >= parameters.Certain
        );
    }

    /// <summary>The most specific label that is certain, else the most specific one at the level.</summary>
    private ImageLabel? NameOf(LabelProbabilities probabilities, double level)
    {
        var candidates = probabilities.AtLeast(level).Where(label => displayNames.Of(label.Label) is not null).ToList();
        return candidates.Find(label => label.Probability >= parameters.CertainLabel) ?? candidates.FirstOrDefault();
    }

    private bool IsSaid(Tag tag, ImageLabel? label)
    {
        if (label is null || relations is null || label.Probability < parameters.CertainLabel)
            return true;
        if (relations.IsSameOrNarrower(label.Label, tag) || relations.IsBroader(label.Label, tag))
            return true;
        return !rivalKinds.Any(kind => relations.IsBroader(kind, tag) && label.Label.Classes.All(kind.Classes.Contains));
    }

    private void Add(List<NamedThing> things, ImageLabel label)
    {
        var phrase = displayNames.Of(label.Label)!;
        var same = things.FindIndex(thing => relations!.IsSameOrNarrower(label.Label, thing.Tag!));
        if (same >= 0 && label.Probability >= parameters.CertainLabel)
            things[same] = things[same] with { Phrase = phrase, Label = label.Label };
        else if (same < 0 && !things.Exists(thing => relations!.IsBroader(label.Label, thing.Tag!)))
            things.Add(new NamedThing(phrase, label.Probability, null, label.Label));
    }

    /// <summary>Of two tags one may be a sort of the other ("a hot dog", "a sandwich").</summary>
    private IEnumerable<NamedThing> WithoutBroader(List<NamedThing> things) =>
        things.Where(thing => !things.Exists(other => other != thing && IsSortOf(other, thing)));

    private bool IsSortOf(NamedThing narrow, NamedThing broad) =>
        narrow.Tag is { } tag && broad.Tag is { } above && relations!.IsSortOf(tag, above);
}
