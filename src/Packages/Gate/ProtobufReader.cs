using System.Buffers.Binary;
using System.Text;

namespace Serverless.Packages.Gate;

/// <summary>
/// Reads the wire format of protocol buffers (https://protobuf.dev/programming-guides/encoding) from a file without holding it: what is
/// not asked for is skipped by seeking. (CodedInputStream of Google.Protobuf gives no way to bound nested messages without generated
/// types, and reads what it skips.)
/// </summary>
/// <param name="stream">The file; can seek.</param>
internal sealed class ProtobufReader(Stream stream)
{
    private const int Varint = 0,
        Fixed64 = 1,
        Delimited = 2,
        Fixed32 = 5;

    private long _end = stream.Length;
    private int _wire;

    /// <summary>Bytes that are left in the message.</summary>
    public long Left => _end - stream.Position;

    /// <summary>Moves to the next field of the message; false at its end.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public bool Next(out int field)
    {
        field = 0;
        if (Left <= 0)
            return Left == 0 ? false : throw Damaged();
        var tag = ReadVarint();
        (field, _wire) = ((int)(tag >> 3), (int)(tag & 7));
        return field > 0 ? true : throw Damaged();
    }

    public long ReadInt64() => _wire == Varint ? (long)ReadVarint() : throw Damaged();

    /// <summary>Repeated numbers, packed or one by one; those beyond the limit are skipped.</summary>
    public void ReadInt64s(List<long> into, int max)
    {
        if (_wire != Delimited)
        {
            Add(ReadInt64());
            return;
        }

        var end = EndOfPart();
        while (stream.Position < end)
            Add((long)ReadVarint());

        void Add(long value)
        {
            if (into.Count <= max)
                into.Add(value);
        }
    }

    public string ReadString(int maxBytes = 64 << 10) => Encoding.UTF8.GetString(ReadBytes(maxBytes));

    public byte[] ReadBytes(int maxBytes)
    {
        var length = EndOfPart() - stream.Position;
        if (length > maxBytes)
            throw Damaged();
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Length of the field's bytes, which are skipped.</summary>
    public long SkipBytes()
    {
        var end = EndOfPart();
        var length = end - stream.Position;
        stream.Position = end;
        return length;
    }

    /// <summary>Reads a message within the field.</summary>
    public void ReadMessage(Action read)
    {
        var outer = _end;
        _end = EndOfPart();
        read();
        stream.Position = _end;
        _end = outer;
    }

    public void Skip()
    {
        switch (_wire)
        {
            case Varint:
                ReadVarint();
                break;
            case Fixed64:
                stream.Position += 8;
                break;
            case Fixed32:
                stream.Position += 4;
                break;
            case Delimited:
                SkipBytes();
                break;
            default:
                throw Damaged();
        }
    }

    private long EndOfPart()
    {
        if (_wire != Delimited)
            throw Damaged();
        var length = ReadVarint();
        return length <= (ulong)Math.Max(0, Left) ? stream.Position + (long)length : throw Damaged();
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = stream.ReadByte();
            if (next < 0)
                throw Damaged();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw Damaged();
    }

    private static InvalidDataException Damaged() => new("It is no ONNX graph, or a damaged one.");

    /// <summary>Little-endian numbers of eight bytes.</summary>
    public static IEnumerable<long> Int64s(byte[] bytes)
    {
        for (var at = 0; at + 8 <= bytes.Length; at += 8)
            yield return BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
    }
}
