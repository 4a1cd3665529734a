using System.Globalization;
using System.Text;

namespace Serverless.Core.Tokenization;

/// <summary>
/// BERT's normalization, word splitting and greedy longest-match pieces (Devlin et al. 2018; google-research/bert, tokenization.py).
/// </summary>
internal sealed class WordPieceEncoder(IReadOnlyDictionary<string, int> vocabulary, WordPieceRules rules)
{
    private const int WordsBetweenChecks = 256;

    private readonly PieceTable _beginning = PieceTable.Of(vocabulary, "");
    private readonly PieceTable _continuing = PieceTable.Of(vocabulary, rules.Prefix);

    public string Normalize(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rules.CleansText && IsRemoved(rune))
                continue;
            if (rules.CleansText && IsSpace(rune))
                clean.Append(' ');
            else if (rules.SplitsIdeographs && IsIdeograph(rune.Value))
                clean.Append(' ').Append(rune.ToString()).Append(' ');
            else
                clean.Append(rune.ToString());
        }

        var result = clean.ToString();
        if (rules.StripsAccents)
            result = string.Concat(
                UnicodeNormalization
                    .Decompose(result)
                    .EnumerateRunes()
                    .Where(rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
            );
        return rules.LowerCases ? CodePoints.Lower(result) : result;
    }

    /// <summary>The ids of a normalized text.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IEnumerable<int> Encode(string normalized, CancellationToken cancellationToken) =>
        Words(normalized)
            .SelectMany(
                (word, index) =>
                {
                    if (index % WordsBetweenChecks == 0)
                        cancellationToken.ThrowIfCancellationRequested();
                    return Pieces(word);
                }
            );

    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var isPunctuation = IsPunctuation(rune);
            if ((isPunctuation || Rune.IsWhiteSpace(rune)) && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }

            if (isPunctuation)
                yield return rune.ToString();
            else if (!Rune.IsWhiteSpace(rune))
                word.Append(rune.ToString());
        }

        if (word.Length > 0)
            yield return word.ToString();
    }

    /// <summary>
    /// Greedy longest match. No piece is longer than the longest of the vocabulary, so the cost does not grow with the square of the word.
    /// </summary>
    private List<int> Pieces(string word)
    {
        var ids = new List<int>();
        if (word.EnumerateRunes().Count() > rules.MaxWordCharacters)
            return [rules.UnknownId];
        for (var start = 0; start < word.Length; )
        {
            var pieces = start > 0 ? _continuing : _beginning;
            var end = Math.Min(word.Length, start + pieces.Longest);
            int id;
            while (
                (end < word.Length && char.IsLowSurrogate(word[end])) || !pieces.Ids.TryGetValue(word.AsSpan(start, end - start), out id)
            )
            {
                if (--end == start)
                    return [rules.UnknownId];
            }

            ids.Add(id);
            start = end;
        }

        return ids;
    }

    private static bool IsSpace(Rune rune) => rune.Value is '\t' or '\n' or '\r' || Rune.IsWhiteSpace(rune);

    private static bool IsRemoved(Rune rune) =>
        rune.Value is 0 or 0xFFFD
        || (
            rune.Value is not ('\t' or '\n' or '\r')
            && Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.PrivateUse
                    or UnicodeCategory.Surrogate
        );

    private static bool IsPunctuation(Rune rune) =>
        rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.ConnectorPunctuation
                or UnicodeCategory.DashPunctuation
                or UnicodeCategory.OpenPunctuation
                or UnicodeCategory.ClosePunctuation
                or UnicodeCategory.InitialQuotePunctuation
                or UnicodeCategory.FinalQuotePunctuation
                or UnicodeCategory.OtherPunctuation;

    private static bool IsIdeograph(int code) =>
        code
            is (>= 0x4E00 and <= 0x9FFF)
                or (>= 0x3400 and <= 0x4DBF)
                or (>= 0x20000 and <= 0x2A6DF)
                or (>= 0x2A700 and <= 0x2B73F)
                or (>= 0x2B740 and <= 0x2B81F)
                or (>= 0x2B920 and <= 0x2CEAF)
                or (>= 0xF900 and <= 0xFAFF)
                or (>= 0x2F800 and <= 0x2FA1F);
}

/// <summary>What <c>tokenizer.json</c> sets of a WordPiece tokenizer.</summary>
/// <param name="Prefix">Marks pieces inside a word, usually "##".</param>
/// <param name="UnknownId">Stands for a word that cannot be cut.</param>
/// <param name="MaxWordCharacters">Longer words are unknown, in code points.</param>
/// <param name="CleansText">Control characters go, white space becomes a space.</param>
/// <param name="SplitsIdeographs">Each CJK ideograph is a word.</param>
/// <param name="StripsAccents">Combining marks go.</param>
/// <param name="LowerCases">Lower case per code point.</param>
internal sealed record WordPieceRules(
    string Prefix,
    int UnknownId,
    int MaxWordCharacters,
    bool CleansText,
    bool SplitsIdeographs,
    bool StripsAccents,
    bool LowerCases
);

/// <summary>Pieces by their text without the prefix.</summary>
/// <param name="Ids">Looked up without a copy.</param>
/// <param name="Longest">UTF-16 units of the longest piece.</param>
internal sealed record PieceTable(Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Ids, int Longest)
{
    public static PieceTable Of(IReadOnlyDictionary<string, int> vocabulary, string prefix)
    {
        var ids = vocabulary
            .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value, StringComparer.Ordinal);
        return new PieceTable(ids.GetAlternateLookup<ReadOnlySpan<char>>(), ids.Count == 0 ? 0 : ids.Keys.Max(text => text.Length));
    }
}
