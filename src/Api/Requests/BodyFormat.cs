using System.Text;

namespace Serverless.Api.Requests;

/// <summary>
/// Detects, by the first bytes, what was sent as a picture and is none, so that the answer names the wrong header or format, and not the
/// picture.
/// </summary>
internal static class BodyFormat
{
    private const int Window = 512;

    private const string AsJson = "JSON { \"image\": { \"base64\": … } } with Content-Type: application/json";

    /// <summary>What is wrong, and what to do; null where the bytes may be a picture, or nothing is known of them.</summary>
    /// <param name="bytes">The bytes.</param>
    public static string? ErrorOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            return "is gzip data, and no Content-Encoding header says so: send Content-Encoding: gzip, or the picture itself";
        }

        if (PictureOf(bytes) is not null || !IsText(bytes))
            return null;
        var text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, Window)]).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.StartsWith('{') || text.StartsWith('['))
        {
            return "is JSON, and the Content-Type header does not say so: send Content-Type: application/json";
        }

        if (text.StartsWith("--", StringComparison.Ordinal) && text.Contains("Content-Disposition:", StringComparison.OrdinalIgnoreCase))
        {
            return "is a multipart form, and the Content-Type header does not say so: "
                + "leave the header to the client that makes the form (curl -F sets it), for it names the boundary";
        }

        if (text.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return $"is a data: URL: send the picture's bytes, or {AsJson}";
        if (
            text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        )
        {
            return "is an address: send JSON { \"image\": { \"url\": … } } with Content-Type: application/json";
        }

        return IsBase64(bytes) ? $"is text in Base64: send the picture's bytes, or {AsJson}" : null;
    }

    /// <summary>The media type of a picture, by its first bytes; null where they are no picture's that is known.</summary>
    /// <param name="bytes">The bytes.</param>
    public static string? PictureOf(ReadOnlySpan<byte> bytes) =>
        bytes switch
        {
            [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "image/gif",
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
            [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => "image/tiff",
            [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'a', (byte)'v', (byte)'i', ..] => "image/avif",
            _ => null,
        };

    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        foreach (var letter in bytes[..Math.Min(bytes.Length, Window)])
        {
            if (letter is < (byte)' ' and not ((byte)'\t' or (byte)'\r' or (byte)'\n'))
                return false;
        }

        return !bytes.IsEmpty;
    }

    /// <summary>Long, and of Base64's letters alone within the window.</summary>
    private static bool IsBase64(ReadOnlySpan<byte> bytes)
    {
        const int MinLength = 64;
        if (bytes.Length < MinLength)
            return false;
        foreach (var letter in bytes[..Math.Min(bytes.Length, Window)])
        {
            if (
                !char.IsAsciiLetterOrDigit((char)letter)
                && letter is not ((byte)'+' or (byte)'/' or (byte)'-' or (byte)'_' or (byte)'=' or (byte)'\r' or (byte)'\n')
            )
            {
                return false;
            }
        }

        return true;
    }
}
