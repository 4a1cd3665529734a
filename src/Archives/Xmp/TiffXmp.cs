using System.Security.Cryptography;
using Serverless.Core;

namespace Serverless.Archives.Xmp;

/// <summary>
/// TIFF: tag 700 of the first directory (XMP Part 3, 1.1.6; TIFF 6.0). The packet and a new first directory are put behind the file and
/// its header points there: nothing else moves. A tail of ours is cut off before the next one is put there. Packets of other
/// directories, and of BigTIFF, are read and left.
/// </summary>
internal sealed class TiffXmp : IXmpContainer
{
    private const ushort XmpTag = 700,
        ByteType = 1;

    private const int StripCost = 16;

    public bool HasStrays => false;

    public bool Knows(ReadOnlySpan<byte> file) =>
        file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8) || file.StartsWith("II+\0"u8) || file.StartsWith("MM\0+"u8);

    public IReadOnlyList<XmpPart> Parts(ReadOnlySpan<byte> file)
    {
        var layout = new TiffLayout(file);
        var parts = new List<XmpPart>();
        var (waiting, seen) = (new Queue<long>([layout.First(file)]), new HashSet<long>());
        var isFirst = true;
        while (waiting.TryDequeue(out var at))
        {
            if (at == 0 || !seen.Add(at))
                continue;
            var directory = layout.Directory(file, at);
            foreach (var entry in directory.Entries)
            {
                if (entry.Tag == XmpTag)
                {
                    parts.Add(Of(layout, file, entry, isFirst && !layout.IsBig && !parts.Exists(part => part.IsMain)));
                }
                else if (TiffLayout.IsPointer(entry.Tag))
                    foreach (var below in Offsets(layout, file, entry))
                        waiting.Enqueue(below);
            }

            isFirst = false;
            waiting.Enqueue(directory.Next);
        }

        return parts;
    }

    public Result<byte[], string> Embed(byte[] file, byte[]? packet)
    {
        var layout = new TiffLayout(file);
        if (layout.IsBig)
            return "A TIFF of the 64-bit form (BigTIFF) is not written.";
        var first = layout.First(file);
        var directory = layout.Directory(file, first);
        var old = directory.Entries.Find(entry => entry.Tag == XmpTag);
        if (old is null && packet is null)
            return file;
        var isTail = old is not null && old.Count > 4 && old.Offset + old.Count + (old.Count % 2) == first && directory.End == file.Length;
        var end = isTail ? (int)old!.Offset : file.Length;
        if (end + (long)(packet?.Length ?? 0) + directory.End - first + 64 > uint.MaxValue)
            return "The TIFF would grow over four gigabytes.";
        using var made = new MemoryStream(end + (packet?.Length ?? 0) + 1_024);
        made.Write(file.AsSpan(0, end));
        if (made.Length % 2 == 1)
            made.WriteByte(0);
        var at = (uint)made.Length;
        if (packet is not null)
        {
            made.Write(packet);
            if (made.Length % 2 == 1)
                made.WriteByte(0);
        }

        var start = (uint)made.Length;
        var entries = directory.Entries.Where(entry => entry != old).Select(entry => entry.Raw);
        if (packet is not null)
            entries = entries.Prepend(layout.Entry(XmpTag, ByteType, (uint)packet.Length, at));
        var sorted = entries.OrderBy(raw => layout.Short(raw)).ToList();
        made.Write(layout.Short((ushort)sorted.Count));
        foreach (var raw in sorted)
            made.Write(raw);
        made.Write(layout.Long((uint)directory.Next));
        made.Position = 4;
        made.Write(layout.Long(start));
        return made.ToArray();
    }

    public void Digest(ReadOnlySpan<byte> file, IncrementalHash into)
    {
        var layout = new TiffLayout(file);
        if (layout.IsBig)
        {
            into.AppendData(file);
            return;
        }

        var seen = new HashSet<long>();
        for (var at = layout.First(file); at != 0 && seen.Add(at); )
        {
            var directory = layout.Directory(file, at);
            foreach (
                var entry in directory
                    .Entries.DistinctBy(entry => entry.Tag)
                    .Where(entry => entry.Tag != XmpTag)
                    .OrderBy(entry => entry.Tag)
            )
            {
                Digest(layout, file, directory, entry, into);
            }

            at = directory.Next;
        }
    }

    /// <summary>Where something stands says nothing; what stands there does.</summary>
    private static void Digest(TiffLayout layout, ReadOnlySpan<byte> file, TiffDirectory directory, TiffEntry entry, IncrementalHash into)
    {
        if (TiffLayout.IsPointer(entry.Tag))
            return;
        if (TiffLayout.CountsOf(entry.Tag) is { } countsTag)
        {
            var counts = directory.Entries.Find(other => other.Tag == countsTag);
            if (counts is null)
                return;
            var offsets = layout.Value(file, entry);
            var lengths = layout.Value(file, counts);
            for (var i = 0; i < Math.Min(entry.Count, counts.Count); i++)
            {
                layout.Spend(StripCost);
                into.AppendData(layout.Part(file, layout.NumberAt(offsets, entry.Type, i), layout.NumberAt(lengths, counts.Type, i)));
            }

            return;
        }

        into.AppendData(entry.Raw.AsSpan(0, 8));
        into.AppendData(layout.Value(file, entry));
    }

    /// <summary>A packet of whatever type its writer gave it.</summary>
    private static XmpPart Of(TiffLayout layout, ReadOnlySpan<byte> file, TiffEntry entry, bool isMain)
    {
        try
        {
            return new XmpPart(0, 0, layout.Value(file, entry).ToArray(), isMain);
        }
        catch (InvalidDataException unreadable)
        {
            return new XmpPart(0, 0, null, isMain, unreadable.Message);
        }
    }

    private static List<long> Offsets(TiffLayout layout, ReadOnlySpan<byte> file, TiffEntry entry)
    {
        var value = layout.Value(file, entry);
        var found = new List<long>();
        for (var i = 0; i < entry.Count && i < value.Length; i++)
        {
            layout.Spend(StripCost);
            found.Add(layout.NumberAt(value, entry.Type, i));
        }

        return found;
    }
}
