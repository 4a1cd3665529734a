using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Serverless.Archives.Xmp;
using Serverless.Testing;

namespace Serverless.Archives.Tests.Xmp;

/// <summary>Words in places that are not written are read all the same; what cannot be read counts as possibly a person's.</summary>
public sealed class XmpPlacesTests
{
    private const string Theirs = "<i:AltTextAccessibility>Theirs</i:AltTextAccessibility>";

    private static readonly XmpCaption Ours = new("Ours", null);

    public static TheoryData<string> Places() => [.. Files().Select(file => file.Name)];

    public static TheoryData<string> Unreadable() => [.. Broken().Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Places))]
    public void Words_of_a_person_are_found_wherever_writers_put_them(string place)
    {
        var file = Files().Single(one => one.Name == place).File;
        var words = PictureXmp.Read(file);
        Assert.Equal(("Theirs", true, null), (words.Persons?.AltText, words.IsByPerson, words.Unread));
        // never both
        if (PictureXmp.Write(file, Ours).TryGet(out var made, out _))
            Assert.NotEqual("Theirs", PictureXmp.Read(made).AltText);
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void What_cannot_be_read_may_be_a_persons_and_is_not_written_over(string what)
    {
        var file = Broken().Single(one => one.Name == what).File;
        var words = PictureXmp.Read(file);
        Assert.True(words is { IsByPerson: true, Unread.Length: > 0 });
        Assert.False(PictureXmp.Write(file, Ours).TryGet(out _, out _));
    }

    [Theory]
    [InlineData("pillow.jpg")]
    [InlineData("pillow.png")]
    [InlineData("pillow.webp")]
    [InlineData("pillow-lzw.tif")]
    public void A_file_that_says_nothing_is_nobodys(string name) => Assert.Equal(XmpCaption.None, PictureXmp.Read(XmpFilesOf.Plain(name)));

    [Fact]
    public void An_extended_packet_with_other_properties_is_no_words_and_stays()
    {
        var file = Extended(XmpFilesOf.Around("<g:Data xmlns:g='urn:g'>" + new string('a', 100_000) + "</g:Data>"), isWhole: true);
        Assert.False(PictureXmp.Read(file).IsByPerson);
        var made = PictureXmp.Write(file, Ours).Value!;
        Assert.Equal(file[..2], made[..2]);
        Assert.True(made.AsSpan().IndexOf(file.AsSpan(2, 120_000 > file.Length ? 1_000 : 60_000)) > 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_hostile_TIFF_answers_within_time_and_memory(bool hasChain)
    {
        var file = hasChain ? Chained() : Overlapping();
        var (watch, before) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(64, PictureXmp.Identity(file).Length);
        _ = PictureXmp.Read(file);
        _ = PictureXmp.Write(file, Ours);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 512L << 20);
    }

    [Theory]
    [InlineData("II*\0")]
    [InlineData("MM\0*")]
    [InlineData("II+\0")]
    [InlineData("MM\0+")]
    [InlineData("\u00FF\u00D8\u00FF\u00E1")]
    [InlineData("\u0089PNG")]
    [InlineData("RIFF")]
    [InlineData("GIF8")]
    public void Any_bytes_behind_the_right_first_four_are_answered(string head)
    {
        var random = new Random(11);
        var worst = TimeSpan.Zero;
        for (var i = 0; i < 300; i++)
        {
            var file = new byte[random.Next(4, 1 << random.Next(3, 17))];
            random.NextBytes(file);
            if (i % 3 == 1)
                for (var at = 0; at < file.Length; at++)
                    file[at] = (byte)(file[at] % 4); // small numbers lead somewhere
            Encoding.Latin1.GetBytes(head).CopyTo(file, 0);
            var watch = Stopwatch.StartNew();
            Assert.Equal(64, PictureXmp.Identity(file).Length);
            _ = PictureXmp.Read(file);
            _ = PictureXmp.Write(file, Ours);
            if (watch.Elapsed > worst)
                worst = watch.Elapsed;
        }

        Assert.True(worst < TimeSpan.FromSeconds(10), $"{worst}");
    }

    private static IEnumerable<(string Name, byte[] File)> Files()
    {
        var packet = XmpFilesOf.Around(Theirs);
        yield return ("extended XMP", Extended(packet, isWhole: true));
        yield return ("a second packet of a JPEG", Second(packet));
        yield return (
            "a second packet of a PNG",
            Png(
                ("iTXt", [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. Encoding.UTF8.GetBytes(XmpFilesOf.Around(""))]),
                ("iTXt", [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. Encoding.UTF8.GetBytes(packet)])
            )
        );
        yield return (
            "a raw profile",
            Png(("zTXt", [.. "Raw profile type xmp\0\0"u8, .. Packed(Hexed("xmp", Encoding.UTF8.GetBytes(packet)))]))
        );
        yield return (
            "a raw profile that is not packed",
            Png(("tEXt", [.. "Raw profile type xmp\0"u8, .. Hexed("xmp", Encoding.UTF8.GetBytes(packet))]))
        );
        yield return (
            "a raw profile of a segment",
            Png(
                (
                    "zTXt",
                    [
                        .. "Raw profile type APP1\0\0"u8,
                        .. Packed(Hexed("generic", [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Encoding.UTF8.GetBytes(packet)])),
                    ]
                )
            )
        );
        yield return (
            "a text chunk under Adobe's name",
            Png(("zTXt", [.. "XML:com.adobe.xmp\0\0"u8, .. Packed(Encoding.UTF8.GetBytes(packet))]))
        );
        yield return (
            "a packet of an unknown segment",
            Segment(0xED, [.. "Photoshop 3.0\08BIM\u0004\u0024"u8, .. Encoding.UTF8.GetBytes(packet)])
        );
        yield return (
            "a GIF",
            [
                .. File.ReadAllBytes(Path.Combine(Repository.Fixtures, "formats", "plain.gif"))[..^1],
                0x21,
                0xFF,
                11,
                .. "XMP DataXMP"u8,
                .. Encoding.UTF8.GetBytes(packet),
                0,
                0x3B,
            ]
        );
        foreach (var type in (ushort[])[1, 2, 4, 7])
            yield return ($"a TIFF's packet of type {type}", Tiff(packet, type, isBig: false));
        yield return ("a BigTIFF", Tiff(packet, 1, isBig: true));
        yield return ("a TIFF's second page", Tiff(packet, 1, isBig: false, isSecond: true));
    }

    private static IEnumerable<(string Name, byte[] File)> Broken()
    {
        var packet = XmpFilesOf.Around(Theirs);
        foreach (
            var (what, text) in ((string, string)[])
                [
                    ("a null reference", packet.Replace("Theirs", "Theirs&#x0;", StringComparison.Ordinal)),
                    ("a null reference in another property", XmpFilesOf.Around("<d:title xmlns:d='urn:d'>&#x0;</d:title>")),
                    ("an end tag that is missing", packet.Replace("</rdf:Description>", "", StringComparison.Ordinal)),
                    (
                        "a document type",
                        "<!DOCTYPE x [<!ENTITY e 'x'>]>" + packet[packet.IndexOf("<x:xmpmeta", StringComparison.Ordinal)..]
                    ),
                    (
                        "an encoding that is not read",
                        "<?xml version='1.0' encoding='ISO-8859-1'?>" + packet[packet.IndexOf("<x:xmpmeta", StringComparison.Ordinal)..]
                    ),
                    (
                        "elements in each other without end",
                        "<a xmlns='urn:a'>"
                            + string.Concat(Enumerable.Repeat("<b>", 5_000))
                            + string.Concat(Enumerable.Repeat("</b>", 5_000))
                            + "</a>"
                    ),
                ]
        )
        {
            yield return (what, XmpFilesOf.With("pillow.png", text));
        }

        yield return (
            "bytes that are no text",
            XmpFilesOf.With("pillow.jpg", [.. Encoding.UTF8.GetBytes(packet[..60]), 0xFF, 0xC0, .. Encoding.UTF8.GetBytes(packet[60..])])
        );
        yield return ("half a UTF-16 letter", XmpFilesOf.With("pillow.png", Encoding.Unicode.GetBytes(packet)[..^1]));
        yield return ("extended XMP that is not whole", Extended(packet, isWhole: false));
        yield return ("a raw profile whose length lies", Png(("tEXt", [.. "Raw profile type xmp\0"u8, .. "\nxmp\n      99\n3c\n"u8])));
        yield return ("a name outside of any packet", Segment(0xEA, "Iptc4xmpCore:AltTextAccessibility=Theirs"u8.ToArray()));
        yield return ("a TIFF's packet of an unknown type", Tiff(packet, 99, isBig: false));
        yield return ("a bomb", Png(("zTXt", [.. "XML:com.adobe.xmp\0\0"u8, .. Packed(new byte[40 << 20])])));
    }

    private static byte[] Extended(string packet, bool isWhole)
    {
        var bytes = Encoding.UTF8.GetBytes(packet);
        var made = new List<byte>();
        for (var at = 0; at < bytes.Length; at += 40_000)
        {
            var part = bytes[at..Math.Min(bytes.Length, at + 40_000)];
            var length = new byte[8];
            BinaryPrimitives.WriteUInt32BigEndian(length, (uint)(bytes.Length + (isWhole ? 0 : 10)));
            BinaryPrimitives.WriteUInt32BigEndian(length.AsSpan(4), (uint)at);
            made.AddRange(
                SegmentOf(0xE1, [.. "http://ns.adobe.com/xmp/extension/\0"u8, .. "0123456789ABCDEF0123456789ABCDEF"u8, .. length, .. part])
            );
        }

        var file = XmpFilesOf.Plain("pillow.jpg");
        return [.. file[..2], .. made, .. file[2..]];
    }

    private static byte[] Second(string packet)
    {
        var file = XmpFilesOf.With("pillow.jpg", XmpFilesOf.Around(""));
        var at = file.AsSpan().IndexOf("http://ns.adobe.com/xap/1.0/"u8) - 4;
        var end = at + 2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2));
        return
        [
            .. file[..end],
            .. SegmentOf(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Encoding.UTF8.GetBytes(packet)]),
            .. file[end..],
        ];
    }

    private static byte[] Segment(byte marker, byte[] payload)
    {
        var file = XmpFilesOf.Plain("pillow.jpg");
        return [.. file[..2], .. SegmentOf(marker, payload), .. file[2..]];
    }

    private static byte[] SegmentOf(byte marker, byte[] payload) =>
        [0xFF, marker, (byte)((payload.Length + 2) >> 8), (byte)(payload.Length + 2), .. payload];

    private static byte[] Png(params (string Type, byte[] Data)[] chunks)
    {
        var file = XmpFilesOf.Plain("pillow.png");
        var made = chunks.SelectMany(chunk =>
        {
            byte[] body = [.. Encoding.ASCII.GetBytes(chunk.Type), .. chunk.Data];
            var numbers = new byte[8];
            BinaryPrimitives.WriteInt32BigEndian(numbers, chunk.Data.Length);
            BinaryPrimitives.WriteUInt32BigEndian(numbers.AsSpan(4), System.IO.Hashing.Crc32.HashToUInt32(body));
            return (byte[])[.. numbers[..4], .. body, .. numbers[4..]];
        });
        return [.. file[..33], .. made, .. file[33..]];
    }

    private static byte[] Hexed(string name, byte[] profile)
    {
        var digits = Convert.ToHexStringLower(profile);
        return Encoding.ASCII.GetBytes(
            $"\n{name}\n{profile.Length, 8}\n{string.Join('\n', digits.Chunk(72).Select(line => new string(line)))}\n"
        );
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var made = new MemoryStream();
        using (var packing = new ZLibStream(made, CompressionLevel.Fastest, leaveOpen: true))
            packing.Write(bytes);
        return made.ToArray();
    }

    /// <summary>No picture, but directories: a width, and a packet of some type in the first or the second.</summary>
    private static byte[] Tiff(string packet, ushort type, bool isBig, bool isSecond = false)
    {
        var text = Encoding.UTF8.GetBytes(packet);
        Array.Resize(ref text, (text.Length + 3) / 4 * 4); // padded with zeros
        using var made = new MemoryStream();
        using var writer = new BinaryWriter(made);
        void Number(long number)
        {
            if (isBig)
                writer.Write(number);
            else
                writer.Write((uint)number);
        }

        void Directory(int next, params (ushort Tag, ushort Type, long Count, long Value)[] entries)
        {
            if (isBig)
                writer.Write((long)entries.Length);
            else
                writer.Write((ushort)entries.Length);
            foreach (var (tag, kind, count, value) in entries)
            {
                writer.Write(tag);
                writer.Write(kind);
                Number(count);
                Number(value);
            }

            Number(next);
        }

        writer.Write(isBig ? "II+\0"u8 : "II*\0"u8);
        if (isBig)
            writer.Write(0x0000_0008);
        var start = (isBig ? 16 : 8) + text.Length;
        Number(start);
        writer.Write(text);
        var size = type == 4 ? text.Length / 4 : text.Length;
        (ushort, ushort, long, long) width = (256, 4, 1, 16),
            xmp = (700, type, size, isBig ? 16 : 8);
        if (!isSecond)
            Directory(0, width, xmp);
        else
        {
            Directory(start + 2 + 12 + 4, width);
            Directory(0, xmp);
        }

        return made.ToArray();
    }

    /// <summary>One directory whose 4,000 entries each name the same four million strips of the whole file.</summary>
    private static byte[] Overlapping()
    {
        var file = new byte[16 << 20];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), 8);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), 4_000);
        for (var i = 0; i < 4_000; i++)
        {
            var entry = file.AsSpan(10 + (i * 12));
            BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)(i % 2 == 0 ? 273 : 279));
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], 4);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], 3_900_000);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], 60_000);
        }

        for (var at = 60_000; at + 4 < file.Length; at += 4)
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), 1_000_000);
        return file;
    }

    /// <summary>Directories of 4,096 entries, one at every second byte, each naming the next.</summary>
    private static byte[] Chained()
    {
        var file = new byte[4 << 20];
        for (var at = 8; at + 4 < file.Length; at += 4)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), 0x0000_1000u | ((uint)(at % 60_000) << 16));
        }

        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), 8);
        for (var at = 8; at + 2 + (4_096 * 12) + 4 < file.Length; at += 64)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), 4_096);
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at + 2 + (4_096 * 12)), (uint)(at + 64));
        }

        return file;
    }
}
