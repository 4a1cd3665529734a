using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Serverless.Archives.Xmp;

/// <summary>An XMP packet (ISO 16684-1): reads and sets our properties, keeps all others.</summary>
internal sealed class XmpPacket
{
    private static readonly XNamespace Meta = "adobe:ns:meta/", Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", Ours = "urn:serverless:caption:1.0/";

    /// <summary>IPTC Photo Metadata Standard 2024.1, sections "Alt Text (Accessibility)" and "Extended Description (Accessibility)".</summary>
    private static readonly XNamespace Iptc = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/";

    private static readonly XName AltText = Iptc + "AltTextAccessibility", Extended = Iptc + "ExtDescrAccessibility", MarkName = Ours + "Words", ResultName = Ours + "Result";

    private readonly XDocument _document;
    private readonly XElement _rdf;

    private XmpPacket(XDocument document)
    {
        _document = document;
        _rdf = document.Descendants(Rdf + "RDF").FirstOrDefault() ?? throw new InvalidDataException("The XMP packet holds no rdf:RDF.");
    }

    public static XmpPacket Empty() => new(new XDocument(new XElement(
        Meta + "xmpmeta",
        new XAttribute(XNamespace.Xmlns + "x", Meta),
        new XElement(Rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", Rdf)))));

    /// <exception cref="InvalidDataException">It is no XMP that can be read.</exception>
    public static XmpPacket Parse(byte[] packet)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(Trimmed(packet)), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return new XmpPacket(XDocument.Load(reader, LoadOptions.PreserveWhitespace));
        }
        catch (XmlException error)
        {
            throw new InvalidDataException($"The XMP packet is no XML: {error.Message}", error);
        }
    }

    public XmpWords Words() => new(Text(AltText), Text(Extended), Text(MarkName), Text(ResultName));

    /// <summary>Takes all words and our mark out, and puts these in.</summary>
    public void Set(XmpWords words)
    {
        foreach (var name in (XName[])[AltText, Extended, MarkName, ResultName])
        {
            foreach (var description in _rdf.Elements(Rdf + "Description").ToList())
            {
                description.Attribute(name)?.Remove();
                description.Elements(name).Remove();
            }
        }

        if (words == XmpWords.None) return;
        var about = _rdf.Elements(Rdf + "Description").FirstOrDefault()?.Attribute(Rdf + "about")?.Value ?? "";
        _rdf.Add(new XElement(
            Rdf + "Description",
            new XAttribute(Rdf + "about", about),
            new XAttribute(XNamespace.Xmlns + "Iptc4xmpCore", Iptc),
            words.Mark is null ? null : new XAttribute(XNamespace.Xmlns + "caption", Ours),
            Alternative(AltText, words.AltText),
            Alternative(Extended, words.ExtendedDescription),
            words.Mark is null ? null : new XElement(MarkName, words.Mark),
            words.Mark is null || words.Result is null ? null : new XElement(ResultName, words.Result)));
    }

    /// <summary>Whether it says anything at all.</summary>
    public bool IsEmpty => !_rdf.Elements().Any(description => description.HasElements || description.Attributes().Any(attribute => !attribute.IsNamespaceDeclaration && attribute.Name != Rdf + "about"));

    public byte[] ToBytes()
    {
        foreach (var empty in _rdf.Elements(Rdf + "Description").Where(description => !description.HasElements && !description.Attributes().Any(attribute => !attribute.IsNamespaceDeclaration && attribute.Name != Rdf + "about")).ToList()) empty.Remove();
        var body = _document.Root!.ToString(SaveOptions.DisableFormatting);
        return Encoding.UTF8.GetBytes($"<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n{body}\n<?xpacket end=\"w\"?>");
    }

    /// <summary>Language alternatives give their default, else their first.</summary>
    private string? Text(XName name)
    {
        foreach (var description in _rdf.Elements(Rdf + "Description"))
        {
            if (description.Attribute(name)?.Value is { } attribute) return attribute;
            if (description.Element(name) is not { } element) continue;
            var items = element.Descendants(Rdf + "li").ToList();
            var item = items.Find(one => one.Attribute(XNamespace.Xml + "lang")?.Value == "x-default") ?? items.FirstOrDefault();
            var text = item?.Value ?? (element.HasElements ? "" : element.Value);
            if (text.Length > 0) return text;
        }

        return null;
    }

    private static XElement? Alternative(XName name, string? text) => text is null ? null : new XElement(name, new XElement(Rdf + "Alt", new XElement(Rdf + "li", new XAttribute(XNamespace.Xml + "lang", "x-default"), Clean(text))));

    /// <summary>What XML cannot carry is left out.</summary>
    private static string Clean(string text) => string.Concat(text.Where(character => XmlConvert.IsXmlChar(character) || char.IsSurrogate(character)));

    /// <summary>Packets are padded behind their end, some with zeros.</summary>
    private static byte[] Trimmed(byte[] packet)
    {
        var end = packet.Length;
        while (end > 0 && packet[end - 1] is 0 or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') end--;
        return packet[..end];
    }
}
