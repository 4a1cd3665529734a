using System.Buffers.Binary;

namespace Serverless.Archives.Xmp;

/// <summary>Numbers, directories and values of a TIFF (TIFF 6.0, section 2) in the file's own byte order.</summary>
internal sealed class TiffLayout
{
    private const int EntryLength = 12, MostEntries = 4_096;

    private readonly bool _isLittle;

    public TiffLayout(ReadOnlySpan<byte> file)
    {
        if (file.Length < 8) throw new InvalidDataException("The TIFF ends within its header.");
        _isLittle = file[0] == 'I';
    }

    /// <summary>Offsets of strips and tiles, and the tag with their lengths.</summary>
    public static ushort? CountsOf(ushort tag) => tag switch
    {
        273 => 279,
        324 => 325,
        _ => null,
    };

    /// <summary>Directories of their own: SubIFDs, Exif, GPS, Interoperability.</summary>
    public static bool IsPointer(ushort tag) => tag is 330 or 34_665 or 34_853 or 40_965;

    public static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> file, long offset, long length) =>
        offset + length <= file.Length ? file.Slice((int)offset, (int)length) : throw new InvalidDataException("A part of the TIFF runs past the end.");

    public uint First(ReadOnlySpan<byte> file) => Long(file[4..]);

    public TiffDirectory Directory(ReadOnlySpan<byte> file, uint at)
    {
        var count = Short(Part(file, at, 2));
        if (count is 0 or > MostEntries) throw new InvalidDataException($"A directory of the TIFF holds {count} entries.");
        var entries = new List<TiffEntry>(count);
        for (var i = 0; i < count; i++)
        {
            var raw = Part(file, at + 2L + (i * EntryLength), EntryLength);
            entries.Add(new TiffEntry(Short(raw), Short(raw[2..]), Long(raw[4..]), Long(raw[8..]), raw.ToArray()));
        }

        var end = at + 2L + (count * EntryLength);
        return new TiffDirectory(entries, Long(Part(file, end, 4)), end + 4);
    }

    /// <summary>The bytes of a value, which up to four stand in the entry itself.</summary>
    public static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> file, TiffEntry entry)
    {
        var length = entry.Count * (long)SizeOf(entry.Type);
        return length <= 4 ? entry.Raw.AsSpan(8, (int)length) : Part(file, entry.Offset, length);
    }

    public List<long> Numbers(ReadOnlySpan<byte> file, TiffEntry entry)
    {
        var value = Value(file, entry);
        var size = SizeOf(entry.Type);
        var numbers = new List<long>();
        for (var at = 0; at + size <= value.Length; at += size) numbers.Add(size == 2 ? Short(value[at..]) : size == 4 ? Long(value[at..]) : value[at]);
        return numbers;
    }

    public ushort Short(ReadOnlySpan<byte> bytes) => _isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    public byte[] Short(ushort number) => _isLittle ? [(byte)number, (byte)(number >> 8)] : [(byte)(number >> 8), (byte)number];

    public byte[] Long(uint number)
    {
        var bytes = new byte[4];
        if (_isLittle) BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        else BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }

    public byte[] Entry(ushort tag, ushort type, uint count, uint offset) => [.. Short(tag), .. Short(type), .. Long(count), .. Long(offset)];

    private uint Long(ReadOnlySpan<byte> bytes) => _isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private static int SizeOf(ushort type) => type switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 => 8,
        _ => throw new InvalidDataException($"A value of the TIFF is of the unknown type {type}."),
    };
}

/// <summary>A directory.</summary>
/// <param name="Entries">In the order of the file.</param>
/// <param name="Next">Offset of the next one; 0 for none.</param>
/// <param name="End">First byte behind it.</param>
internal sealed record TiffDirectory(List<TiffEntry> Entries, uint Next, long End);

/// <summary>An entry.</summary>
/// <param name="Tag">What it is.</param>
/// <param name="Type">Of its values.</param>
/// <param name="Count">Number of values.</param>
/// <param name="Offset">Where they stand, where they take more than four bytes.</param>
/// <param name="Raw">[12] as it stands in the file.</param>
internal sealed record TiffEntry(ushort Tag, ushort Type, uint Count, uint Offset, byte[] Raw);
