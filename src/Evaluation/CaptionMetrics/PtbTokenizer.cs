using System.Text.RegularExpressions;

namespace Serverless.Evaluation.CaptionMetrics;

/// <summary>
/// Words as the COCO caption evaluation counts them: the Penn Treebank rules of Stanford CoreNLP 3.4.1 as far as captions need them,
/// lower-cased, punctuation dropped.
/// </summary>
public static partial class PtbTokenizer
{
    /// <summary>What pycocoevalcap drops. Brackets stay: it looks for -LRB- after lower-casing.</summary>
    private static readonly HashSet<string> Dropped = new(StringComparer.Ordinal)
    {
        "''",
        "'",
        "``",
        "`",
        ".",
        "?",
        "!",
        ",",
        ":",
        "-",
        "--",
        "...",
        ";",
    };

    private static readonly Dictionary<string, string[]> Split = new(StringComparer.Ordinal)
    {
        ["cannot"] = ["can", "not"],
        ["gonna"] = ["gon", "na"],
        ["gotta"] = ["got", "ta"],
        ["wanna"] = ["wan", "na"],
        ["gimme"] = ["gim", "me"],
        ["lemme"] = ["lem", "me"],
    };

    /// <summary>Cuts a caption into words.</summary>
    /// <param name="caption">Any text; line ends count as spaces.</param>
    /// <returns>Lower-case words, perhaps none.</returns>
    public static IReadOnlyList<string> Tokenize(string caption) =>
        [.. Piece().Matches(caption.ToLowerInvariant()).SelectMany(match => Words(match.Value)).Where(word => !Dropped.Contains(word))];

    private static string[] Words(string piece) =>
        piece switch
        {
            "(" => ["-lrb-"],
            ")" => ["-rrb-"],
            "[" => ["-lsb-"],
            "]" => ["-rsb-"],
            "{" => ["-lcb-"],
            "}" => ["-rcb-"],
            "\"" or "\u201c" or "\u201d" => ["''"],
            _ when Split.TryGetValue(piece, out var parts) => parts,
            _ when Negation().Match(piece) is { Success: true } not => [not.Groups[1].Value, "n't"],
            _ when Ending().Match(piece) is { Success: true } ending => [ending.Groups[1].Value, ending.Groups[2].Value],
            _ => [piece],
        };

    /// <summary>
    /// Numbers with their separators, abbreviations like u.s., words with inner hyphens and apostrophes, runs of dots and dashes, else
    /// single characters.
    /// </summary>
    [GeneratedRegex(
        @"\d+(?:[.,:]\d+)+|(?:[a-z]\.){2,}|[\p{L}\p{N}]+(?:[-'’_/][\p{L}\p{N}]+)*|\.{2,}|-{2,}|``|''|'(?:s|re|ve|ll|d|m|t|em)\b|\S",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Piece();

    [GeneratedRegex(@"^(.+?)n['’]t$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Negation();

    [GeneratedRegex(@"^(.+?)(['’](?:s|re|ve|ll|d|m))$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Ending();
}
