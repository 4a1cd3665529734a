using System.Text;
using FsCheck;
using FsCheck.Xunit;
using Serverless.Archives.Xmp;
using Serverless.Results;

namespace Serverless.Archives.Tests.Xmp;

/// <summary>Whatever XMP a file holds, everything but our own item is the same bytes afterwards.</summary>
public sealed class XmpSpliceTests
{
    [Property]
    public void Words_of_ours_come_and_go_and_every_other_byte_of_the_packet_stays(int seed, NonNull<string> text)
    {
        var shape = new RandomPacket(seed, text.Get);
        var name = XmpFilesOf.Names.ElementAt((seed & int.MaxValue) % 4);
        var file = XmpFilesOf.With(name, shape.Bytes);
        var words = Words(XmpText.Writable(text.Get) + "a");
        var made = PictureXmp.Write(file, words).Value!;
        Assert.Equal(words, PictureXmp.Read(made) with { Others = null });
        Assert.Equal(shape.HasPersons, PictureXmp.Read(made).IsByPerson);
        Assert.True(IsWithin(shape.Bytes, XmpFilesOf.Packet(name, made)!));
        var again = PictureXmp.Write(made, Words("Other words")).Value!;
        Assert.Equal(shape.Bytes, XmpFilesOf.Packet(name, PictureXmp.Write(again, XmpCaption.None).Value!));
        Assert.Equal(PictureXmp.Identity(file), PictureXmp.Identity(again));
    }

    [Theory]
    [InlineData("One\rTwo")]
    [InlineData("One\r\nTwo")]
    [InlineData("One&#13;&#xA;Two&#9;&quot;&apos;&gt;")]
    [InlineData("<![CDATA[One\r<b>]]>")]
    [InlineData("One<!-- a\rcomment --><?a pi?>Two")]
    [InlineData("  \t One  ")]
    public void Line_ends_entities_and_comments_of_other_properties_stay_as_they_are(string value)
    {
        foreach (var name in XmpFilesOf.Names)
        {
            var property = $"<dc:description xmlns:dc='http://purl.org/dc/elements/1.1/'>{value}</dc:description>";
            var made = PictureXmp
                .Write(XmpFilesOf.With(name, XmpFilesOf.Around(property, "dc2:note=\"a\tb&#10;c\r\nd\" xmlns:dc2='urn:x'")), Words("Ours"))
                .Value!;
            var packet = Encoding.UTF8.GetString(XmpFilesOf.Packet(name, made)!);
            Assert.Contains(property, packet, StringComparison.Ordinal);
            Assert.Contains("dc2:note=\"a\tb&#10;c\r\nd\"", packet, StringComparison.Ordinal);
            Assert.EndsWith("   \n<?xpacket end='w'?>", packet, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    public void A_packet_of_another_encoding_keeps_it(string encoding)
    {
        var bytes = Encoding.GetEncoding(encoding).GetBytes(XmpFilesOf.Around("<i:AltTextAccessibility>Théirs</i:AltTextAccessibility>"));
        Assert.Equal(
            ("Théirs", true),
            (
                PictureXmp.Read(XmpFilesOf.With("pillow.png", bytes)).AltText,
                PictureXmp.Read(XmpFilesOf.With("pillow.png", bytes)).IsByPerson
            )
        );
        var plain = Encoding.GetEncoding(encoding).GetBytes(XmpFilesOf.Around("<dc:title xmlns:dc='urn:d'>Ä</dc:title>"));
        var made = PictureXmp.Write(XmpFilesOf.With("pillow.png", plain), Words("Ours")).Value!;
        Assert.Equal("Ours", PictureXmp.Read(made).AltText);
        Assert.Equal(plain, XmpFilesOf.Packet("pillow.png", PictureXmp.Write(made, XmpCaption.None).Value!));
    }

    [Fact]
    public void A_file_without_a_packet_is_the_same_file_again_after_ours_went()
    {
        foreach (var name in (string[])["pillow.jpg", "pillow.png"])
        {
            var file = XmpFilesOf.Plain(name);
            Assert.Equal(file, PictureXmp.Write(PictureXmp.Write(file, Words("Ours")).Value!, XmpCaption.None).Value);
        }
    }

    private static XmpCaption Words(string text) =>
        new(text, text + " long", TextChecksum.Of(text, text + " long"), "in/.captions/a.jpg/0123.json");

    /// <summary>Whether bytes are found again in their order, with others only put between in at most three places.</summary>
    private static bool IsWithin(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> made)
    {
        for (var gaps = 0; gaps <= 3; gaps++)
        {
            var same = bytes.CommonPrefixLength(made);
            if (same == bytes.Length && same == made.Length)
                return true;
            if (made.EndsWith(bytes[same..]))
                return true;
            bytes = bytes[same..];
            made = made[same..];
            var next = bytes[..Math.Min(bytes.Length, 24)];
            var at = made[1..].IndexOf(next);
            if (at < 0)
                return false;
            made = made[(at + 1)..];
        }

        return false;
    }
}
