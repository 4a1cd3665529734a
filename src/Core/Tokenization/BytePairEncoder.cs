using System.Collections.Concurrent;

namespace Serverless.Core.Tokenization;

/// <summary>
/// Byte-pair merging (Sennrich et al. 2016): the pair of lowest rank first, the leftmost among equals. The pairs wait in a heap and the
/// pieces in a linked list, so that a word of n characters costs O(n log n): words are untrusted input of any length.
/// </summary>
internal sealed class BytePairEncoder
{
    private const int CacheLimit = 20_000; // words of captions repeat; a sender's random words must not grow it for ever
    private const int CachedWordLength = 64;
    private const int StepsBetweenChecks = 4_096;

    private readonly IReadOnlyDictionary<string, int> _vocabulary;
    private readonly Dictionary<string, int> _symbols = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> _merges = [];
    private readonly List<string> _texts = [];
    private readonly string _wordEnd;
    private readonly int? _unknownId;
    private readonly ConcurrentDictionary<string, int[]> _cache = new(StringComparer.Ordinal);

    public BytePairEncoder(
        IReadOnlyDictionary<string, int> vocabulary,
        IEnumerable<(string Left, string Right)> merges,
        string wordEnd,
        int? unknownId
    )
    {
        _vocabulary = vocabulary;
        _wordEnd = wordEnd;
        _unknownId = unknownId;
        foreach (var (left, right) in merges)
            _merges.TryAdd((Symbol(left), Symbol(right)), (_merges.Count, Symbol(left + right)));
    }

    /// <summary>The ids of one word, its bytes written in <see cref="ByteAlphabet"/>.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IReadOnlyList<int> Encode(string word, CancellationToken cancellationToken)
    {
        if (word.Length > CachedWordLength)
            return Ids(word, cancellationToken);
        if (_cache.TryGetValue(word, out var cached))
            return cached;
        var ids = Ids(word, cancellationToken);
        if (_cache.Count < CacheLimit)
            _cache.TryAdd(word, ids);
        return ids;
    }

    /// <summary>Merges a word.</summary>
    /// <returns>The pieces in order, and how many pairs were put on the heap: at most three for each character.</returns>
    internal (List<string> Pieces, int Steps) Merge(string word, CancellationToken cancellationToken)
    {
        var pieces = new LinkedPieces(word.Length);
        for (var at = 0; at < word.Length; at++)
            pieces.Symbols[at] = _symbols.GetValueOrDefault(First(word, at), -1);
        var waiting = new PriorityQueue<int, (int Rank, int At)>();
        var steps = 0;
        void Offer(int at)
        {
            if (RankAt(pieces, at) is not { } rank)
                return;
            waiting.Enqueue(at, (rank, at));
            steps++;
        }

        for (var at = 0; at + 1 < word.Length; at++)
            Offer(at);
        for (var step = 1; waiting.TryDequeue(out var at, out var entry); step++)
        {
            if (step % StepsBetweenChecks == 0)
                cancellationToken.ThrowIfCancellationRequested();
            if (!pieces.IsAlive[at] || RankAt(pieces, at) != entry.Rank)
                continue; // a neighbour was merged meanwhile
            pieces.Join(at, _merges[(pieces.Symbols[at], pieces.Symbols[pieces.Next[at]])].Merged);
            if (pieces.Previous[at] >= 0)
                Offer(pieces.Previous[at]);
            Offer(at);
        }

        return ([.. pieces.Positions().Select(at => pieces.Symbols[at] < 0 ? First(word, at) : _texts[pieces.Symbols[at]])], steps);
    }

    private int[] Ids(string word, CancellationToken cancellationToken)
    {
        var ids = new List<int>();
        foreach (var piece in Merge(word, cancellationToken).Pieces)
        {
            if (_vocabulary.TryGetValue(piece, out var id))
                ids.Add(id);
            else if (_unknownId is { } unknown)
                ids.Add(unknown);
        }

        return [.. ids];
    }

    private string First(string word, int at) => at == word.Length - 1 ? word[at] + _wordEnd : word[at].ToString();

    private int? RankAt(LinkedPieces pieces, int at) =>
        pieces.Next[at] < 0 || !_merges.TryGetValue((pieces.Symbols[at], pieces.Symbols[pieces.Next[at]]), out var merge)
            ? null
            : merge.Rank;

    private int Symbol(string text)
    {
        if (_symbols.TryGetValue(text, out var symbol))
            return symbol;
        _symbols[text] = _texts.Count;
        _texts.Add(text);
        return _texts.Count - 1;
    }

    /// <summary>The pieces of a word, each identified by the index where it begins.</summary>
    private sealed class LinkedPieces
    {
        public LinkedPieces(int count)
        {
            (Symbols, Next, Previous, IsAlive) = (new int[count], new int[count], new int[count], new bool[count]);
            for (var at = 0; at < count; at++)
                (Next[at], Previous[at], IsAlive[at]) = (at + 1 < count ? at + 1 : -1, at - 1, true);
        }

        /// <summary>-1 for a character that no merge knows.</summary>
        public int[] Symbols { get; }

        public int[] Next { get; }

        public int[] Previous { get; }

        public bool[] IsAlive { get; }

        /// <summary>A piece takes the one behind it in.</summary>
        public void Join(int at, int symbol)
        {
            var gone = Next[at];
            (Symbols[at], Next[at], IsAlive[gone]) = (symbol, Next[gone], false);
            if (Next[gone] >= 0)
                Previous[Next[gone]] = at;
        }

        public IEnumerable<int> Positions()
        {
            for (var at = Symbols.Length > 0 ? 0 : -1; at >= 0; at = Next[at])
                yield return at;
        }
    }
}
