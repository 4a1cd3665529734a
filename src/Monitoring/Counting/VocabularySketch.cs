using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Serverless.Monitoring.Counting;

/// <summary>
/// How often words are used, by their hashes: no word can be read from it, and it merges by adding. Not safe for use by several threads.
/// </summary>
public sealed class VocabularySketch
{
    /// <summary>Places of words: two that share one are counted as one.</summary>
    public const int Places = 2_048;

    private readonly long[] _counts = new long[Places];

    /// <summary>How many words, each as often as it was used.</summary>
    public long Total { get; private set; }

    /// <summary>[<see cref="Places"/>] uses by the hash of the word.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>
    /// How many different words, by linear counting (Whang, Vander-Zanden and Taylor 1990): some percent off up to 5,000.
    /// </summary>
    public double Distinct
    {
        get
        {
            var empty = _counts.Count(count => count == 0);
            return Places * Math.Log((double)Places / Math.Max(1, empty));
        }
    }

    /// <summary>Adds the words of a caption.</summary>
    /// <param name="words">The words, in lower case.</param>
    public void Add(IReadOnlyList<string> words)
    {
        foreach (var word in words)
            _counts[PlaceOf(word)]++;
        Total += words.Count;
    }

    /// <summary>Adds what another one counted.</summary>
    /// <param name="other">The other.</param>
    public void Merge(VocabularySketch other)
    {
        for (var i = 0; i < Places; i++)
            _counts[i] += other._counts[i];
        Total += other.Total;
    }

    /// <summary>
    /// Mean surprise of words by how common they are here: bits a word, each place counted once more than it was used, so that no word is
    /// impossible.
    /// </summary>
    /// <param name="words">The words; at least one.</param>
    public double SurpriseOf(IReadOnlyList<string> words) =>
        words.Average(word => Math.Log2((Total + Places) / (double)(_counts[PlaceOf(word)] + 1)));

    /// <summary>As it is stored: places without words are left out.</summary>
    internal SortedDictionary<int, long> ToDocument() =>
        new(_counts.Index().Where(place => place.Item > 0).ToDictionary(place => place.Index, place => place.Item));

    /// <summary>Reads what was stored.</summary>
    /// <returns>Null where it is damaged.</returns>
    internal static VocabularySketch? Of(SortedDictionary<int, long> document)
    {
        var sketch = new VocabularySketch();
        foreach (var (place, count) in document)
        {
            if (place is < 0 or >= Places || count < 0)
                return null;
            sketch._counts[place] = count;
            sketch.Total += count;
        }

        return sketch;
    }

    private static int PlaceOf(string word) => (int)(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(word.AsSpan())) % Places);
}
