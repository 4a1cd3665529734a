using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Serverless.Archives.Xmp;

/// <summary>
/// Text chunks of a PNG (PNG specification, 11.3.3): XMP as Adobe has it, ImageMagick's raw profiles (hexadecimal digits behind a name
/// and a length), and texts of any other name in which our properties are named.
/// What is unpacked is bounded for the file as a whole.
/// </summary>
internal sealed class PngTexts
{
    private const int MaxTextBytes = 16 << 20;

    private const string Adobe = "XML:com.adobe.xmp",
        Profile = "Raw profile type ";

    private long _left = 64 << 20;

    /// <summary>The packets of a chunk, most often none; their places are the caller's to tell.</summary>
    public IEnumerable<XmpPart> Parts(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var isInternational = type.SequenceEqual("iTXt"u8);
        var isPacked = type.SequenceEqual("zTXt"u8);
        if (!isInternational && !isPacked && !type.SequenceEqual("tEXt"u8))
            return [];
        var end = data.IndexOf((byte)0);
        if (end <= 0)
            return [];
        var keyword = Encoding.Latin1.GetString(data[..end]);
        if (Text(data[(end + 1)..], isInternational, isPacked) is not { } text)
        {
            return [new XmpPart(0, 0, null, Error: "A text chunk of the PNG cannot be unpacked.")];
        }

        if (keyword == Adobe)
            return [new XmpPart(0, 0, text)];
        if (!keyword.StartsWith(Profile, StringComparison.Ordinal))
            return XmpStrays.In(text, []);
        if (Unhexed(text) is not { } profile)
        {
            return keyword == Profile + "xmp" ? [new XmpPart(0, 0, null, Error: "The PNG's raw profile of XMP cannot be read.")] : [];
        }

        return keyword == Profile + "xmp" ? [new XmpPart(0, 0, profile)] : XmpStrays.In(profile, []);
    }

    private byte[]? Text(ReadOnlySpan<byte> rest, bool isInternational, bool isPacked)
    {
        if (isInternational)
        {
            if (rest.Length < 4)
                return null;
            isPacked = rest[0] == 1;
            rest = rest[2..];
            for (var skipped = 0; skipped < 2; skipped++)
            {
                var end = rest.IndexOf((byte)0);
                if (end < 0)
                    return null;
                rest = rest[(end + 1)..];
            }
        }
        else if (isPacked)
        {
            if (rest.Length < 1)
                return null;
            rest = rest[1..];
        }

        return isPacked ? Unpacked(rest.ToArray()) : rest.ToArray();
    }

    private byte[]? Unpacked(byte[] packed)
    {
        try
        {
            using var inflated = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var kept = new MemoryStream();
            var buffer = new byte[64 << 10];
            for (int count; (count = inflated.Read(buffer)) > 0; )
            {
                _left -= count;
                if (_left < 0 || kept.Length + count > MaxTextBytes)
                    return null;
                kept.Write(buffer, 0, count);
            }

            return kept.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>A line break, the profile's name, a line with the length, digits in lines.</summary>
    private static byte[]? Unhexed(byte[] text)
    {
        var lines = Encoding.Latin1.GetString(text).TrimStart('\n').Split('\n', 3);
        if (lines.Length < 3)
            return null;
        var digits = string.Concat(lines[2].Where(char.IsAsciiHexDigit));
        return
            digits.Length % 2 == 0
            && int.TryParse(lines[1].Trim(), CultureInfo.InvariantCulture, out var length)
            && length == digits.Length / 2
            ? Convert.FromHexString(digits)
            : null;
    }
}
