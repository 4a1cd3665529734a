using System.Text;

namespace Serverless.Storage;

/// <summary>
/// Percent codes decoded once and strictly: invalid UTF-8 is refused, a plus stays a plus (RFC 3986, section 2.1; CloudEvents HTTP binding
/// 1.0, section 3.1.3.2).
/// </summary>
public static class PercentEncoding
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Encodes what would end or bend a URL's path, and control characters; everything else stands as it is.</summary>
    /// <param name="text">The text.</param>
    public static string Encode(string text) =>
        string.Concat(
            text.Select(letter =>
                letter is '%' or '?' or '#' || char.IsControl(letter)
                    ? string.Concat(Encoding.UTF8.GetBytes([letter]).Select(code => FormattableString.Invariant($"%{code:X2}")))
                    : letter.ToString()
            )
        );

    /// <summary>Decodes.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Null where it cannot be decoded.</returns>
    public static string? Decode(string text)
    {
        var bytes = new List<byte>(text.Length);
        try
        {
            var encoded = Strict.GetBytes(text);
            for (var i = 0; i < encoded.Length; i++)
            {
                if (encoded[i] != '%')
                {
                    bytes.Add(encoded[i]);
                    continue;
                }

                if (i + 2 >= encoded.Length || !char.IsAsciiHexDigit((char)encoded[i + 1]) || !char.IsAsciiHexDigit((char)encoded[i + 2]))
                    return null;
                bytes.Add(Convert.FromHexString(encoded.AsSpan(i + 1, 2))[0]);
                i += 2;
            }

            return Strict.GetString([.. bytes]);
        }
        catch (ArgumentException) // no valid Unicode, before or after
        {
            return null;
        }
    }
}
