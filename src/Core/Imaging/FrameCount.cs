using System.Buffers.Binary;

namespace Serverless.Core.Imaging;

/// <summary>
/// Counts frames and pages by the container alone, for a decoder whose library knows the count only after decoding all. Linear in the
/// bytes; what is damaged counts as it stands.
/// </summary>
internal static class FrameCount
{
    /// <summary>At least 1.</summary>
    public static int Of(ImageFormat format, ReadOnlySpan<byte> bytes) =>
        Math.Max(
            1,
            format switch
            {
                ImageFormat.Gif => GifBlocks.Read(bytes).Frames,
                ImageFormat.WebP => WebP(bytes),
                ImageFormat.Tiff => TiffDirectory.CountPages(bytes),
                _ => 1,
            }
        );

    /// <summary>ANMF chunks of a RIFF (RFC 9649, section 2.7).</summary>
    private static int WebP(ReadOnlySpan<byte> bytes)
    {
        var frames = 0;
        for (long at = 12; at + 8 <= bytes.Length; )
        {
            var chunk = bytes[(int)at..];
            if (chunk.StartsWith("ANMF"u8))
                frames++;
            var size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            at += 8L + size + (size & 1);
        }

        return frames;
    }
}
