using System.Buffers.Binary;

namespace Serverless.Core.Imaging;

/// <summary>Whether the first directory of a TIFF (TIFF 6.0, section 2), or a strip or tile it lists, lies past the end of the file.</summary>
internal static class TiffTruncation
{
    private const int StripOffsets = 273;
    private const int StripByteCounts = 279;
    private const int TileOffsets = 324;
    private const int TileByteCounts = 325;

    public static bool Overruns(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 8) return true;
        var isLittle = bytes[0] == 'I';
        var directory = Read32(bytes, 4, isLittle);
        if (directory + 2L > bytes.Length) return true;
        var entries = Read16(bytes, directory, isLittle);
        long[]? offsets = null, counts = null;
        for (var entry = 0; entry < entries; entry++)
        {
            var at = directory + 2 + (entry * 12L);
            if (at + 12 > bytes.Length) return true;
            var tag = Read16(bytes, at, isLittle);
            if (tag is not (StripOffsets or StripByteCounts or TileOffsets or TileByteCounts)) continue;
            if (Values(bytes, at, isLittle) is not { } values) return true;
            if (tag is StripOffsets or TileOffsets) offsets = values;
            else counts = values;
        }

        for (var i = 0; i < Math.Min(offsets?.Length ?? 0, counts?.Length ?? 0); i++)
        {
            if (offsets![i] + counts![i] > bytes.Length) return true;
        }

        return false;
    }

    /// <summary>The numbers of a directory entry; null when they lie past the end.</summary>
    private static long[]? Values(ReadOnlySpan<byte> bytes, long entry, bool isLittle)
    {
        var size = Read16(bytes, entry + 2, isLittle) == 3 ? 2 : 4;
        var count = Read32(bytes, entry + 4, isLittle);
        var start = count * size <= 4 ? entry + 8 : Read32(bytes, entry + 8, isLittle);
        if (start + (count * size) > bytes.Length) return null;
        var values = new long[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = size == 2 ? Read16(bytes, start + (i * 2L), isLittle) : Read32(bytes, start + (i * 4L), isLittle);
        }

        return values;
    }

    private static ushort Read16(ReadOnlySpan<byte> bytes, long at, bool isLittle) => isLittle
        ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[(int)at..])
        : BinaryPrimitives.ReadUInt16BigEndian(bytes[(int)at..]);

    private static long Read32(ReadOnlySpan<byte> bytes, long at, bool isLittle) => isLittle
        ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[(int)at..])
        : BinaryPrimitives.ReadUInt32BigEndian(bytes[(int)at..]);
}
