using System.Buffers.Binary;
using System.Security.Cryptography;
using Serverless.Core;

namespace Serverless.Archives.Xmp;

/// <summary>
/// WebP: a chunk "XMP " of the extended form (RFC 9649, section 2.7); a file of the simple form becomes one of the extended form.
/// </summary>
internal sealed class WebpXmp : IXmpContainer
{
    private const int HeaderLength = 12,
        ChunkHead = 8,
        ExtendedLength = 10;

    private const byte XmpFlag = 0x04,
        AlphaFlag = 0x10;

    public bool Knows(ReadOnlySpan<byte> file) =>
        file.Length > HeaderLength && file.StartsWith("RIFF"u8) && file[8..12].SequenceEqual("WEBP"u8);

    public bool HasStrays => true;

    public IReadOnlyList<XmpPart> Parts(ReadOnlySpan<byte> file)
    {
        var parts = new List<XmpPart>();
        foreach (var chunk in Chunks(file))
        {
            if (chunk.Is(file, "XMP "u8))
            {
                parts.Add(new XmpPart(chunk.Start, chunk.End, chunk.Data(file).ToArray(), IsMain: parts.Count == 0));
            }
        }

        return parts;
    }

    public Result<byte[], string> Embed(byte[] file, byte[]? packet)
    {
        var chunks = Chunks(file);
        using var made = new MemoryStream(file.Length + (packet?.Length ?? 0) + 64);
        made.Write(file.AsSpan(0, HeaderLength));
        if (!chunks[0].Is(file, "VP8X"u8) && packet is not null)
            Write(made, "VP8X"u8, Extended(file, chunks[0]));
        var old = chunks.Find(chunk => chunk.Is(file, "XMP "u8));
        foreach (var chunk in chunks)
        {
            if (chunk == old)
            {
                if (packet is not null)
                    Write(made, "XMP "u8, packet);
                continue;
            }

            var start = made.Length;
            made.Write(file.AsSpan(chunk.Start, chunk.End - chunk.Start));
            if (!chunk.Is(file, "VP8X"u8))
                continue;
            var flags = file[chunk.Start + ChunkHead];
            made.Position = start + ChunkHead;
            made.WriteByte((byte)(packet is null ? flags & ~XmpFlag : flags | XmpFlag));
            made.Position = made.Length;
        }

        if (packet is not null && old is null)
            Write(made, "XMP "u8, packet);
        var whole = made.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(4), whole.Length - ChunkHead);
        return whole;
    }

    public void Digest(ReadOnlySpan<byte> file, IncrementalHash into)
    {
        foreach (var chunk in Chunks(file))
            if (!chunk.Is(file, "XMP "u8) && !chunk.Is(file, "VP8X"u8))
                into.AppendData(file[chunk.Start..chunk.End]);
    }

    private static void Write(MemoryStream made, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        made.Write(name);
        made.Write(length);
        made.Write(data);
        if (data.Length % 2 == 1)
            made.WriteByte(0);
    }

    /// <summary>The canvas is the picture: RFC 9649, sections 2.5 and 2.6, and RFC 6386, section 9.1.</summary>
    private static byte[] Extended(byte[] file, Chunk picture)
    {
        var data = picture.Data(file);
        var extended = new byte[ExtendedLength];
        extended[0] = XmpFlag;
        int width,
            height;
        if (picture.Is(file, "VP8L"u8) && data.Length >= 5)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            (width, height) = ((int)(bits & 0x3FFF), (int)((bits >> 14) & 0x3FFF)); // each less one, as VP8X has them too
            if (((bits >> 28) & 1) == 1)
                extended[0] |= AlphaFlag;
        }
        else if (picture.Is(file, "VP8 "u8) && data.Length >= 10)
        {
            (width, height) = (
                (BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF) - 1,
                (BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF) - 1
            );
        }
        else
        {
            throw new InvalidDataException("The WebP starts with neither VP8X, VP8 nor VP8L.");
        }

        for (var i = 0; i < 3; i++)
            (extended[4 + i], extended[7 + i]) = ((byte)(width >> (8 * i)), (byte)(height >> (8 * i)));
        return extended;
    }

    private static List<Chunk> Chunks(ReadOnlySpan<byte> file)
    {
        var chunks = new List<Chunk>();
        var stop = Math.Min(file.Length, BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + (long)ChunkHead);
        for (var at = HeaderLength; at + ChunkHead <= stop; )
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            var end = at + ChunkHead + (long)length + (length % 2);
            if (end > file.Length)
                throw new InvalidDataException("A WebP chunk runs past the end.");
            chunks.Add(new Chunk(at, (int)end, (int)length));
            at = (int)end;
        }

        return chunks.Count > 0 ? chunks : throw new InvalidDataException("The WebP holds no chunk.");
    }

    private sealed record Chunk(int Start, int End, int Length)
    {
        public bool Is(ReadOnlySpan<byte> file, ReadOnlySpan<byte> name) => file.Slice(Start, 4).SequenceEqual(name);

        public ReadOnlySpan<byte> Data(ReadOnlySpan<byte> file) => file.Slice(Start + ChunkHead, Length);
    }
}
