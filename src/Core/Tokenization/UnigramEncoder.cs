using System.Text;

namespace Serverless.Core.Tokenization;

/// <summary>
/// SentencePiece's unigram model: the pieces whose scores sum to the most, found by one pass over the text. Characters that no piece has
/// become the unknown token, one for a run of them.
/// </summary>
internal sealed class UnigramEncoder
{
    /// <summary>What an unknown character costs beyond the worst piece, as in SentencePiece.</summary>
    private const double UnknownPenalty = 10;

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids;
    private readonly IReadOnlyList<double> _scores;
    private readonly int _unknownId;
    private readonly int _longest;
    private readonly double _unknownScore;

    /// <param name="ids">The pieces.</param>
    /// <param name="scores">[pieces] their log-probabilities.</param>
    /// <param name="unknownId">The unknown token.</param>
    public UnigramEncoder(Dictionary<string, int> ids, IReadOnlyList<double> scores, int unknownId)
    {
        _ids = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        (_scores, _unknownId) = (scores, unknownId);
        _longest = ids.Keys.Max(piece => piece.Length);
        _unknownScore = scores.Min() - UnknownPenalty;
    }

    /// <summary>The ids of a word.</summary>
    public IEnumerable<int> Encode(string word, CancellationToken cancellationToken)
    {
        var ends = FindBest(word, cancellationToken);
        var found = new List<int>();
        for (var end = word.Length; end > 0; end = ends[end].Start)
        {
            if (ends[end].Id != _unknownId || found.Count == 0 || found[^1] != _unknownId)
                found.Add(ends[end].Id);
        }

        found.Reverse();
        return found;
    }

    /// <returns>[length + 1] for each place where a piece may end, the best last piece.</returns>
    private Ending[] FindBest(string word, CancellationToken cancellationToken)
    {
        var ends = new Ending[word.Length + 1];
        for (var start = 0; start < word.Length; )
        {
            cancellationToken.ThrowIfCancellationRequested();
            var character = Rune.TryGetRuneAt(word, start, out var rune) ? rune.Utf16SequenceLength : 1;
            var hasSingle = false;
            for (var length = 1; length <= Math.Min(_longest, word.Length - start); length++)
            {
                if (!_ids.TryGetValue(word.AsSpan(start, length), out var id))
                    continue;
                hasSingle |= length == character;
                Offer(ends, start, length, id, _scores[id]);
            }

            if (!hasSingle)
                Offer(ends, start, character, _unknownId, _unknownScore);
            start += character;
        }

        return ends;
    }

    /// <summary>The earlier one wins among equals.</summary>
    private static void Offer(Ending[] ends, int start, int length, int id, double score)
    {
        var sum = ends[start].Score + score;
        if (!ends[start + length].IsSet || sum > ends[start + length].Score)
            ends[start + length] = new Ending(true, start, id, sum);
    }

    private readonly record struct Ending(bool IsSet, int Start, int Id, double Score);
}
