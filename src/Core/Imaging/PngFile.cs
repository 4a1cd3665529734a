using System.Buffers.Binary;
using System.IO.Compression;

namespace Serverless.Core.Imaging;

/// <summary>Writes PNG files (ISO/IEC 15948): 8 bits a channel, three channels, no filter, and no chunk beyond those needed.</summary>
public static class PngFile
{
    private static readonly byte[] Signature = [137, 80, 78, 71, 13, 10, 26, 10];

    /// <summary>Writes one.</summary>
    /// <param name="pixels">The pixels.</param>
    /// <param name="isQuick">Whether it may be larger and is written sooner.</param>
    public static byte[] Of(RgbPixels pixels, bool isQuick = false)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, pixels.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), pixels.Height);
        (header[8], header[9]) = (8, 2); // bits a channel; red, green and blue
        PngChunks.Write(file, "IHDR"u8, header);
        PngChunks.Write(file, "IDAT"u8, Compress(pixels, isQuick ? CompressionLevel.Fastest : CompressionLevel.Optimal));
        PngChunks.Write(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>Each row behind the number of its filter, 0.</summary>
    private static byte[] Compress(RgbPixels pixels, CompressionLevel level)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, level))
        {
            var width = pixels.Width * 3;
            for (var row = 0; row < pixels.Height; row++)
            {
                zlib.WriteByte(0);
                zlib.Write(pixels.Bytes.AsSpan(row * width, width));
            }
        }

        return compressed.ToArray();
    }
}
