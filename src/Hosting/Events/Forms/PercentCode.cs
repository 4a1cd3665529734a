using System.Text;

namespace Serverless.Hosting.Events.Forms;

/// <summary>Percent codes decoded once and strictly: invalid UTF-8 is refused, a plus stays a plus (CloudEvents HTTP binding 1.0, section 3.1.3.2).</summary>
internal static class PercentCode
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Null where it cannot be decoded.</summary>
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

                if (i + 2 >= encoded.Length || !char.IsAsciiHexDigit((char)encoded[i + 1]) || !char.IsAsciiHexDigit((char)encoded[i + 2])) return null;
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
