using System.Globalization;
using System.Text;

namespace Serverless.Cli;

/// <summary>
/// Text as a field of a line: names may hold tabs, line ends and what turns the direction of writing; a line's columns must stay, and be
/// what they look like. Written as Linear TSV does, <c>\t</c>, <c>\n</c>, <c>\r</c> and <c>\\</c>, and <c>\uXXXX</c> (a UTF-16 unit) for
/// what else has no place in a line, so that the text can be had back.
/// </summary>
internal static class SingleLine
{
    public static string Escape(string text)
    {
        var line = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            var isPair = char.IsHighSurrogate(letter) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (isPair)
                line.Append(letter).Append(text[++i]);
            else
                line.Append(Escape(letter));
        }

        return line.ToString();
    }

    /// <summary>A sentence of ours or of a library on one line; not to be had back.</summary>
    public static string Flatten(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static string Escape(char letter) =>
        letter switch
        {
            '\t' => "\\t",
            '\n' => "\\n",
            '\r' => "\\r",
            '\\' => "\\\\",
            _ when IsHidden(letter) => "\\u" + ((int)letter).ToString("X4", CultureInfo.InvariantCulture),
            _ => letter.ToString(),
        };

    /// <summary>
    /// Control characters, line and paragraph separators, marks and embeddings of direction (Unicode, Bidi_Control), halves of characters.
    /// </summary>
    private static bool IsHidden(char letter) =>
        char.IsControl(letter)
        || char.IsSurrogate(letter)
        || letter is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF';
}
