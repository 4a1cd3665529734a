using System.Buffers.Binary;

namespace Serverless.Core.Imaging;

/// <summary>
/// Distinguishes a truncated file from a damaged one, by its container alone: a library's error text is shared by all threads and names
/// the wrong picture under load. Used only after decoding failed.
/// </summary>
internal static class Truncation
{
    /// <summary>Names the damage after a failed decode: cut off, or broken.</summary>
    public static ImageFailure FailureOf(ImageFormat format, ReadOnlySpan<byte> bytes)
    {
        var name = format.ToString().ToUpperInvariant();
        return IsTruncated(format, bytes)
            ? new ImageFailure(ImageFailureReason.Truncated, $"The {name} picture ends before its data is complete.")
            : new ImageFailure(ImageFailureReason.Unreadable, $"The {name} picture is damaged and cannot be decoded.");
    }

    public static bool IsTruncated(ImageFormat format, ReadOnlySpan<byte> bytes) =>
        format switch
        {
            ImageFormat.Jpeg => bytes.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) < 0 || !EndsWithMarker(bytes, [0xFF, 0xD9]),
            ImageFormat.Png => bytes.LastIndexOf("IEND"u8) < 0,
            ImageFormat.Gif => GifBlocks.Read(bytes).CompleteFrames == 0,
            ImageFormat.WebP => bytes.Length < 12 || BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) + 8L > bytes.Length,
            ImageFormat.Avif => BoxesOverrun(bytes),
            ImageFormat.Tiff => TiffDirectory.Read(bytes).IsTruncated,
            _ => false,
        };

    /// <summary>Whether the bytes end with a marker; some writers pad with zeros.</summary>
    private static bool EndsWithMarker(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> marker) => bytes.TrimEnd((byte)0).EndsWith(marker);

    /// <summary>Whether a top-level box (ISO/IEC 14496-12, section 4.2) reaches past the end.</summary>
    private static bool BoxesOverrun(ReadOnlySpan<byte> bytes)
    {
        long at = 0;
        while (at + 8 <= bytes.Length)
        {
            ulong size = BinaryPrimitives.ReadUInt32BigEndian(bytes[(int)at..]);
            if (size == 0)
                return false; // to the end of the file
            if (size == 1)
            {
                if (at + 16 > bytes.Length)
                    return true;
                size = BinaryPrimitives.ReadUInt64BigEndian(bytes[(int)(at + 8)..]);
            }

            if (size < 8)
                return false;
            if (size > (ulong)(bytes.Length - at))
                return true;
            at += (long)size;
        }

        return at != bytes.Length;
    }
}
