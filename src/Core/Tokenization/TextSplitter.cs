using System.Text;

namespace Serverless.Core.Tokenization;

/// <summary>The split patterns of GPT-2 and CLIP as scanners over code points.</summary>
internal static class TextSplitter
{
    private static readonly string[] Contractions = ["s", "t", "re", "ve", "m", "ll", "d"];

    /// <summary>GPT-2: <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.</summary>
    public static IEnumerable<string> Gpt2(string text)
    {
        var runes = CodePoints.Of(text);
        for (var at = 0; at < runes.Length; )
        {
            var end = Gpt2End(runes, at);
            yield return CodePoints.Join(runes.AsSpan(at, end - at));
            at = end;
        }
    }

    /// <summary>CLIP: <c>'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+</c>; white space separates and is dropped.</summary>
    public static IEnumerable<string> Clip(string text)
    {
        var runes = CodePoints.Of(text);
        for (var at = 0; at < runes.Length; )
        {
            if (Rune.IsWhiteSpace(runes[at]))
            {
                at++;
                continue;
            }

            var end = at + Contraction(runes, at);
            if (end == at)
                end = CodePoints.IsNumber(runes[at])
                    ? at + 1
                    : RunEnd(runes, at, CodePoints.IsLetter(runes[at]) ? CodePoints.IsLetter : CodePoints.IsOther);
            yield return CodePoints.Join(runes.AsSpan(at, end - at));
            at = end;
        }
    }

    private static int Gpt2End(Rune[] runes, int at)
    {
        var contraction = Contraction(runes, at);
        if (contraction > 0)
            return at + contraction;
        var first = runes[at].Value == ' ' && at + 1 < runes.Length && !Rune.IsWhiteSpace(runes[at + 1]) ? at + 1 : at;
        if (CodePoints.IsLetter(runes[first]))
            return RunEnd(runes, first, CodePoints.IsLetter);
        if (CodePoints.IsNumber(runes[first]))
            return RunEnd(runes, first, CodePoints.IsNumber);
        if (CodePoints.IsOther(runes[first]))
            return RunEnd(runes, first, CodePoints.IsOther);
        var end = RunEnd(runes, at, Rune.IsWhiteSpace);
        return end < runes.Length && end - at > 1 ? end - 1 : end; // the last space belongs to the word behind it
    }

    private static int Contraction(Rune[] runes, int at)
    {
        if (runes[at].Value != '\'')
            return 0;
        foreach (var ending in Contractions)
        {
            var fits = at + ending.Length < runes.Length;
            for (var i = 0; fits && i < ending.Length; i++)
                fits = runes[at + 1 + i].Value == ending[i];
            if (fits)
                return 1 + ending.Length;
        }

        return 0;
    }

    private static int RunEnd(Rune[] runes, int at, Func<Rune, bool> belongs)
    {
        while (at < runes.Length && belongs(runes[at]))
            at++;
        return at;
    }
}
