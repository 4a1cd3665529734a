using System.Buffers.Binary;

namespace Serverless.Core.Imaging;

/// <summary>
/// Counts frames and pages by the container alone, for a decoder whose library does not tell before it decodes them all.
/// Linear in the bytes; what is damaged counts as it stands.
/// </summary>
internal static class FrameCount
{
    /// <summary>At least 1.</summary>
    public static int Of(ImageFormat format, ReadOnlySpan<byte> bytes) => Math.Max(1, format switch
    {
        ImageFormat.Gif => Gif(bytes),
        ImageFormat.WebP => WebP(bytes),
        ImageFormat.Tiff => TiffDirectory.CountPages(bytes),
        _ => 1,
    });

    /// <summary>Image descriptors (GIF89a, section 20).</summary>
    private static int Gif(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 13) return 0;
        var (frames, at) = (0, 13 + ColourTable(bytes[10]));
        while (at < bytes.Length)
        {
            var block = bytes[at++];
            if (block == 0x21 && at < bytes.Length) // extension: label, then sub-blocks
            {
                at = AfterSubBlocks(bytes, at + 1);
            }
            else if (block == 0x2C && at + 9 < bytes.Length) // image: descriptor, colours, code size, sub-blocks
            {
                frames++;
                at = AfterSubBlocks(bytes, at + 9 + ColourTable(bytes[at + 8]) + 1);
            }
            else
            {
                break;
            }
        }

        return frames;
    }

    private static int ColourTable(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static int AfterSubBlocks(ReadOnlySpan<byte> bytes, int at)
    {
        while (at < bytes.Length && bytes[at] != 0) at += bytes[at] + 1;
        return at + 1;
    }

    /// <summary>ANMF chunks of a RIFF (RFC 9649, section 2.7).</summary>
    private static int WebP(ReadOnlySpan<byte> bytes)
    {
        var frames = 0;
        for (long at = 12; at + 8 <= bytes.Length;)
        {
            var chunk = bytes[(int)at..];
            if (chunk.StartsWith("ANMF"u8)) frames++;
            var size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            at += 8L + size + (size & 1);
        }

        return frames;
    }
}
