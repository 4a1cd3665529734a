using System.Buffers.Binary;
using System.Security.Cryptography;
using Serverless.Core;

namespace Serverless.Archives.Xmp;

/// <summary>
/// JPEG: an APP1 segment (XMP Part 3, 1.1.3). Extended packets are read and stay where they are; the main one names them.
/// </summary>
internal sealed class JpegXmp : IXmpContainer
{
    private const byte App0 = 0xE0,
        App1 = 0xE1,
        App2 = 0xE2,
        StartOfScan = 0xDA,
        EndOfImage = 0xD9;

    private const int MaxSegmentBytes = 65_533,
        DigestLength = 32,
        ExtensionHead = DigestLength + 8;

    private static ReadOnlySpan<byte> Name => "http://ns.adobe.com/xap/1.0/\0"u8;

    private static ReadOnlySpan<byte> ExtensionName => "http://ns.adobe.com/xmp/extension/\0"u8;

    public bool HasStrays => true;

    public bool Knows(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    public IReadOnlyList<XmpPart> Parts(ReadOnlySpan<byte> file)
    {
        var parts = new List<XmpPart>();
        var pieces = new Dictionary<string, List<Segment>>(StringComparer.Ordinal);
        foreach (var segment in Segments(file))
        {
            var payload = Payload(file, segment);
            if (IsPacket(file, segment))
            {
                parts.Add(new XmpPart(segment.Start, segment.End, payload[Name.Length..].ToArray(), IsMain: parts.Count == 0));
            }
            else if (segment.Marker == App1 && payload.StartsWith(ExtensionName) && payload.Length >= ExtensionName.Length + ExtensionHead)
            {
                var digest = Convert.ToHexString(payload.Slice(ExtensionName.Length, DigestLength));
                if (!pieces.TryGetValue(digest, out var known))
                    pieces[digest] = known = [];
                known.Add(segment);
            }
        }

        foreach (var known in pieces.Values)
            parts.AddRange(Joined(file, known));
        return parts;
    }

    /// <summary>
    /// An extended packet from its pieces, each of which tells the whole length and its own place (XMP Part 3, 1.1.3.1).
    /// </summary>
    private static List<XmpPart> Joined(ReadOnlySpan<byte> file, List<Segment> pieces)
    {
        var (place, bytes) = (ExtensionName.Length + DigestLength, pieces.Sum(piece => (long)piece.End - piece.Start));
        var length = BinaryPrimitives.ReadUInt32BigEndian(Payload(file, pieces[0])[place..]);
        var packet = new byte[Math.Min(length, bytes)];
        var filled = 0L;
        var isWhole = packet.Length == length;
        foreach (var piece in pieces)
        {
            var payload = Payload(file, piece);
            var offset = BinaryPrimitives.ReadUInt32BigEndian(payload[(place + 4)..]);
            var data = payload[(place + 8)..];
            isWhole &= offset + (long)data.Length <= packet.Length;
            if (!isWhole)
                break;
            data.CopyTo(packet.AsSpan((int)offset));
            filled += data.Length;
        }

        isWhole &= filled == packet.Length;
        return
        [
            .. pieces.Select(
                (piece, i) =>
                    new XmpPart(
                        piece.Start,
                        piece.End,
                        i == 0 && isWhole ? packet : null,
                        Error: i == 0 && !isWhole ? "Its extended XMP is not whole." : null
                    )
            ),
        ];
    }

    public Result<byte[], string> Embed(byte[] file, byte[]? packet)
    {
        if (packet is not null && packet.Length + Name.Length > MaxSegmentBytes)
            return $"A JPEG takes {MaxSegmentBytes - Name.Length} bytes of XMP in one piece; this has {packet.Length}.";
        var segments = Segments(file);
        List<Segment> old = [.. segments.Where(segment => IsPacket(file, segment)).Take(1)];
        var pictures = segments.FindIndex(segment => segment.Marker == App2 && Payload(file, segment).StartsWith("MPF\0"u8));
        if (pictures >= 0 && old.Exists(segment => segment.Start > segments[pictures].Start))
            return "Its XMP stands behind an index of several pictures, whose offsets would no longer hold.";
        var at = old.Count > 0 ? old[0].Start : Behind(file, segments);
        using var made = new MemoryStream(file.Length + (packet?.Length ?? 0) + 64);
        var read = 0;
        foreach (
            var (start, end, isPacket) in old.Select(segment => (segment.Start, segment.End, true))
                .Append((at, at, false))
                .OrderBy(cut => cut.Item1)
                .ThenBy(cut => cut.Item3)
        )
        {
            made.Write(file.AsSpan(read, start - read));
            if (!isPacket && packet is not null)
                Write(made, packet);
            read = end;
        }

        made.Write(file.AsSpan(read));
        return made.ToArray();
    }

    public void Digest(ReadOnlySpan<byte> file, IncrementalHash into)
    {
        var read = 0;
        foreach (var segment in Segments(file))
        {
            if (!IsPacket(file, segment))
                continue;
            into.AppendData(file[read..segment.Start]);
            read = segment.End;
        }

        into.AppendData(file[read..]);
    }

    /// <summary>Behind JFIF and Exif, which readers expect first.</summary>
    private static int Behind(byte[] file, List<Segment> segments)
    {
        var at = 2;
        foreach (var segment in segments)
        {
            if (segment.Marker != App0 && !(segment.Marker == App1 && Payload(file, segment).StartsWith("Exif\0"u8)))
                break;
            at = segment.End;
        }

        return at;
    }

    private static void Write(MemoryStream made, byte[] packet)
    {
        var length = 2 + Name.Length + packet.Length;
        made.Write([0xFF, App1, (byte)(length >> 8), (byte)length]);
        made.Write(Name);
        made.Write(packet);
    }

    private static ReadOnlySpan<byte> Payload(ReadOnlySpan<byte> file, Segment segment) => file[(segment.Start + 4)..segment.End];

    private static bool IsPacket(ReadOnlySpan<byte> file, Segment segment) =>
        segment.Marker == App1 && Payload(file, segment).StartsWith(Name);

    /// <summary>The segments before the first scan.</summary>
    private static List<Segment> Segments(ReadOnlySpan<byte> file)
    {
        var segments = new List<Segment>();
        for (var at = 2; at + 4 <= file.Length; )
        {
            if (file[at] != 0xFF)
                throw new InvalidDataException("A JPEG segment does not start with a marker.");
            var marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++; // fill bytes may stand before a marker
                continue;
            }

            if (marker is StartOfScan or EndOfImage)
                return segments;
            var end = at + 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (end > file.Length || end < at + 4)
                throw new InvalidDataException("A JPEG segment runs past the end.");
            segments.Add(new Segment(marker, at, end));
            at = end;
        }

        throw new InvalidDataException("The JPEG holds no scan.");
    }

    private sealed record Segment(byte Marker, int Start, int End);
}
