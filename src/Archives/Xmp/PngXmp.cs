using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using Serverless.Core;

namespace Serverless.Archives.Xmp;

/// <summary>
/// PNG: an iTXt chunk of the keyword XML:com.adobe.xmp (XMP Part 3, 1.1.5). Other programs' forms in text chunks are read and left.
/// </summary>
internal sealed class PngXmp : IXmpContainer
{
    private const int SignatureLength = 8,
        Frame = 12;

    private static ReadOnlySpan<byte> Keyword => "XML:com.adobe.xmp\0"u8;

    public bool HasStrays => true;

    public bool Knows(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

    public IReadOnlyList<XmpPart> Parts(ReadOnlySpan<byte> file)
    {
        var parts = new List<XmpPart>();
        var texts = new PngTexts();
        foreach (var chunk in Chunks(file))
        {
            var isMain = !parts.Exists(part => part.IsMain) && IsPacket(file, chunk);
            parts.AddRange(
                texts
                    .Parts(chunk.Type(file), chunk.Data(file))
                    .Select(part => part with { Start = chunk.Start, End = chunk.End, IsMain = isMain })
            );
        }

        return parts;
    }

    public Result<byte[], string> Embed(byte[] file, byte[]? packet)
    {
        var chunks = Chunks(file);
        var old = chunks.Find(chunk => IsPacket(file, chunk));
        using var made = new MemoryStream(file.Length + (packet?.Length ?? 0) + 64);
        made.Write(file.AsSpan(0, SignatureLength));
        foreach (var chunk in chunks)
        {
            if (chunk != old)
                made.Write(file.AsSpan(chunk.Start, chunk.End - chunk.Start));
            if (packet is not null && chunk == (old ?? chunks[0]))
                Write(made, old is null ? [0, 0] : Languages(old.Data(file)), packet);
        }

        made.Write(file.AsSpan(chunks[^1].End));
        return made.ToArray();
    }

    public void Digest(ReadOnlySpan<byte> file, IncrementalHash into)
    {
        var chunks = Chunks(file);
        foreach (var chunk in chunks)
            if (!IsPacket(file, chunk))
                into.AppendData(file[chunk.Start..chunk.End]);
        into.AppendData(file[chunks[^1].End..]);
    }

    /// <summary>Not compressed, with the language and translated keyword that there were.</summary>
    private static void Write(MemoryStream made, byte[] languages, byte[] packet)
    {
        byte[] body = [.. "iTXt"u8, .. Keyword, 0, 0, .. languages, .. packet];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length - 4);
        made.Write(number);
        made.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(body));
        made.Write(number);
    }

    private static byte[] Languages(ReadOnlySpan<byte> data)
    {
        var start = Keyword.Length + 2;
        var first = start + data[start..].IndexOf((byte)0) + 1;
        return data[start..(first + data[first..].IndexOf((byte)0) + 1)].ToArray();
    }

    private static bool IsPacket(ReadOnlySpan<byte> file, Chunk chunk) =>
        chunk.Type(file).SequenceEqual("iTXt"u8) && chunk.Data(file).StartsWith(Keyword);

    private static List<Chunk> Chunks(ReadOnlySpan<byte> file)
    {
        var chunks = new List<Chunk>();
        for (var at = SignatureLength; at + Frame <= file.Length; )
        {
            var end = at + (long)Frame + BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (end > file.Length)
                break;
            chunks.Add(new Chunk(at, (int)end));
            if (file.Slice(at + 4, 4).SequenceEqual("IEND"u8))
                return chunks;
            at = (int)end;
        }

        throw new InvalidDataException("The PNG does not end with its end chunk.");
    }

    private sealed record Chunk(int Start, int End)
    {
        public ReadOnlySpan<byte> Type(ReadOnlySpan<byte> file) => file.Slice(Start + 4, 4);

        public ReadOnlySpan<byte> Data(ReadOnlySpan<byte> file) => file[(Start + 8)..(End - 4)];
    }
}
