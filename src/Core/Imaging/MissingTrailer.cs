using System.Buffers.Binary;

namespace Serverless.Core.Imaging;

/// <summary>
/// Adds a missing trailer to a container: viewers show such pictures, and only missing pixels make a picture truncated. A decoder that
/// fails on missing pixels then decides whether all are there.
/// </summary>
internal static class MissingTrailer
{
    /// <summary>The completed bytes; null where the container has its end, or more than its end is missing.</summary>
    public static byte[]? Append(ImageFormat format, ReadOnlySpan<byte> bytes) =>
        format switch
        {
            ImageFormat.Jpeg when JpegScans.AllComponentsStarted(bytes) =>
            [
                .. bytes.EndsWith((byte)0xFF) ? bytes[..^1] : bytes,
                0xFF,
                0xD9,
            ],
            ImageFormat.Gif when GifBlocks.Read(bytes) is { CompleteFrames: > 0 } blocks => Gif(
                bytes[..blocks.EndOfCompleteFrames],
                blocks.LacksTerminator
            ),
            ImageFormat.WebP when LacksPadding(bytes) => [.. bytes, 0],
            _ => null,
        };

    /// <summary>
    /// For a decoder that fills in missing pixels silently: the completed bytes where the container shows that all pixels are there (GIF,
    /// WebP), else the bytes as they are.
    /// </summary>
    public static ReadOnlyMemory<byte> AppendIfComplete(ImageFormat format, ReadOnlyMemory<byte> bytes) =>
        format switch
        {
            ImageFormat.Gif when !bytes.Span.EndsWith((byte)0x3B) && Append(format, bytes.Span) is { } completed => completed,
            ImageFormat.WebP when Append(format, bytes.Span) is { } completed => completed,
            _ => bytes,
        };

    /// <summary>The whole frames, the last one's terminator where it is missing, and the trailer.</summary>
    private static byte[] Gif(ReadOnlySpan<byte> frames, bool lacksTerminator) =>
        lacksTerminator ? [.. frames, 0, 0x3B] : [.. frames, 0x3B];

    /// <summary>Whether nothing but the last chunk's byte of padding is missing (RFC 9649, section 2.3).</summary>
    private static bool LacksPadding(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 12 || BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) + 8L != bytes.Length + 1)
            return false;
        long at = 12;
        while (at + 8 <= bytes.Length)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(int)(at + 4)..]);
            at += 8L + size;
            if (at < bytes.Length)
                at += size & 1;
        }

        return at == bytes.Length;
    }
}
