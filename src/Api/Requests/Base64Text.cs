using System.Buffers;
using Serverless.Core;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Requests;

/// <summary>
/// Base64 as senders write it: RFC 4648's alphabet of section 4 or of section 5 (base64url), with padding or without, with line breaks and
/// blanks in it, or as a <c>data:</c> URL (RFC 2397).
/// The bytes alone decide the picture's type; the media type of a <c>data:</c> URL is ignored.
/// </summary>
internal static class Base64Text
{
    private const string DataScheme = "data:",
        Base64Marker = ";base64";

    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\r\n");

    /// <summary>Whether a text is a <c>data:</c> URL.</summary>
    public static bool IsDataUrl(string text) => text.AsSpan().TrimStart().StartsWith(DataScheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Decodes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="field">The field that failures name.</param>
    /// <returns>At least one byte, or what is wrong with the text.</returns>
    public static Result<byte[], CaptionFailure> Decode(string text, string field)
    {
        if (IsDataUrl(text))
        {
            var (head, data) = text.IndexOf(',', StringComparison.Ordinal) is var comma and >= 0
                ? (text[..comma].TrimEnd(), text[(comma + 1)..])
                : (text, null);
            if (data is null)
                return Malformed($"{field} is a data: URL without a comma, so without data.", field);
            if (!head.EndsWith(Base64Marker, StringComparison.OrdinalIgnoreCase))
            {
                return Malformed($"{field} is a data: URL whose data is not marked as ;base64; a picture is sent in Base64.", field);
            }

            text = data.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(data) : data;
        }

        var letters = ArrayPool<char>.Shared.Rent(text.Length + 3);
        try
        {
            var count = Plain(text, letters);
            if (count == 0)
                return new CaptionFailure(FailureReason.EmptyBody, $"{field} is empty; it must hold a picture.", field);
            var bytes = new byte[count / 4 * 3];
            return count % 4 == 0 && Convert.TryFromBase64Chars(letters.AsSpan(0, count), bytes, out var written)
                ? written == bytes.Length
                    ? bytes
                    : bytes[..written]
                : Malformed($"{field} is no Base64 (RFC 4648, section 4 or 5).", field);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(letters);
        }
    }

    /// <summary>The letters in section 4's alphabet, without blanks, padded; a length that no padding mends stays as it is.</summary>
    private static int Plain(ReadOnlySpan<char> text, char[] letters)
    {
        var count = 0;
        foreach (var letter in text)
        {
            if (!Blanks.Contains(letter))
                letters[count++] = letter switch
                {
                    '-' => '+',
                    '_' => '/',
                    _ => letter,
                };
        }

        if (count % 4 is 2 or 3 && letters[count - 1] != '=')
        {
            while (count % 4 != 0)
                letters[count++] = '=';
        }

        return count;
    }

    private static CaptionFailure Malformed(string detail, string field) => new(FailureReason.MalformedRequest, detail, field);
}
