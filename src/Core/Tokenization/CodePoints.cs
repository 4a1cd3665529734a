using System.Globalization;
using System.Text;

namespace Serverless.Core.Tokenization;

/// <summary>
/// Character classes by code point: the framework's regular expressions see UTF-16 halves and miss letters beyond U+FFFF.
/// </summary>
internal static class CodePoints
{
    public static Rune[] Of(string text) => [.. text.EnumerateRunes()];

    public static string Join(ReadOnlySpan<Rune> runes)
    {
        var text = new StringBuilder(runes.Length);
        foreach (var rune in runes)
            text.Append(rune.ToString());
        return text.ToString();
    }

    /// <summary>Unicode category L.</summary>
    public static bool IsLetter(Rune rune) => Rune.IsLetter(rune);

    /// <summary>Unicode category N.</summary>
    public static bool IsNumber(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary>Neither white space nor letter nor number.</summary>
    public static bool IsOther(Rune rune) => !Rune.IsWhiteSpace(rune) && !IsLetter(rune) && !IsNumber(rune);

    /// <summary>What Python's strip() drops: white space and the four separators U+001C to U+001F.</summary>
    public static bool IsTrimmed(char character) => char.IsWhiteSpace(character) || character is >= '\u001C' and <= '\u001F';

    /// <summary>Lower case per code point: no context (a final sigma stays σ), and U+0130 gives two code points.</summary>
    public static string Lower(string text)
    {
        var lower = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == 0x130)
                lower.Append("i\u0307");
            else
                lower.Append(Rune.ToLowerInvariant(rune).ToString());
        }

        return lower.ToString();
    }
}
