namespace Serverless.Core.Classification;

/// <summary>
/// Which labels are the same as a tag or narrower ("tabby" below "cat"), and which are broader ("animal"), from <c>tag-relations.tsv</c>
/// (tag, ids, ids; a dash for none), so that one thing is said once.
/// </summary>
public sealed class TagRelations
{
    private readonly IReadOnlyList<Relations> _relations;

    private TagRelations(IReadOnlyList<Relations> relations) => _relations = relations;

    /// <summary>Whether a label is the same thing as a tag, or a sort of it.</summary>
    /// <param name="label">A class or kind.</param>
    /// <param name="tag">The tag.</param>
    public bool IsSameOrNarrower(Label label, Tag tag) => _relations[tag.Id].Narrower.Contains(label.Id);

    /// <summary>Whether a tag is a sort of what a label names.</summary>
    /// <param name="label">A class or kind.</param>
    /// <param name="tag">The tag.</param>
    public bool IsBroader(Label label, Tag tag) => _relations[tag.Id].Broader.Contains(label.Id);

    /// <summary>Whether one tag is a sort of another ("hot dog" of "sandwich").</summary>
    /// <param name="narrow">Perhaps the narrower.</param>
    /// <param name="broad">Perhaps the broader.</param>
    public bool IsSortOf(Tag narrow, Tag broad) =>
        narrow != broad && narrow.Synset is { } synset && _relations[broad.Id].Narrower.Contains(synset);

    /// <summary>The classes that are the same as a tag or narrower, each once.</summary>
    /// <param name="tag">The tag.</param>
    public IReadOnlyList<int> ClassesOf(Tag tag) => _relations[tag.Id].Classes;

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tags">The tags; each stands there once.</param>
    /// <param name="hierarchy">What the ids stand for.</param>
    /// <exception cref="InvalidDataException">A tag or an id is unknown, a tag is missing or stands twice; the message names the
    /// line.</exception>
    public static TagRelations Read(string path, TagSet tags, LabelHierarchy hierarchy)
    {
        var relations = new Relations?[tags.Count];
        foreach (var (fields, location) in TsvFile.Read(path, 3))
        {
            var tag =
                tags.All.FirstOrDefault(tag => tag.Name == fields[0])
                ?? throw new InvalidDataException($"{location}: '{fields[0]}' is not among the tags.");
            if (relations[tag.Id] is not null)
                throw new InvalidDataException($"{location}: '{fields[0]}' stands there twice.");
            var narrower = Ids(fields[1], hierarchy, location);
            relations[tag.Id] = new Relations(
                narrower,
                Ids(fields[2], hierarchy, location),
                [.. narrower.SelectMany(id => hierarchy.ById[id].Classes).Distinct().Order()]
            );
        }

        var missing = Array.FindIndex(relations, one => one is null);
        return missing < 0
            ? new TagRelations(relations!)
            : throw new InvalidDataException($"{path}: '{tags.All[missing].Name}' is missing.");
    }

    private static HashSet<string> Ids(string field, LabelHierarchy hierarchy, string location)
    {
        HashSet<string> ids = field == "-" ? [] : [.. field.Split(' ')];
        var unknown = ids.FirstOrDefault(id => !hierarchy.ById.ContainsKey(id));
        return unknown is null ? ids : throw new InvalidDataException($"{location}: the id {unknown} is not among the labels.");
    }

    private sealed record Relations(IReadOnlySet<string> Narrower, IReadOnlySet<string> Broader, IReadOnlyList<int> Classes);
}
