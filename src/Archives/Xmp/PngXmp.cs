using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using Serverless.Core;

namespace Serverless.Archives.Xmp;

/// <summary>PNG: an iTXt chunk of the keyword XML:com.adobe.xmp (XMP Part 3, 1.1.5).</summary>
internal sealed class PngXmp : IXmpCarrier
{
    private const int SignatureLength = 8, Frame = 12, MostPacket = 16 << 20;

    private static ReadOnlySpan<byte> Keyword => "XML:com.adobe.xmp\0"u8;

    public bool Knows(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

    public byte[]? Find(ReadOnlySpan<byte> file)
    {
        foreach (var chunk in Chunks(file)) if (IsPacket(file, chunk)) return Text(chunk.Data(file)[Keyword.Length..]);
        return null;
    }

    public Result<byte[], string> Embed(byte[] file, byte[]? packet)
    {
        var chunks = Chunks(file);
        using var made = new MemoryStream(file.Length + (packet?.Length ?? 0) + 64);
        made.Write(file.AsSpan(0, SignatureLength));
        foreach (var chunk in chunks)
        {
            if (IsPacket(file, chunk)) continue;
            made.Write(file.AsSpan(chunk.Start, chunk.End - chunk.Start));
            if (chunk == chunks[0] && packet is not null) Write(made, packet);
        }

        made.Write(file.AsSpan(chunks[^1].End));
        return made.ToArray();
    }

    public void Digest(ReadOnlySpan<byte> file, IncrementalHash into)
    {
        var chunks = Chunks(file);
        foreach (var chunk in chunks) if (!IsPacket(file, chunk)) into.AppendData(file[chunk.Start..chunk.End]);
        into.AppendData(file[chunks[^1].End..]);
    }

    private static void Write(MemoryStream made, byte[] packet)
    {
        byte[] body = [.. "iTXt"u8, .. Keyword, 0, 0, 0, 0, .. packet]; // not compressed, no language, no translated keyword
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length - 4);
        made.Write(number);
        made.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(body));
        made.Write(number);
    }

    private static byte[]? Text(ReadOnlySpan<byte> data)
    {
        if (data.Length < 4) return null;
        var isCompressed = data[0] == 1;
        var rest = data[2..];
        for (var skipped = 0; skipped < 2; skipped++)
        {
            var end = rest.IndexOf((byte)0);
            if (end < 0) return null;
            rest = rest[(end + 1)..];
        }

        if (!isCompressed) return rest.ToArray();
        using var inflated = new ZLibStream(new MemoryStream(rest.ToArray()), CompressionMode.Decompress);
        var buffer = new byte[MostPacket];
        return buffer[..inflated.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
    }

    private static bool IsPacket(ReadOnlySpan<byte> file, Chunk chunk) => file.Slice(chunk.Start + 4, 4).SequenceEqual("iTXt"u8) && chunk.Data(file).StartsWith(Keyword);

    private static List<Chunk> Chunks(ReadOnlySpan<byte> file)
    {
        var chunks = new List<Chunk>();
        for (var at = SignatureLength; at + Frame <= file.Length;)
        {
            var end = at + (long)Frame + BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (end > file.Length) break;
            chunks.Add(new Chunk(at, (int)end));
            if (file.Slice(at + 4, 4).SequenceEqual("IEND"u8)) return chunks;
            at = (int)end;
        }

        throw new InvalidDataException("The PNG does not end with its end chunk.");
    }

    private sealed record Chunk(int Start, int End)
    {
        public ReadOnlySpan<byte> Data(ReadOnlySpan<byte> file) => file[(Start + 8)..(End - 4)];
    }
}
