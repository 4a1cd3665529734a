using System.Text;

namespace Serverless.Archives.Xmp;

/// <summary>
/// Replaces our text in a packet. Only what is ours goes: the default language's text, our checksum, and the
/// elements that hold nothing else; where a property keeps a text
/// in another language, ours goes into the same container, for XMP has a property once.
/// </summary>
internal sealed class XmpSplice
{
    private readonly string _text;
    private readonly IReadOnlyList<XmlSpan> _elements;
    private readonly IReadOnlyList<XmpItem> _items;
    private readonly Func<XmpItem, bool> _isOurs;
    private readonly List<(int Start, int End, string Instead)> _cuts = [];
    private readonly HashSet<object> _removed = new(ReferenceEqualityComparer.Instance);

    public XmpSplice(string text, IReadOnlyList<XmlSpan> elements, IReadOnlyList<XmpItem> items, Func<XmpItem, bool> isOurs) =>
        (_text, _elements, _items, _isOurs) = (text, elements, items, isOurs);

    /// <exception cref="InvalidDataException">There is no rdf:RDF.</exception>
    public string With(XmpCaption caption)
    {
        var rdf =
            _elements.FirstOrDefault(element => element.Is(XmpProperties.Rdf, "RDF"))
            ?? throw new InvalidDataException("The XMP packet holds no rdf:RDF.");
        TakeOut(caption);
        var (altText, extended) = (
            Member(XmpProperties.AltText, caption.AltText),
            Member(XmpProperties.Extended, caption.ExtendedDescription)
        );
        foreach (var node in _elements.Where(XmpProperties.IsNode))
            Cut(node);
        Insert(rdf, caption, altText, extended);
        var made = new StringBuilder(_text.Length + 1_024);
        var read = 0;
        foreach (var (start, end, instead) in _cuts.OrderBy(cut => cut.Start).ThenBy(cut => cut.End))
        {
            made.Append(_text, read, start - read).Append(instead);
            read = end;
        }

        return made.Append(_text, read, _text.Length - read).ToString();
    }

    /// <summary>Selects what goes: what is ours, and what stands where the new text goes.</summary>
    private void TakeOut(XmpCaption caption)
    {
        foreach (var item in _items)
        {
            var isReplaced =
                item.IsDefault && (item.Property == XmpProperties.AltText ? caption.AltText : caption.ExtendedDescription) is not null;
            if (_isOurs(item) || isReplaced)
                _removed.Add((object?)item.Member ?? (object?)item.Element ?? item.Attribute!);
        }

        foreach (
            var (_, _, element, attribute) in XmpProperties
                .OurProperties(_text, _elements, XmpProperties.Checksum)
                .Concat(XmpProperties.OurProperties(_text, _elements, XmpProperties.Result))
        )
        {
            _removed.Add((object?)element ?? attribute!);
        }

        foreach (
            var property in _elements.Where(element =>
                element.Namespace == XmpProperties.Iptc && element.Parent is { } parent && XmpProperties.IsNode(parent)
            )
        )
        {
            var isNamed =
                (property.Local == XmpProperties.AltText && caption.AltText is not null)
                || (property.Local == XmpProperties.Extended && caption.ExtendedDescription is not null);
            var members = property.Children.SelectMany(child => child.Children).ToList();
            if (members.Count > 0 ? members.TrueForAll(_removed.Contains) : isNamed)
                _removed.Add(property); // nothing is left in it
        }
    }

    /// <summary>Sets a text into a container that keeps others.</summary>
    /// <returns>The text where it needs an element of its own; null where it has its place, or there is none.</returns>
    private string? Member(string property, string? caption)
    {
        if (caption is null)
            return null;
        var kept = _items.FirstOrDefault(item =>
            item.Property == property
            && item.IsRegular
            && item.Member is not null
            && !_removed.Contains(item.Element!)
            && !_removed.Contains(item.Member)
        );
        if (kept?.Member?.Parent is not { } container)
            return caption;
        var prefix = container.Prefix.Length == 0 ? "" : container.Prefix + ":";
        _cuts.Add((container.ContentStart, container.ContentStart, $"<{prefix}li xml:lang=\"x-default\">{Escaped(caption)}</{prefix}li>"));
        return null;
    }

    /// <summary>Cuts what goes out of a resource; the whole of it where it says nothing else.</summary>
    private void Cut(XmlSpan node)
    {
        var attributes = node.Attributes.Where(_removed.Contains).ToList();
        var children = node
            .Children.Where(child => _removed.Contains(child) || child.Children.Exists(part => part.Children.Exists(_removed.Contains)))
            .ToList();
        if (attributes.Count + children.Count == 0)
            return;
        if (
            node.Children.TrueForAll(_removed.Contains)
            && node.Attributes.All(one => _removed.Contains(one) || IsShell(one))
            && IsBare(node)
        )
        {
            _cuts.Add((node.Start, node.End, ""));
            return;
        }

        foreach (var attribute in attributes)
            _cuts.Add((attribute.Start, attribute.End, ""));
        foreach (var child in children)
        {
            if (_removed.Contains(child))
                _cuts.Add((child.Start, child.End, ""));
            else
            {
                foreach (var member in child.Children.SelectMany(part => part.Children).Where(_removed.Contains))
                {
                    _cuts.Add((member.Start, member.End, ""));
                }
            }
        }
    }

    /// <summary>Whether nothing but white space stands between a resource's properties: no comment of anybody's.</summary>
    private bool IsBare(XmlSpan node)
    {
        var at = node.ContentStart;
        foreach (var child in node.Children)
        {
            if (!_text.AsSpan(at, child.Start - at).IsWhiteSpace())
                return false;
            at = child.End;
        }

        return _text.AsSpan(at, node.ContentEnd - at).IsWhiteSpace();
    }

    private static bool IsShell(XmlAttributeSpan attribute) => attribute.Declares is not null || attribute.Local == "about";

    private void Insert(XmlSpan rdf, XmpCaption caption, string? altText, string? extended)
    {
        var result = caption.Result is null ? "" : $"<caption:Result>{Escaped(caption.Result)}</caption:Result>";
        var ours = caption.Checksum is null ? "" : $"<caption:Words>{Escaped(caption.Checksum)}</caption:Words>{result}";
        if (altText is null && extended is null && ours.Length == 0)
            return;
        var about = _elements
            .Where(XmpProperties.IsNode)
            .SelectMany(node => node.Attributes)
            .FirstOrDefault(one => one.Local == "about" && one.Namespace is XmpProperties.Rdf or "");
        var declared = rdf.Meaning("rdf") == XmpProperties.Rdf ? "" : $" xmlns:rdf=\"{XmpProperties.Rdf}\"";
        var spaces =
            $"{(altText is null && extended is null ? "" : $" xmlns:Iptc4xmpCore=\"{XmpProperties.Iptc}\"")}{(
            ours.Length == 0 ? "" : $" xmlns:caption=\"{XmpProperties.Ours}\"")}";
        var head = $"<rdf:Description{declared} rdf:about={(about is null ? "\"\"" : _text[about.ValueStart..about.End])}{spaces}>";
        var block =
            head
            + Alternative(XmpProperties.AltText, altText)
            + Alternative(XmpProperties.Extended, extended)
            + ours
            + "</rdf:Description>";
        if (rdf.IsSelfClosed)
            _cuts.Add((_text.LastIndexOf('/', rdf.End - 1), rdf.End, $">{block}</{rdf.Name}>"));
        else
            _cuts.Add((rdf.ContentEnd, rdf.ContentEnd, block));
    }

    private static string Alternative(string property, string? text)
    {
        if (text is null)
            return "";
        var item = $"<rdf:li xml:lang=\"x-default\">{Escaped(text)}</rdf:li>";
        return $"<Iptc4xmpCore:{property}><rdf:Alt>{item}</rdf:Alt></Iptc4xmpCore:{property}>";
    }

    private static string Escaped(string text) =>
        XmpText
            .Writable(text)
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\r", "&#xD;", StringComparison.Ordinal);
}
