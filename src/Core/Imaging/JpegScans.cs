using System.Buffers.Binary;

namespace Serverless.Core.Imaging;

/// <summary>
/// Whether the scans that begin in a JPEG bring every coefficient to its last bit (ITU-T T.81, annexes B and G). A progressive file cut
/// between two scans decodes without a warning, only coarser.
/// </summary>
internal static class JpegScans
{
    private const int Coefficients = 64;
    private const byte StartOfImage = 0xD8,
        EndOfImage = 0xD9,
        StartOfScan = 0xDA,
        Temporary = 0x01;

    public static bool AllComponentsStarted(ReadOnlySpan<byte> bytes)
    {
        Dictionary<byte, bool[]>? components = null;
        for (var at = 2; NextMarker(bytes, ref at) is { } marker && marker != EndOfImage; )
        {
            if (marker is StartOfImage or Temporary || at + 2 > bytes.Length)
                continue;
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
            if (length < 2 || at + length > bytes.Length)
                break;
            var segment = bytes.Slice(at + 2, length - 2);
            if (IsFrame(marker))
                components = ComponentsOf(segment);
            if (marker == StartOfScan && components is not null)
                RecordScan(components, segment);
            at += length;
        }

        return components is { Count: > 0 } && components.Values.All(coefficients => Array.TrueForAll(coefficients, isFinal => isFinal));
    }

    /// <summary>Moves behind the next marker; restarts and stuffed bytes of the entropy-coded data are none.</summary>
    private static byte? NextMarker(ReadOnlySpan<byte> bytes, ref int at)
    {
        for (; at + 1 < bytes.Length; at++)
        {
            if (bytes[at] != 0xFF || bytes[at + 1] is 0 or 0xFF or (>= 0xD0 and <= 0xD7))
                continue;
            at += 2;
            return bytes[at - 1];
        }

        return null;
    }

    /// <summary>SOF0 to SOF15, without DHT, JPG and DAC, which stand between them.</summary>
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static Dictionary<byte, bool[]> ComponentsOf(ReadOnlySpan<byte> frame)
    {
        var components = new Dictionary<byte, bool[]>();
        for (var i = 6; i + 3 <= frame.Length && components.Count < frame[5]; i += 3)
            components[frame[i]] = new bool[Coefficients];
        return components;
    }

    private static void RecordScan(Dictionary<byte, bool[]> components, ReadOnlySpan<byte> scan)
    {
        var count = scan.Length > 0 ? scan[0] : 0;
        if (scan.Length < 1 + (2 * count) + 3)
            return;
        var spectrum = scan[(1 + (2 * count))..];
        var (first, last, lowBit) = (spectrum[0], spectrum[1], spectrum[2] & 0xF);
        if (lowBit != 0)
            return; // more bits are to follow
        for (var i = 0; i < count; i++)
        {
            if (!components.TryGetValue(scan[1 + (2 * i)], out var coefficients))
                continue;
            for (int k = first; k <= Math.Min((int)last, Coefficients - 1); k++)
                coefficients[k] = true;
        }
    }
}
