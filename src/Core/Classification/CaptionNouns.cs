using Serverless.Core.AltText;
using Serverless.Core.Quality;

namespace Serverless.Core.Classification;

/// <summary>
/// Finds the nouns of a caption that name classes, kinds or tags, from <c>nouns.tsv</c> (words, ids, category) and <c>tag-nouns.tsv</c>
/// (words, tags).
/// </summary>
public sealed class CaptionNouns
{
    private readonly Dictionary<string, CaptionNoun> _nouns;
    private readonly int _longest;

    private CaptionNouns(Dictionary<string, CaptionNoun> nouns)
    {
        _nouns = nouns;
        _longest = nouns.Keys.Max(words => words.Count(character => character == ' ') + 1);
    }

    internal IEnumerable<CaptionNoun> All => _nouns.Values;

    /// <summary>The nouns of a caption, each once; of words that belong together the longest run counts ("hot dog" is no dog).</summary>
    /// <param name="caption">Any text.</param>
    /// <param name="language">Its language (BCP 47), which says how plurals are made.</param>
    public IReadOnlyList<CaptionNoun> FindIn(string caption, string language = CaptionWords.DefaultLanguage) =>
        FindIn(caption, CaptionWords.Of(language).Plurals);

    /// <summary>The same by endings of plurals.</summary>
    internal IReadOnlyList<CaptionNoun> FindIn(string caption, IReadOnlyList<PluralEnding> plurals)
    {
        var words = ScoredText.Words(caption.Replace('-', ' '));
        var found = new List<CaptionNoun>();
        for (var at = 0; at < words.Count; )
        {
            var (noun, length) = Longest(words, at, plurals);
            if (noun is not null && !found.Contains(noun))
                found.Add(noun);
            at += length;
        }

        return found;
    }

    /// <summary>Reads and checks the nouns of classes and kinds.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hierarchy">What the ids stand for.</param>
    /// <exception cref="InvalidDataException">An id is unknown, a sort is no kind, a word stands twice; the message names the
    /// line.</exception>
    public static CaptionNouns Read(string path, LabelHierarchy hierarchy) => new(ReadLabelNouns(path, hierarchy));

    /// <summary>Reads and checks the nouns of classes, kinds and tags; a word of both files may mean either.</summary>
    /// <param name="path">The nouns of classes and kinds.</param>
    /// <param name="hierarchy">What its ids stand for.</param>
    /// <param name="tagsPath">The nouns of tags.</param>
    /// <param name="tags">The tags.</param>
    /// <param name="relations">Which classes belong to them.</param>
    /// <exception cref="InvalidDataException">As for the other; a tag is unknown, or a word means things and scenes.</exception>
    public static CaptionNouns Read(string path, LabelHierarchy hierarchy, string tagsPath, TagSet tags, TagRelations relations)
    {
        var nouns = ReadLabelNouns(path, hierarchy);
        var tagNouns = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (fields, location) in TsvFile.Read(tagsPath, 2))
        {
            if (!tagNouns.Add(fields[0]))
                throw new InvalidDataException($"{location}: '{fields[0]}' stands there twice.");
            var meant = fields[1]
                .Split(", ")
                .Select(name =>
                    tags.All.FirstOrDefault(tag => tag.Name == name)
                    ?? throw new InvalidDataException($"{location}: '{name}' is not among the tags.")
                )
                .ToList();
            if (meant.Exists(tag => tag.IsScene != meant[0].IsScene))
                throw new InvalidDataException($"{location}: '{fields[0]}' means things and scenes.");
            var known = nouns.GetValueOrDefault(fields[0]);
            nouns[fields[0]] = new CaptionNoun(
                fields[0],
                [.. (known?.Classes ?? []).Concat(meant.SelectMany(relations.ClassesOf)).Distinct()],
                known?.Category,
                meant
            );
        }

        return new CaptionNouns(nouns);
    }

    private static Dictionary<string, CaptionNoun> ReadLabelNouns(string path, LabelHierarchy hierarchy)
    {
        var nouns = new Dictionary<string, CaptionNoun>(StringComparer.Ordinal);
        foreach (var (fields, location) in TsvFile.Read(path, 3))
        {
            var classes = new HashSet<int>();
            foreach (var id in fields[1].Split(' '))
            {
                if (!hierarchy.ById.TryGetValue(id, out var label))
                    throw new InvalidDataException($"{location}: the id {id} is not among the labels.");
                classes.UnionWith(label.Classes);
            }

            var category =
                hierarchy.Kinds.FirstOrDefault(kind => kind.Id == fields[2])
                ?? throw new InvalidDataException($"{location}: the sort {fields[2]} is no kind.");
            if (!nouns.TryAdd(fields[0], new CaptionNoun(fields[0], [.. classes], category, [])))
                throw new InvalidDataException($"{location}: '{fields[0]}' stands there twice.");
        }

        return nouns.Count > 0 ? nouns : throw new InvalidDataException($"{path} has no words.");
    }

    private (CaptionNoun? Noun, int Length) Longest(IReadOnlyList<string> words, int at, IReadOnlyList<PluralEnding> plurals)
    {
        for (var length = Math.Min(_longest, words.Count - at); length > 0; length--)
        {
            var run = string.Join(' ', words.Skip(at).Take(length));
            if (_nouns.TryGetValue(run, out var noun) || HasSingular(run, plurals, out noun))
                return (noun, length);
        }

        return (null, 1);
    }

    private bool HasSingular(string run, IReadOnlyList<PluralEnding> plurals, out CaptionNoun? noun)
    {
        foreach (var plural in plurals)
            if (plural.SingularOf(run) is { } singular && _nouns.TryGetValue(singular, out noun))
                return true;
        noun = null;
        return false;
    }
}

/// <summary>A word that names something the image model knows.</summary>
/// <param name="Text">The text.</param>
/// <param name="Classes">Every class it may mean; none where only tags know it.</param>
/// <param name="Category">The kind of what it might have been instead; null where that can't be told.</param>
/// <param name="Tags">Every tag it may mean; all things or all scenes.</param>
public sealed record CaptionNoun(string Text, IReadOnlyList<int> Classes, Label? Category, IReadOnlyList<Tag> Tags)
{
    /// <summary>Whether it names a place and not a thing.</summary>
    public bool IsScene => Tags.Count > 0 && Tags[0].IsScene;

    /// <summary>The probability that the photograph shows it: the likelier of its classes together and its likeliest tag.</summary>
    /// <param name="classified">The photograph.</param>
    /// <returns>0 to 1; null where nothing that was loaded knows it.</returns>
    public double? ProbabilityIn(ClassifiedPicture classified)
    {
        double? byTag = classified.Tags is { } tags && Tags.Count > 0 ? Tags.Max(tags.Of) : null;
        double? byClass = Classes.Count > 0 && !IsScene ? classified.Labels.Of(Classes) : null;
        return byTag is null || byClass is null ? byTag ?? byClass : Math.Max(byTag.Value, byClass.Value);
    }
}
