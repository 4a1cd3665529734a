using System.Text;

namespace Serverless.Archives.Xmp;

/// <summary>
/// Cuts our words out of a packet's text and sets others in. Only what is ours goes: the default language's text, our mark, and the
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
    private readonly HashSet<object> _gone = new(ReferenceEqualityComparer.Instance);

    public XmpSplice(string text, IReadOnlyList<XmlSpan> elements, IReadOnlyList<XmpItem> items, Func<XmpItem, bool> isOurs) =>
        (_text, _elements, _items, _isOurs) = (text, elements, items, isOurs);

    /// <exception cref="InvalidDataException">There is no rdf:RDF.</exception>
    public string With(XmpWords words)
    {
        var rdf =
            _elements.FirstOrDefault(element => element.Is(XmpProperties.Rdf, "RDF"))
            ?? throw new InvalidDataException("The XMP packet holds no rdf:RDF.");
        TakeOut(words);
        var (altText, extended) = (
            Member(XmpProperties.AltText, words.AltText),
            Member(XmpProperties.Extended, words.ExtendedDescription)
        );
        foreach (var node in _elements.Where(XmpProperties.IsNode))
            Cut(node);
        Insert(rdf, words, altText, extended);
        var made = new StringBuilder(_text.Length + 1_024);
        var read = 0;
        foreach (var (start, end, instead) in _cuts.OrderBy(cut => cut.Start).ThenBy(cut => cut.End))
        {
            made.Append(_text, read, start - read).Append(instead);
            read = end;
        }

        return made.Append(_text, read, _text.Length - read).ToString();
    }

    /// <summary>Marks what goes: what is ours, and what stands where the new words go.</summary>
    private void TakeOut(XmpWords words)
    {
        foreach (var item in _items)
        {
            var isReplaced =
                item.IsDefault && (item.Property == XmpProperties.AltText ? words.AltText : words.ExtendedDescription) is not null;
            if (_isOurs(item) || isReplaced)
                _gone.Add((object?)item.Member ?? (object?)item.Element ?? item.Attribute!);
        }

        foreach (
            var (_, _, element, attribute) in XmpProperties
                .Marks(_text, _elements, XmpProperties.Mark)
                .Concat(XmpProperties.Marks(_text, _elements, XmpProperties.Result))
        )
        {
            _gone.Add((object?)element ?? attribute!);
        }

        foreach (
            var property in _elements.Where(element =>
                element.Namespace == XmpProperties.Iptc && element.Parent is { } parent && XmpProperties.IsNode(parent)
            )
        )
        {
            var isNamed =
                (property.Local == XmpProperties.AltText && words.AltText is not null)
                || (property.Local == XmpProperties.Extended && words.ExtendedDescription is not null);
            var members = property.Children.SelectMany(child => child.Children).ToList();
            if (members.Count > 0 ? members.TrueForAll(_gone.Contains) : isNamed)
                _gone.Add(property); // nothing is left in it
        }
    }

    /// <summary>Sets a text into a container that keeps others.</summary>
    /// <returns>The text where it needs an element of its own; null where it has its place, or there is none.</returns>
    private string? Member(string property, string? words)
    {
        if (words is null)
            return null;
        var kept = _items.FirstOrDefault(item =>
            item.Property == property
            && item.IsRegular
            && item.Member is not null
            && !_gone.Contains(item.Element!)
            && !_gone.Contains(item.Member)
        );
        if (kept?.Member?.Parent is not { } container)
            return words;
        var prefix = container.Prefix.Length == 0 ? "" : container.Prefix + ":";
        _cuts.Add((container.ContentStart, container.ContentStart, $"<{prefix}li xml:lang=\"x-default\">{Escaped(words)}</{prefix}li>"));
        return null;
    }

    /// <summary>Cuts what goes out of a resource; the whole of it where it says nothing else.</summary>
    private void Cut(XmlSpan node)
    {
        var attributes = node.Attributes.Where(_gone.Contains).ToList();
        var children = node
            .Children.Where(child => _gone.Contains(child) || child.Children.Exists(part => part.Children.Exists(_gone.Contains)))
            .ToList();
        if (attributes.Count + children.Count == 0)
            return;
        if (node.Children.TrueForAll(_gone.Contains) && node.Attributes.All(one => _gone.Contains(one) || IsShell(one)) && IsBare(node))
        {
            _cuts.Add((node.Start, node.End, ""));
            return;
        }

        foreach (var attribute in attributes)
            _cuts.Add((attribute.Start, attribute.End, ""));
        foreach (var child in children)
        {
            if (_gone.Contains(child))
                _cuts.Add((child.Start, child.End, ""));
            else
            {
                foreach (var member in child.Children.SelectMany(part => part.Children).Where(_gone.Contains))
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

    private void Insert(XmlSpan rdf, XmpWords words, string? altText, string? extended)
    {
        var ours = words.Mark is null
            ? ""
            : $"<caption:Words>{Escaped(words.Mark)}</caption:Words>{(
            words.Result is null ? "" : $"<caption:Result>{Escaped(words.Result)}</caption:Result>")}";
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

    private static string Alternative(string property, string? words) =>
        words is null
            ? ""
            : $"<Iptc4xmpCore:{property}><rdf:Alt><rdf:li xml:lang=\"x-default\">{Escaped(
            words)}</rdf:li></rdf:Alt></Iptc4xmpCore:{property}>";

    private static string Escaped(string words) =>
        XmpText
            .Writable(words)
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\r", "&#xD;", StringComparison.Ordinal);
}
