using Serverless.Core.Quality;

namespace Serverless.Core.Classification;

/// <summary>Finds the nouns of a caption that name classes or kinds, from <c>nouns.tsv</c> (words, ids, category).</summary>
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
    public IReadOnlyList<CaptionNoun> FindIn(string caption)
    {
        var words = ScoredText.Words(caption.Replace('-', ' '));
        var found = new List<CaptionNoun>();
        for (var at = 0; at < words.Count; )
        {
            var (noun, length) = Longest(words, at);
            if (noun is not null && !found.Contains(noun))
                found.Add(noun);
            at += length;
        }

        return found;
    }

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hierarchy">What the ids stand for.</param>
    /// <exception cref="InvalidDataException">An id is unknown, a sort is no kind, a word stands twice; the message names the
    /// line.</exception>
    public static CaptionNouns Read(string path, LabelHierarchy hierarchy)
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
            if (!nouns.TryAdd(fields[0], new CaptionNoun(fields[0], [.. classes], category)))
                throw new InvalidDataException($"{location}: '{fields[0]}' stands there twice.");
        }

        return nouns.Count > 0 ? new CaptionNouns(nouns) : throw new InvalidDataException($"{path} has no words.");
    }

    private (CaptionNoun? Noun, int Length) Longest(IReadOnlyList<string> words, int at)
    {
        for (var length = Math.Min(_longest, words.Count - at); length > 0; length--)
        {
            var run = string.Join(' ', words.Skip(at).Take(length));
            if (_nouns.TryGetValue(run, out var noun) || Singulars(run).Any(singular => _nouns.TryGetValue(singular, out noun)))
                return (noun, length);
        }

        return (null, 1);
    }

    private static IEnumerable<string> Singulars(string run)
    {
        if (run.EndsWith('s') && !run.EndsWith("ss", StringComparison.Ordinal))
            yield return run[..^1];
        if (run.EndsWith("es", StringComparison.Ordinal))
            yield return run[..^2];
        if (run.EndsWith("ies", StringComparison.Ordinal))
            yield return run[..^3] + "y";
    }
}

/// <summary>A word that names something the image model knows.</summary>
/// <param name="Text">The text.</param>
/// <param name="Classes">Every class it may mean.</param>
/// <param name="Category">The kind of what it might have been instead.</param>
public sealed record CaptionNoun(string Text, IReadOnlyList<int> Classes, Label Category);
