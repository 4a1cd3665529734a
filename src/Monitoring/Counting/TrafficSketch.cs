namespace Serverless.Monitoring.Counting;

/// <summary>
/// What was counted of the captions of one model: merges with others in any order and grouping, and is then what one that had counted all
/// of them would be. Holds no picture, no caption and no address. Not safe for use by several threads.
/// </summary>
public sealed class TrafficSketch
{
    /// <summary>
    /// Most names of one category that are counted apart where they are added; further ones are <see cref="OtherName"/>.
    /// </summary>
    public const int MaxNames = 2_000;

    /// <summary>The name of what has none of its own.</summary>
    public const string OtherName = "other";

    private readonly Dictionary<string, NumericSketch> _numbers = TrafficStatistics.Numbers.ToDictionary(
        statistic => statistic.Name,
        statistic => new NumericSketch(statistic),
        StringComparer.Ordinal
    );

    private readonly Dictionary<string, SortedDictionary<string, long>> _categories = TrafficStatistics.Categories.ToDictionary(
        category => category.Name,
        _ => new SortedDictionary<string, long>(StringComparer.Ordinal),
        StringComparer.Ordinal
    );

    /// <summary>Captions that were counted.</summary>
    public long Captions => CountOf(TrafficStatistics.Outcome, TrafficStatistics.Captioned);

    /// <summary>Pictures that got none.</summary>
    public long Failures => _categories[TrafficStatistics.Outcome].Values.Sum() - Captions;

    /// <summary>Whether nothing was counted.</summary>
    public bool IsEmpty => _categories[TrafficStatistics.Outcome].Count == 0;

    /// <summary>Words by how often they are used.</summary>
    public VocabularySketch Vocabulary { get; private set; } = new();

    /// <summary>A number's.</summary>
    /// <param name="name">A name of <see cref="TrafficStatistics"/>.</param>
    public NumericSketch Number(string name) => _numbers[name];

    /// <summary>A category's names with their counts, in order of the names.</summary>
    /// <param name="name">A name of <see cref="TrafficStatistics"/>.</param>
    public IReadOnlyDictionary<string, long> Category(string name) => _categories[name];

    /// <summary>Adds a number.</summary>
    /// <param name="name">Which.</param>
    /// <param name="value">Its value.</param>
    public void Add(string name, double value) => _numbers[name].Add(value);

    /// <summary>Adds one of a category.</summary>
    /// <param name="category">Which.</param>
    /// <param name="name">What it was.</param>
    public void Add(string category, string name)
    {
        var counts = _categories[category];
        var kept = counts.Count < MaxNames || counts.ContainsKey(name) ? name : OtherName;
        counts[kept] = counts.GetValueOrDefault(kept) + 1;
    }

    /// <summary>Forgets what was counted of a number.</summary>
    /// <param name="name">Which.</param>
    public void Clear(string name) => _numbers[name] = new NumericSketch(_numbers[name].Statistic);

    /// <summary>Adds what another one counted.</summary>
    /// <param name="other">The other, which stays as it is.</param>
    public void Merge(TrafficSketch other)
    {
        foreach (var (name, number) in other._numbers)
            _numbers[name].Merge(number);
        foreach (var (name, counts) in other._categories)
        {
            foreach (var (one, count) in counts)
                _categories[name][one] = _categories[name].GetValueOrDefault(one) + count;
        }

        Vocabulary.Merge(other.Vocabulary);
    }

    /// <summary>As it is stored.</summary>
    internal SketchDocument ToDocument() =>
        new(
            TrafficStatistics.SchemaVersion,
            new SortedDictionary<string, NumberDocument>(
                _numbers.Where(one => one.Value.Count > 0).ToDictionary(one => one.Key, one => one.Value.ToDocument()),
                StringComparer.Ordinal
            ),
            new SortedDictionary<string, SortedDictionary<string, long>>(_categories, StringComparer.Ordinal),
            Vocabulary.ToDocument()
        );

    /// <summary>Reads what was stored.</summary>
    /// <returns>Null where it is damaged, or of another version.</returns>
    internal static TrafficSketch? Of(SketchDocument document)
    {
        if (document.SchemaVersion != TrafficStatistics.SchemaVersion || VocabularySketch.Of(document.Vocabulary) is not { } vocabulary)
            return null;
        var sketch = new TrafficSketch { Vocabulary = vocabulary };
        foreach (var (name, number) in document.Numbers)
        {
            if (!sketch._numbers.TryGetValue(name, out var empty) || NumericSketch.Of(empty.Statistic, number) is not { } read)
                return null;
            sketch._numbers[name] = read;
        }

        foreach (var (name, counts) in document.Categories)
        {
            if (!sketch._categories.ContainsKey(name) || counts.Values.Any(count => count < 0))
                return null;
            sketch._categories[name] = new SortedDictionary<string, long>(counts, StringComparer.Ordinal);
        }

        return sketch;
    }

    private long CountOf(string category, string name) => _categories[category].GetValueOrDefault(name);
}
