using System.Text;
using System.Text.RegularExpressions;

namespace Serverless.RemoteCaptioning;

/// <summary>Makes one plain sentence of a model's answer, or nothing: what refuses, rambles or is no sentence is not repaired.</summary>
internal static partial class AnswerText
{
    private const int MaxAnswer = 1_200,
        MaxSentence = 300,
        TimeoutMs = 1_000;

    private static readonly string[] Abbreviations = ["Mr", "Mrs", "Ms", "Dr", "St", "Prof", "No", "vs", "approx", "etc", "e.g", "i.e"];

    /// <summary>Cleans an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="isCut">Whether it was ended by the limit of tokens.</param>
    /// <returns>A sentence without its full stop, or null.</returns>
    public static string? Clean(string answer, bool isCut)
    {
        var text = Plain(answer);
        if (text.Length is 0 or > MaxAnswer || Refusal().IsMatch(text))
            return null;
        text = WithoutPreamble(text);
        var sentence = FirstSentence(text, out var isWhole);
        if (isCut && !isWhole)
            return null; // half a sentence says something else than the whole
        sentence = Unquoted(sentence.Trim().TrimEnd('.')).TrimEnd('.').Trim();
        var isSaid = sentence.Length is > 1 and <= MaxSentence && sentence.Any(char.IsLetter) && !Nothing().IsMatch(sentence);
        return isSaid && !Refusal().IsMatch(sentence) ? sentence : null;
    }

    /// <summary>One line without Markdown, tags and control characters.</summary>
    private static string Plain(string answer)
    {
        var text = Thoughts().Replace(answer.Length <= 4 * MaxAnswer ? answer : answer[..(4 * MaxAnswer)], "");
        text = Fences().Replace(text, "");
        text = Links().Replace(text, "$1");
        text = LineMarks().Replace(text, "");
        text = Emphasis().Replace(text, "");
        text = Tags().Replace(text, "");
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isHidden =
                Rune.GetUnicodeCategory(rune)
                is System.Globalization.UnicodeCategory.Control
                    or System.Globalization.UnicodeCategory.Format
                    or System.Globalization.UnicodeCategory.PrivateUse
                    or System.Globalization.UnicodeCategory.LineSeparator
                    or System.Globalization.UnicodeCategory.ParagraphSeparator;
            if (!isHidden)
                kept.Append(rune);
            else if (Rune.IsWhiteSpace(rune))
                kept.Append(' ');
        }

        return Blanks().Replace(kept.ToString(), " ").Trim();
    }

    private static string WithoutPreamble(string text)
    {
        for (var i = 0; i < 3 && Preamble().Match(text) is { Success: true, Length: > 0 } match && match.Length < text.Length; i++)
            text = text[match.Length..].TrimStart();
        return Unquoted(text);
    }

    private static string Unquoted(string text) =>
        text is ['"' or '“' or '\'' or '‘' or '«', .., '"' or '”' or '\'' or '’' or '»']
        && text[1..^1].IndexOfAny(['"', '“', '”', '«', '»']) < 0
            ? text[1..^1].Trim()
            : text;

    private static string FirstSentence(string text, out bool isWhole)
    {
        foreach (var end in SentenceEnd().EnumerateMatches(text))
        {
            var sentence = text[..(end.Index + end.Length)].TrimEnd();
            var before = sentence.TrimEnd('.', '!', '?', '"', '”', '’', ')');
            var word = before[(before.LastIndexOf(' ') + 1)..];
            if (sentence[^1] == '.' && (Abbreviations.Contains(word) || (word.Length == 1 && char.IsUpper(word[0]))))
                continue;
            isWhole = true;
            return sentence;
        }

        isWhole = text.EndsWith('.') || text.EndsWith('!') || text.EndsWith('?');
        return text;
    }

    [GeneratedRegex(@"<think>.*?(</think>|\z)", RegexOptions.Singleline | RegexOptions.IgnoreCase, TimeoutMs)]
    private static partial Regex Thoughts();

    [GeneratedRegex("```[a-z]*", RegexOptions.IgnoreCase, TimeoutMs)]
    private static partial Regex Fences();

    [GeneratedRegex(@"!?\[([^\]\n]{0,300})\]\([^)\n]{0,2000}\)", RegexOptions.None, TimeoutMs)]
    private static partial Regex Links();

    [GeneratedRegex(@"^[ \t]*(#{1,6}[ \t]+|>[ \t]*|[-*+•][ \t]+|\d{1,2}[.)][ \t]+)", RegexOptions.Multiline, TimeoutMs)]
    private static partial Regex LineMarks();

    [GeneratedRegex(@"(\*{1,3}|__|~~|`)", RegexOptions.None, TimeoutMs)]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"</?[A-Za-z!][^<>]{0,200}>", RegexOptions.None, TimeoutMs)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+", RegexOptions.None, TimeoutMs)]
    private static partial Regex Blanks();

    [GeneratedRegex(
        @"^((sure|certainly|of course|okay|ok|absolutely)\b[^:.!]{0,80}[:.!]|here('s|’s| is| are)\b[^:.]{0,80}:"
            + @"|(the )?(alt[ -]?text|caption|description|answer)\b[^:.]{0,40}:)\s*",
        RegexOptions.IgnoreCase,
        TimeoutMs
    )]
    private static partial Regex Preamble();

    [GeneratedRegex(
        @"^(i['’]?m (very |so )?(sorry|unable|not able)|i am (very |so )?(sorry|unable|not able)|sorry\b"
            + @"|i can(['’]t|not| not)\b|i won['’]t\b|unfortunately\b|as an ai\b|i (do not|don['’]t) (see|have)\b"
            + @"|no image\b|there is no (image|picture)\b|please (provide|upload|share)\b)",
        RegexOptions.IgnoreCase,
        TimeoutMs
    )]
    private static partial Regex Refusal();

    [GeneratedRegex(@"^(none|n/?a|null|unknown|no)\z", RegexOptions.IgnoreCase, TimeoutMs)]
    private static partial Regex Nothing();

    [GeneratedRegex(@"[.!?]+[""”’)]?(?=\s+[^\p{Ll}\s])", RegexOptions.None, TimeoutMs)]
    private static partial Regex SentenceEnd();
}
