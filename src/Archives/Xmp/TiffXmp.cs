using System.Security.Cryptography;
using Serverless.Core;

namespace Serverless.Archives.Xmp;

/// <summary>
/// TIFF: tag 700 of the first directory (XMP Part 3, 1.1.6; TIFF 6.0). The packet and a new first directory are put behind the file and its header points there: nothing else moves.
/// A tail of ours is cut off before the next one is put there.
/// </summary>
internal sealed class TiffXmp : IXmpCarrier
{
    private const ushort XmpTag = 700, ByteType = 1;

    public bool Knows(ReadOnlySpan<byte> file) => file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8) || file.StartsWith("II+\0"u8) || file.StartsWith("MM\0+"u8);

    public byte[]? Find(ReadOnlySpan<byte> file)
    {
        if (IsBig(file)) return null;
        var layout = new TiffLayout(file);
        foreach (var entry in layout.Directory(file, layout.First(file)).Entries) if (entry.Tag == XmpTag) return TiffLayout.Value(file, entry).ToArray();
        return null;
    }

    public Result<byte[], string> Embed(byte[] file, byte[]? packet)
    {
        if (IsBig(file)) return "A TIFF of the 64-bit form (BigTIFF) is not written.";
        var layout = new TiffLayout(file);
        var first = layout.First(file);
        var directory = layout.Directory(file, first);
        var old = directory.Entries.Find(entry => entry.Tag == XmpTag);
        if (old is null && packet is null) return file;
        var isTail = old is not null && old.Count > 4 && old.Offset + old.Count + (old.Count % 2) == first && directory.End == file.Length;
        var end = isTail ? (int)old!.Offset : file.Length;
        if (end + (long)(packet?.Length ?? 0) + directory.End - first + 64 > uint.MaxValue) return "The TIFF would grow over four gigabytes.";
        using var made = new MemoryStream(end + (packet?.Length ?? 0) + 1_024);
        made.Write(file.AsSpan(0, end));
        if (made.Length % 2 == 1) made.WriteByte(0);
        var at = (uint)made.Length;
        if (packet is not null)
        {
            made.Write(packet);
            if (made.Length % 2 == 1) made.WriteByte(0);
        }

        var start = (uint)made.Length;
        var entries = directory.Entries.Where(entry => entry.Tag != XmpTag).Select(entry => entry.Raw);
        if (packet is not null) entries = entries.Append(layout.Entry(XmpTag, ByteType, (uint)packet.Length, at));
        var sorted = entries.OrderBy(raw => layout.Short(raw)).ToList();
        made.Write(layout.Short((ushort)sorted.Count));
        foreach (var raw in sorted) made.Write(raw);
        made.Write(layout.Long(directory.Next));
        made.Position = 4;
        made.Write(layout.Long(start));
        return made.ToArray();
    }

    public void Digest(ReadOnlySpan<byte> file, IncrementalHash into)
    {
        if (IsBig(file))
        {
            into.AppendData(file);
            return;
        }

        var layout = new TiffLayout(file);
        var seen = new HashSet<uint>();
        for (var at = layout.First(file); at != 0 && seen.Add(at);)
        {
            var directory = layout.Directory(file, at);
            foreach (var entry in directory.Entries.Where(entry => entry.Tag != XmpTag).OrderBy(entry => entry.Tag)) Digest(layout, file, directory, entry, into);
            at = directory.Next;
        }
    }

    /// <summary>Where something stands says nothing; what stands there does.</summary>
    private static void Digest(TiffLayout layout, ReadOnlySpan<byte> file, TiffDirectory directory, TiffEntry entry, IncrementalHash into)
    {
        if (TiffLayout.IsPointer(entry.Tag)) return;
        if (TiffLayout.CountsOf(entry.Tag) is { } countsTag)
        {
            var counts = directory.Entries.Find(other => other.Tag == countsTag);
            if (counts is null) return;
            var (offsets, lengths) = (layout.Numbers(file, entry), layout.Numbers(file, counts));
            for (var i = 0; i < Math.Min(offsets.Count, lengths.Count); i++) into.AppendData(TiffLayout.Part(file, offsets[i], lengths[i]));
            return;
        }

        into.AppendData(entry.Raw.AsSpan(0, 8));
        into.AppendData(TiffLayout.Value(file, entry));
    }

    private static bool IsBig(ReadOnlySpan<byte> file) => file[2] == '+' || file[3] == '+';
}
