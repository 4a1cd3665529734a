using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Serverless.Testing;

/// <summary>Makes pictures by the thousand.</summary>
internal static class TinyPicture
{
    private const int Side = 12;

    /// <summary>A PNG of 12 by 12 pixels of noise, another one for each number.</summary>
    /// <param name="number">Which.</param>
    /// <param name="max">The brightest value of a pixel: below 255 for a dark picture.</param>
    public static byte[] Png(int number, byte max = byte.MaxValue)
    {
        var rows = new byte[Side * (1 + (3 * Side))];
        new Random(number).NextBytes(rows);
        if (max < byte.MaxValue)
            rows = [.. rows.Select(value => (byte)(value * max / byte.MaxValue))];
        for (var row = 0; row < Side; row++)
            rows[row * (1 + (3 * Side))] = 0; // no filter
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(rows);
        return
        [
            0x89,
            0x50,
            0x4E,
            0x47,
            0x0D,
            0x0A,
            0x1A,
            0x0A,
            .. Chunk("IHDR"u8, [0, 0, 0, Side, 0, 0, 0, Side, 8, 2, 0, 0, 0]),
            .. Chunk("IDAT"u8, packed.ToArray()),
            .. Chunk("IEND"u8, []),
        ];
    }

    /// <summary>A GIF of 12 by 12 pixels of noise in 128 colours, another one for each number; its codes are not packed.</summary>
    public static byte[] Gif(int number)
    {
        const byte Bits = 7,
            Clear = 128,
            End = 129;
        var colours = new byte[3 * Clear];
        var random = new Random(number);
        random.NextBytes(colours);
        byte[] Row() => [Clear, .. Enumerable.Range(0, Side).Select(_ => (byte)random.Next(Clear))];
        byte[] codes = [.. Enumerable.Range(0, Side).SelectMany(_ => Row()), End];
        byte[] head = [.. "GIF89a"u8, Side, 0, Side, 0, 0xF0 | (Bits - 1), 0, 0, .. colours];
        return [.. head, 0x2C, 0, 0, 0, 0, Side, 0, Side, 0, 0, Bits, (byte)codes.Length, .. codes, 0, 0x3B];
    }

    /// <summary>Another file of the same pixels.</summary>
    /// <param name="png">A PNG.</param>
    /// <param name="comment">In ASCII.</param>
    public static byte[] WithComment(byte[] png, string comment)
    {
        const int Head = 8 + 12 + 13; // the signature and IHDR
        return [.. png[..Head], .. Chunk("tEXt"u8, Encoding.ASCII.GetBytes("Comment\0" + comment)), .. png[Head..]];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        byte[] body = [.. type, .. data];
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Checksum(body));
        return [.. length, .. body, .. sum];
    }

    private static uint Checksum(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var part in bytes)
        {
            sum ^= part;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum & 1) != 0 ? 0xEDB88320 ^ (sum >> 1) : sum >> 1;
        }

        return ~sum;
    }
}
