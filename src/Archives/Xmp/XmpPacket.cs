using Serverless.Results;

namespace Serverless.Archives.Xmp;

/// <summary>
/// An XMP packet (ISO 16684-1) as its own bytes: our text is read, written or removed with every other byte left
/// as it is.
/// </summary>
internal sealed class XmpPacket
{
    private const int MaxCompared = 32;

    private const string Before =
        "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        + "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\""
        + XmpProperties.Rdf
        + "\">";

    private const string Behind = "</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>";

    private readonly XmpText _text;
    private readonly IReadOnlyList<XmlSpan> _elements;
    private readonly IReadOnlyList<XmpItem> _items;
    private readonly (XmpItem? AltText, XmpItem? Extended)? _ours;

    private XmpPacket(XmpText text)
    {
        _text = text;
        _elements = XmlSpans.Read(text.Text);
        _items = XmpProperties.Items(text.Text, _elements);
        _ours = Checksum is { } checksum ? WithChecksum(checksum) : null;
    }

    /// <summary>A packet that says nothing yet.</summary>
    public static XmpPacket Empty() => new(new XmpText(Before + Behind, XmpText.Of([]).Encoding, []));

    /// <exception cref="InvalidDataException">It is no XMP that can be read.</exception>
    public static XmpPacket Parse(byte[] packet) => new(XmpText.Of(packet));

    /// <summary>Whether it says nothing and is of our own making.</summary>
    public bool IsEmpty => _text.Text == Before + Behind;

    private string? Checksum =>
        XmpProperties.OurProperties(_text.Text, _elements, XmpProperties.Checksum).Select(checksum => checksum.Value).FirstOrDefault();

    public XmpCaption Caption()
    {
        var result = XmpProperties
            .OurProperties(_text.Text, _elements, XmpProperties.Result)
            .Select(found => found.Value)
            .FirstOrDefault();
        var (altText, extended) = _ours ?? (First(XmpProperties.AltText), First(XmpProperties.Extended));
        var caption = new XmpCaption(altText?.Text, extended?.Text, Checksum, result) { Language = (altText ?? extended)?.StatedLanguage };
        if (_ours is null)
            return caption;
        var others = _items.Where(item => item.HasText && item != altText && item != extended).ToList();
        return others.Count == 0 ? caption : caption with { Others = OthersOf(others) };
    }

    /// <summary>
    /// Replaces our text, which stands in the default language; texts in other languages stay, and so does every
    /// other byte.
    /// </summary>
    /// <exception cref="InvalidDataException">There is no rdf:RDF.</exception>
    public byte[] With(XmpCaption caption) => _text.With(new XmpSplice(_text.Text, _elements, _items, IsOurs).With(caption));

    private static XmpOtherCaption OthersOf(IReadOnlyList<XmpItem> others)
    {
        var (altText, extended) = (
            XmpItem.First(others.Where(item => item.Property == XmpProperties.AltText)),
            XmpItem.First(others.Where(item => item.Property == XmpProperties.Extended))
        );
        return new XmpOtherCaption(altText?.Text, extended?.Text, (altText ?? extended)?.StatedLanguage);
    }

    private bool IsOurs(XmpItem item) => _ours is { } ours && (item == ours.AltText || item == ours.Extended);

    private XmpItem? First(string property) => XmpItem.First(_items.Where(item => item.Property == property));

    /// <summary>The texts that our checksum was made of; null where they were changed since, so that none is ours.</summary>
    private (XmpItem? AltText, XmpItem? Extended)? WithChecksum(string checksum)
    {
        XmpItem?[] Of(string property) =>
            [.. _items.Where(item => item.Property == property && item.IsDefault && item.HasText).Take(MaxCompared), null];
        var extended = Of(XmpProperties.Extended);
        foreach (var altText in Of(XmpProperties.AltText))
        {
            var found = Array.FindIndex(
                extended,
                one => (altText ?? one) is not null && TextChecksum.Of(altText?.Text, one?.Text) == checksum
            );
            if (found >= 0)
                return (altText, extended[found]);
        }

        return null;
    }
}
