using System.Globalization;
using System.Text;
using Serverless.Core.Tokenization;

namespace Serverless.Core.Reading;

/// <summary>The text of a line as it is given: composed (NFC), white space single and only inside, no control characters.</summary>
internal static class LineText
{
    /// <param name="text">As it was read.</param>
    public static string Of(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                if (clean.Length > 0 && clean[^1] != ' ')
                    clean.Append(' ');
            }
            else if (!IsControl(rune))
            {
                clean.Append(rune.ToString());
            }
        }

        return UnicodeNormalization.Compose(clean.ToString().TrimEnd());
    }

    private static bool IsControl(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
}
