using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Serverless.Core.Imaging;

/// <summary>Reads numbers out of a TIFF in its byte order, classic or BigTIFF. What lies past the end is null.</summary>
internal readonly ref struct TiffReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly bool _isLittle;
    private readonly bool _isBig;

    public TiffReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _isLittle = bytes.Length > 0 && bytes[0] == 'I';
        _isBig = Read(2, 2) == 43;
    }

    private int EntrySize => _isBig ? 20 : 12;

    private int CountSize => _isBig ? 8 : 2;

    private int OffsetSize => _isBig ? 8 : 4;

    /// <summary>Offset of the first directory.</summary>
    public long? Header() => Read(_isBig ? 8 : 4, OffsetSize);

    public long? EntryCount(long directory) => Read(directory, CountSize);

    /// <summary>Offset of the directory after this one; 0 after the last.</summary>
    public long? Next(long directory) =>
        EntryCount(directory) is { } count && count <= _bytes.Length
            ? Read(directory + CountSize + (count * EntrySize), OffsetSize)
            : null;

    /// <summary>An entry; null past the end.</summary>
    public TiffEntry? Entry(long directory, long index)
    {
        var at = directory + CountSize + (index * EntrySize);
        if (Read(at, 2) is not { } tag || Read(at + 2, 2) is not { } type || Read(at + 4, OffsetSize) is not { } count)
            return null;
        var size = SizeOf(type);
        var inPlace = at + 4 + OffsetSize;
        if (count <= OffsetSize / size)
            return new TiffEntry((int)tag, size, count, inPlace);
        return Read(inPlace, OffsetSize) is { } offset ? new TiffEntry((int)tag, size, count, offset) : null;
    }

    /// <summary>The numbers of an entry; null where they lie past the end.</summary>
    public long[]? Values(TiffEntry entry)
    {
        if (entry.Offset > _bytes.Length || entry.Count > (_bytes.Length - entry.Offset) / entry.Size)
            return null;
        var values = new long[entry.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = Read(entry.Offset + ((long)i * entry.Size), entry.Size)!.Value;
        return values;
    }

    /// <summary>Bytes of a number, by field type; types that hold no whole numbers count as their first byte.</summary>
    private static int SizeOf(long type) =>
        type switch
        {
            3 or 8 => 2,
            4 or 9 or 13 => 4,
            16 or 17 or 18 => 8,
            _ => 1,
        };

    private long? Read(long at, int size)
    {
        if (at < 0 || at > _bytes.Length - size)
            return null;
        var part = _bytes.Slice((int)at, size);
        return size switch
        {
            1 => part[0],
            2 => _isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(part) : BinaryPrimitives.ReadUInt16BigEndian(part),
            4 => _isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(part) : BinaryPrimitives.ReadUInt32BigEndian(part),
            _ => (long)
                Math.Min(
                    _isLittle ? BinaryPrimitives.ReadUInt64LittleEndian(part) : BinaryPrimitives.ReadUInt64BigEndian(part),
                    long.MaxValue / 4
                ),
        };
    }
}

/// <summary>One entry of a directory.</summary>
/// <param name="Tag">What it is.</param>
/// <param name="Size">Bytes of each number.</param>
/// <param name="Count">How many numbers.</param>
/// <param name="Offset">Where they begin in the file.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TiffEntry(int Tag, int Size, long Count, long Offset);
