namespace Serverless.Archives.Xmp;

/// <summary>
/// Finds our two properties in a packet, in every form that RDF has for them, and our checksum (ISO 16684-1, section 7; IPTC
/// Photo Metadata Standard 2024.1).
/// </summary>
internal static class XmpProperties
{
    public const string Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        Iptc = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
        Ours = "urn:serverless:caption:1.0/";

    public const string AltText = "AltTextAccessibility",
        Extended = "ExtDescrAccessibility",
        Checksum = "Words",
        Result = "Result";

    /// <summary>Texts of both properties, wherever they stand.</summary>
    public static IReadOnlyList<XmpItem> Items(string text, IReadOnlyList<XmlSpan> elements)
    {
        var items = new List<XmpItem>();
        foreach (var element in elements)
        {
            var isNode = IsNode(element);
            foreach (var attribute in element.Attributes.Where(one => one.Local is AltText or Extended))
            {
                items.Add(
                    new XmpItem(attribute.Local, "", attribute.Value, element)
                    {
                        Attribute = attribute,
                        IsRegular = isNode && attribute.Namespace == Iptc,
                    }
                );
            }

            if (element.Local is AltText or Extended && element.Parent is { } parent)
                items.AddRange(Of(text, element, parent));
        }

        return items;
    }

    /// <summary>Where our checksum, or the key of its result, stands: element or attribute.</summary>
    public static IEnumerable<(string Value, XmlSpan Node, XmlSpan? Element, XmlAttributeSpan? Attribute)> OurProperties(
        string text,
        IReadOnlyList<XmlSpan> elements,
        string local
    )
    {
        foreach (var element in elements)
        {
            if (IsNode(element) && element.Attribute(Ours, local) is { } attribute)
            {
                yield return (attribute.Value, element, null, attribute);
            }

            if (element.Is(Ours, local) && element.Parent is { } node && IsNode(node))
            {
                yield return (XmlSpans.Value(text, element), node, element, null);
            }
        }
    }

    /// <summary>Whether an element is a resource with properties: rdf:Description, or one by its type.</summary>
    public static bool IsNode(XmlSpan element) => element.Parent?.Is(Rdf, "RDF") == true;

    private static IEnumerable<XmpItem> Of(string text, XmlSpan element, XmlSpan parent)
    {
        var isRegular = element.Namespace == Iptc && IsNode(parent);
        var language = element.Attribute(XmlSpans.XmlNamespace, "lang")?.Value ?? "";
        var container = element.Children.Find(child => child.Namespace == Rdf && child.Local is "Alt" or "Bag" or "Seq");
        if (container is null)
        {
            return [new XmpItem(element.Local, language, TextOf(text, element), parent) { Element = element, IsRegular = isRegular }];
        }

        return container.Children.Select(member => new XmpItem(
            element.Local,
            member.Attribute(XmlSpans.XmlNamespace, "lang")?.Value ?? "",
            TextOf(text, member),
            parent
        )
        {
            Element = element,
            Member = member,
            IsRegular = isRegular,
        });
    }

    /// <summary>A text with qualifiers has it in rdf:value; one that is said by reference in rdf:resource.</summary>
    private static string TextOf(string text, XmlSpan element)
    {
        foreach (var one in (IEnumerable<XmlSpan>)[element, .. element.Children, .. element.Children.SelectMany(child => child.Children)])
        {
            if (one.Is(Rdf, "value"))
                return XmlSpans.Value(text, one);
            if ((one.Attribute(Rdf, "value") ?? one.Attribute(Rdf, "resource")) is { } attribute)
                return attribute.Value;
        }

        return XmlSpans.Value(text, element);
    }
}
