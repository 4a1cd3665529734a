using Serverless.Archives.Xmp;
using Serverless.Results;

namespace Serverless.Archives.Tests.Xmp;

/// <summary>A person's words in every form that RDF has for them stay, and count as a person's; only our own item is replaced.</summary>
public sealed class XmpFormsTests
{
    private static readonly XmpCaption Ours = new("Ours", null, TextChecksum.Of("Ours", null), "r.json");

    public static TheoryData<string, string, string, string?> Forms() =>
        new()
        {
            {
                "one language",
                "<i:AltTextAccessibility><rdf:Alt><rdf:li xml:lang='fr'>Un carré</rdf:li></rdf:Alt></i:AltTextAccessibility>",
                "",
                "fr"
            },
            { "an empty default", Alt("<rdf:li xml:lang='x-default'/><rdf:li xml:lang='fr'>Un carré</rdf:li>"), "", "fr" },
            {
                "a blank default",
                Alt("<rdf:li xml:lang='x-default'> \n </rdf:li><rdf:li xml:lang='fr-CA'>Un carré</rdf:li>"),
                "",
                "fr-CA"
            },
            {
                "the default",
                "<i:AltTextAccessibility><rdf:Alt><rdf:li xml:lang='x-default'>Un carré</rdf:li></rdf:Alt></i:AltTextAccessibility>",
                "",
                null
            },
            { "no language", "<i:AltTextAccessibility><rdf:Alt><rdf:li>Un carré</rdf:li></rdf:Alt></i:AltTextAccessibility>", "", null },
            { "a bag", "<i:AltTextAccessibility><rdf:Bag><rdf:li>Un carré</rdf:li></rdf:Bag></i:AltTextAccessibility>", "", null },
            { "a plain element", "<i:AltTextAccessibility>Un carré</i:AltTextAccessibility>", "", null },
            { "a CDATA section", "<i:AltTextAccessibility><![CDATA[Un carré]]></i:AltTextAccessibility>", "", null },
            { "an attribute", "", "i:AltTextAccessibility='Un carré'", null },
            {
                "a qualified value",
                "<i:AltTextAccessibility rdf:parseType='Resource'><rdf:value>Un carré</rdf:value></i:AltTextAccessibility>",
                "",
                null
            },
            {
                "a nested value",
                "<i:AltTextAccessibility><rdf:Description><rdf:value>Un carré</rdf:value></rdf:Description></i:AltTextAccessibility>",
                "",
                null
            },
            {
                "the other property",
                "<i:ExtDescrAccessibility><rdf:Alt><rdf:li xml:lang='fr'>Un carré</rdf:li></rdf:Alt></i:ExtDescrAccessibility>",
                "",
                "fr"
            },
            { "the other property as an attribute", "", "i:ExtDescrAccessibility='Un carré'", null },
            { "another namespace", "<o:AltTextAccessibility xmlns:o='urn:o'>Un carré</o:AltTextAccessibility>", "", null },
        };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Words_of_a_person_are_read_in_every_form_and_never_taken_out(
        string form,
        string properties,
        string attributes,
        string? language
    )
    {
        foreach (var name in XmpFilesOf.Names)
        {
            var file = XmpFilesOf.With(name, XmpFilesOf.Around(properties, attributes));
            var words = PictureXmp.Read(file);
            Assert.True(words.IsByPerson, form);
            Assert.Equal(("Un carré", language), (words.Persons!.AltText ?? words.Persons.ExtendedDescription, words.Persons.Language));
            Assert.Equal(file, PictureXmp.Write(file, XmpCaption.None).Value);
        }
    }

    [Theory]
    [InlineData("fr")]
    [InlineData("de")]
    [InlineData("en-GB")]
    public void Beside_ours_a_text_in_another_language_is_a_persons_and_outlives_every_change_of_ours(string language)
    {
        var added = $"<rdf:li xml:lang='{language}'>Theirs</rdf:li>";
        var theirs = XmpFilesOf.With(
            "pillow.jpg",
            XmpFilesOf.Around($"<i:AltTextAccessibility><rdf:Alt>{added}</rdf:Alt></i:AltTextAccessibility>")
        );
        var both = PictureXmp.Write(theirs, Ours).Value!;
        var read = PictureXmp.Read(both);
        Assert.Equal(("Ours", true, new XmpOtherCaption("Theirs", null, language)), (read.AltText, read.IsByPerson, read.Others));
        var changed = PictureXmp.Write(both, Ours with { AltText = "Others", Checksum = TextChecksum.Of("Others", null) }).Value!;
        Assert.Equal(("Others", "Theirs"), (PictureXmp.Read(changed).AltText, PictureXmp.Read(changed).Others?.AltText));
        Assert.Equal(theirs, PictureXmp.Write(changed, XmpCaption.None).Value);
    }

    [Fact]
    public void Beside_our_alt_text_a_long_description_of_a_person_is_theirs()
    {
        var file = XmpFilesOf.With("pillow.jpg", XmpFilesOf.Around("<i:ExtDescrAccessibility>Theirs</i:ExtDescrAccessibility>"));
        var both = PictureXmp.Write(file, Ours).Value!;
        Assert.Equal(("Ours", new XmpOtherCaption(null, "Theirs", null)), (PictureXmp.Read(both).AltText, PictureXmp.Read(both).Others));
        Assert.Equal(file, PictureXmp.Write(both, XmpCaption.None).Value);
    }

    [Theory]
    [InlineData("<i:AltTextAccessibility/>", "")]
    [InlineData("<i:AltTextAccessibility><rdf:Alt/></i:AltTextAccessibility>", "")]
    [InlineData("<i:AltTextAccessibility><rdf:Alt><rdf:li xml:lang='x-default'></rdf:li></rdf:Alt></i:AltTextAccessibility>", "")]
    [InlineData("", "i:AltTextAccessibility=''")]
    public void An_empty_property_is_nobodys_and_ours_takes_its_place_once(string properties, string attributes)
    {
        var file = XmpFilesOf.With("pillow.png", XmpFilesOf.Around(properties, attributes));
        Assert.False(PictureXmp.Read(file).IsByPerson);
        var made = PictureXmp.Write(file, Ours).Value!;
        Assert.Equal(Ours, PictureXmp.Read(made));
        Assert.Equal(
            1,
            System.Text.Encoding.UTF8.GetString(XmpFilesOf.Packet("pillow.png", made)!).Split("AltTextAccessibility>").Length / 2
        );
    }

    [Fact]
    public void What_XML_cannot_carry_is_written_without_it_and_known_again()
    {
        var text = XmpText.Writable("a\u0001b\uD800c\rd");
        var words = new XmpCaption(text, null, TextChecksum.Of(text, null), "r.json");
        Assert.Equal(words, PictureXmp.Read(PictureXmp.Write(XmpFilesOf.Plain("pillow.jpg"), words).Value!));
    }

    private static string Alt(string members) => $"<i:AltTextAccessibility><rdf:Alt>{members}</rdf:Alt></i:AltTextAccessibility>";
}
