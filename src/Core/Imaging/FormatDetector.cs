using System.Buffers.Binary;
using System.Text;

namespace Serverless.Core.Imaging;

/// <summary>Detects a format by its first bytes. Formats that are not accepted are named in the failure.</summary>
internal static class FormatDetector
{
    private const int TextWindow = 1024;

    public static Result<DetectedFormat, ImageFailure> Detect(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return new DetectedFormat(ImageFormat.Jpeg);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
            return new DetectedFormat(ImageFormat.Png);
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8))
            return new DetectedFormat(ImageFormat.Gif);
        if (bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8))
            return new DetectedFormat(ImageFormat.WebP);
        if (bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8) || bytes.StartsWith("II+\0"u8) || bytes.StartsWith("MM\0+"u8))
            return new DetectedFormat(ImageFormat.Tiff);
        if (bytes.Length >= 12 && bytes[4..8].SequenceEqual("ftyp"u8))
            return DetectBox(bytes);
        return Refuse(NameUnsupported(bytes));
    }

    /// <summary>ISO base media file (ISO/IEC 14496-12): AVIF when any brand is AVIF's, else named by its major brand.</summary>
    private static Result<DetectedFormat, ImageFailure> DetectBox(ReadOnlySpan<byte> bytes)
    {
        var size = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes), (uint)Math.Min(bytes.Length, 512));
        var isHeic = false;
        for (var at = 8; at + 4 <= size; at += 4)
        {
            if (at == 12)
                continue; // the minor version, no brand
            var brand = bytes.Slice(at, 4);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
                return new DetectedFormat(ImageFormat.Avif);
            isHeic |=
                brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8);
        }

        return Refuse(isHeic ? "HEIC" : "video or another ISO media file");
    }

    private static ImageFailure Refuse(string? name) =>
        new(
            ImageFailureReason.UnsupportedFormat,
            name is null
                ? "The bytes are of no picture format that is known. Accepted: JPEG, PNG, GIF, WebP, AVIF, TIFF."
                : $"The bytes are {name}, which is not accepted. Accepted: JPEG, PNG, GIF, WebP, AVIF, TIFF."
        );

    private static string? NameUnsupported(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("%PDF-"u8))
            return "PDF";
        if (bytes.StartsWith("BM"u8))
            return "BMP";
        if (bytes.StartsWith("8BPS"u8))
            return "Photoshop (PSD)";
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0]))
            return "ICO";
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) || (bytes.Length >= 12 && bytes[4..8].SequenceEqual("JXL "u8)))
            return "JPEG XL";
        if (bytes.Length >= 12 && bytes[4..8].SequenceEqual("jP  "u8))
            return "JPEG 2000";
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x76, 0x2F, 0x31, 0x01]))
            return "OpenEXR";
        if (bytes.Length >= 3 && bytes[0] == 'P' && bytes[1] is >= (byte)'1' and <= (byte)'7' && char.IsWhiteSpace((char)bytes[2]))
            return "Netpbm";
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return "gzip data";
        var text = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, TextWindow)]);
        if (text.Contains("<svg", StringComparison.OrdinalIgnoreCase))
            return "SVG";
        return text.Contains("<html", StringComparison.OrdinalIgnoreCase) ? "an HTML page" : null;
    }
}

/// <summary>A format that is accepted.</summary>
/// <param name="Format">The format.</param>
internal sealed record DetectedFormat(ImageFormat Format);
