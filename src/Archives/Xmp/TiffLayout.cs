using System.Buffers.Binary;

namespace Serverless.Archives.Xmp;

/// <summary>
/// Numbers, directories and values of a TIFF (TIFF 6.0, section 2) or BigTIFF in the file's own byte order. What is read is counted: a
/// file whose directories and values stand in each other is given up
/// once four times its length was read, so that none takes longer than its size allows.
/// </summary>
internal sealed class TiffLayout
{
    private const int MaxEntries = 4_096,
        DirectoryCost = 64;

    private readonly bool _isLittle;
    private long _left;

    public TiffLayout(ReadOnlySpan<byte> file)
    {
        if (file.Length < 16)
            throw new InvalidDataException("The TIFF ends within its header.");
        _isLittle = file[0] == 'I';
        IsBig = file[2] == '+' || file[3] == '+';
        _left = (4L * file.Length) + (1 << 20);
    }

    /// <summary>Whether it is of the 64-bit form.</summary>
    public bool IsBig { get; }

    private int EntryLength => IsBig ? 20 : 12;

    private int NumberLength => IsBig ? 8 : 4;

    /// <summary>Offsets of strips and tiles, and the tag with their lengths.</summary>
    public static ushort? CountsOf(ushort tag) =>
        tag switch
        {
            273 => 279,
            324 => 325,
            _ => null,
        };

    /// <summary>Directories of their own: SubIFDs, Exif, GPS, Interoperability.</summary>
    public static bool IsPointer(ushort tag) => tag is 330 or 34_665 or 34_853 or 40_965;

    public ReadOnlySpan<byte> Part(ReadOnlySpan<byte> file, long offset, long length)
    {
        Spend(length);
        return offset >= 0 && length >= 0 && offset <= file.Length && length <= file.Length - offset
            ? file.Slice((int)offset, (int)length)
            : throw new InvalidDataException("A part of the TIFF runs past the end.");
    }

    public long First(ReadOnlySpan<byte> file) => Number(file[(IsBig ? 8 : 4)..]);

    /// <summary>Each tag once: of several entries of one tag the first holds.</summary>
    public TiffDirectory Directory(ReadOnlySpan<byte> file, long at)
    {
        Spend(DirectoryCost);
        var head = IsBig ? 8 : 2;
        var count = IsBig ? Number(Part(file, at, head)) : Short(Part(file, at, head));
        if (count is <= 0 or > MaxEntries)
            throw new InvalidDataException($"A directory of the TIFF holds {count} entries.");
        var entries = new List<TiffEntry>((int)count);
        var raw = Part(file, at + head, count * EntryLength);
        for (var i = 0; i < count; i++)
        {
            var entry = raw.Slice(i * EntryLength, EntryLength);
            entries.Add(
                new TiffEntry(Short(entry), Short(entry[2..]), Number(entry[4..]), Number(entry[(4 + NumberLength)..]), entry.ToArray())
            );
        }

        var end = at + head + (count * EntryLength);
        return new TiffDirectory(entries, Number(Part(file, end, NumberLength)), end + NumberLength);
    }

    /// <summary>The bytes of a value, of which up to four (eight in the 64-bit form) stand in the entry itself.</summary>
    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> file, TiffEntry entry)
    {
        var size = SizeOf(entry.Type);
        if (entry.Count < 0 || entry.Count > file.Length)
            throw new InvalidDataException("A value of the TIFF runs past the end.");
        var length = entry.Count * size;
        return length <= NumberLength ? entry.Raw.AsSpan(4 + NumberLength, (int)length) : Part(file, entry.Offset, length);
    }

    /// <summary>A number of a value, in units of its type.</summary>
    public long NumberAt(ReadOnlySpan<byte> value, ushort type, int i)
    {
        var size = SizeOf(type);
        var part = value[(i * size)..];
        return size switch
        {
            1 => part[0],
            2 => Short(part),
            4 => Long(part),
            _ => (long)
                Math.Min(
                    long.MaxValue,
                    _isLittle ? BinaryPrimitives.ReadUInt64LittleEndian(part) : BinaryPrimitives.ReadUInt64BigEndian(part)
                ),
        };
    }

    public static int SizeOf(ushort type) =>
        type switch
        {
            1 or 2 or 6 or 7 => 1,
            3 or 8 => 2,
            4 or 9 or 11 or 13 => 4,
            5 or 10 or 12 or 16 or 17 or 18 => 8,
            _ => throw new InvalidDataException($"A value of the TIFF is of the unknown type {type}."),
        };

    public ushort Short(ReadOnlySpan<byte> bytes) =>
        _isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    public byte[] Short(ushort number) => _isLittle ? [(byte)number, (byte)(number >> 8)] : [(byte)(number >> 8), (byte)number];

    public byte[] Long(uint number)
    {
        var bytes = new byte[4];
        if (_isLittle)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        else
            BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }

    public byte[] Entry(ushort tag, ushort type, uint count, uint offset) =>
        [.. Short(tag), .. Short(type), .. Long(count), .. Long(offset)];

    /// <summary>Counts what is looked at.</summary>
    /// <exception cref="InvalidDataException">It was too much.</exception>
    public void Spend(long bytes)
    {
        _left -= Math.Max(0, bytes);
        if (_left < 0)
            throw new InvalidDataException("The TIFF's parts stand in each other: more would be read than it holds.");
    }

    private long Number(ReadOnlySpan<byte> bytes) => NumberAt(bytes, IsBig ? (ushort)16 : (ushort)4, 0);

    private uint Long(ReadOnlySpan<byte> bytes) =>
        _isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}

/// <summary>A directory.</summary>
/// <param name="Entries">In the order of the file.</param>
/// <param name="Next">Offset of the next one; 0 for none.</param>
/// <param name="End">First byte behind it.</param>
internal sealed record TiffDirectory(List<TiffEntry> Entries, long Next, long End);

/// <summary>An entry.</summary>
/// <param name="Tag">What it is.</param>
/// <param name="Type">Of its values.</param>
/// <param name="Count">Number of values.</param>
/// <param name="Offset">Where they stand, where they do not stand in the entry.</param>
/// <param name="Raw">[12, or 20 in the 64-bit form] as it stands in the file.</param>
internal sealed record TiffEntry(ushort Tag, ushort Type, long Count, long Offset, byte[] Raw);
