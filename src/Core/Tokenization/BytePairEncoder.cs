using System.Collections.Concurrent;

namespace Serverless.Core.Tokenization;

/// <summary>Byte-pair merging (Sennrich et al. 2016): the pair of lowest rank first, the leftmost among equals.</summary>
internal sealed class BytePairEncoder
{
    private const int CacheLimit = 20_000; // words of captions repeat; a sender's random words must not grow it for ever

    private readonly IReadOnlyDictionary<string, int> _vocabulary;
    private readonly Dictionary<(string Left, string Right), int> _ranks;
    private readonly string _wordEnd;
    private readonly int? _unknownId;
    private readonly ConcurrentDictionary<string, int[]> _cache = new(StringComparer.Ordinal);

    public BytePairEncoder(IReadOnlyDictionary<string, int> vocabulary, IEnumerable<(string Left, string Right)> merges, string wordEnd, int? unknownId)
    {
        _vocabulary = vocabulary;
        _wordEnd = wordEnd;
        _unknownId = unknownId;
        _ranks = [];
        foreach (var merge in merges) _ranks.TryAdd(merge, _ranks.Count);
    }

    /// <summary>The ids of one word, its bytes written in <see cref="ByteAlphabet"/>.</summary>
    public IReadOnlyList<int> Encode(string word)
    {
        if (_cache.TryGetValue(word, out var known)) return known;
        var ids = Merge(word).SelectMany(Ids).ToArray();
        if (_cache.Count < CacheLimit) _cache.TryAdd(word, ids);
        return ids;
    }

    private IEnumerable<int> Ids(string piece)
    {
        if (_vocabulary.TryGetValue(piece, out var id)) yield return id;
        else if (_unknownId is { } unknown) yield return unknown;
    }

    private List<string> Merge(string word)
    {
        var pieces = word.Select(character => character.ToString()).ToList();
        if (pieces.Count > 0) pieces[^1] += _wordEnd;
        while (BestPair(pieces) is { } at)
        {
            var (left, right) = (pieces[at], pieces[at + 1]);
            for (var i = at; i < pieces.Count - 1; i++)
            {
                if (pieces[i] != left || pieces[i + 1] != right) continue;
                pieces[i] += pieces[i + 1];
                pieces.RemoveAt(i + 1);
            }
        }

        return pieces;
    }

    private int? BestPair(List<string> pieces)
    {
        int? at = null;
        var lowest = int.MaxValue;
        for (var i = 0; i < pieces.Count - 1; i++)
        {
            if (_ranks.TryGetValue((pieces[i], pieces[i + 1]), out var rank) && rank < lowest) (lowest, at) = (rank, i);
        }

        return at;
    }
}
