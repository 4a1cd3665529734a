using System.Buffers.Binary;
using System.IO.Hashing;

namespace Serverless.Core.Imaging;

/// <summary>The chunks of a PNG (PNG third edition, section 5.3), one after the other; ends at the first that is cut.</summary>
internal ref struct PngChunks(ReadOnlySpan<byte> bytes)
{
    private const int SignatureSize = 8,
        FrameSize = 12; // length, type, check

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private long _at = SignatureSize;

    /// <summary>Four letters.</summary>
    public ReadOnlySpan<byte> Type { get; private set; }

    public ReadOnlySpan<byte> Data { get; private set; }

    public bool MoveNext()
    {
        if (_at + FrameSize > _bytes.Length)
            return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(_bytes[(int)_at..]);
        if (_at + FrameSize + length > _bytes.Length)
            return false;
        Type = _bytes.Slice((int)_at + 4, 4);
        Data = _bytes.Slice((int)_at + 8, (int)length);
        _at += FrameSize + length;
        return true;
    }

    public readonly bool Is(ReadOnlySpan<byte> type) => Type.SequenceEqual(type);

    /// <summary>Writes a chunk with its check.</summary>
    public static void Write(Stream target, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        target.Write(number);
        target.Write(type);
        target.Write(data);
        var check = new Crc32();
        check.Append(type);
        check.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, check.GetCurrentHashAsUInt32());
        target.Write(number);
    }
}
