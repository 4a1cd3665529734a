namespace Serverless.Archives.Xmp;

/// <summary>
/// An element of an XML text by where it stands, so that a part of the text can be replaced and every other character stays.
/// </summary>
internal sealed class XmlSpan
{
    public required string Prefix { get; init; }

    public required string Local { get; init; }

    public required string Namespace { get; init; }

    public required XmlSpan? Parent { get; init; }

    public required IReadOnlyList<XmlAttributeSpan> Attributes { get; init; }

    public List<XmlSpan> Children { get; } = [];

    /// <summary>Its first character, &lt;.</summary>
    public required int Start { get; init; }

    /// <summary>First character behind its start tag.</summary>
    public required int ContentStart { get; init; }

    /// <summary>First character of its end tag; <see cref="ContentStart"/> where it is of the empty form.</summary>
    public int ContentEnd { get; set; }

    /// <summary>First character behind it.</summary>
    public int End { get; set; }

    /// <summary>Whether it is of the form &lt;name/&gt;.</summary>
    public required bool IsSelfClosed { get; init; }

    /// <summary>Its name as it is written.</summary>
    public string Name => Prefix.Length == 0 ? Local : $"{Prefix}:{Local}";

    public bool Is(string space, string local) => Local == local && Namespace == space;

    public XmlAttributeSpan? Attribute(string space, string local) =>
        Attributes.FirstOrDefault(one => one.Local == local && one.Namespace == space);

    /// <summary>What a prefix means here; null where it means nothing.</summary>
    public string? Meaning(string prefix)
    {
        for (var at = this; at is not null; at = at.Parent)
        {
            if (at.Attributes.FirstOrDefault(one => one.Declares == prefix) is { } declaration)
                return declaration.Value;
        }

        return prefix == "xml" ? XmlSpans.XmlNamespace : null;
    }
}

/// <summary>An attribute by where it stands.</summary>
/// <param name="Prefix">Its prefix; "" for none.</param>
/// <param name="Local">Its name without the prefix.</param>
/// <param name="Value">Its value, read as XML has it.</param>
/// <param name="Start">First character of the white space before it.</param>
/// <param name="ValueStart">The quote before its value.</param>
/// <param name="End">First character behind the quote that ends it.</param>
internal sealed record XmlAttributeSpan(string Prefix, string Local, string Value, int Start, int ValueStart, int End)
{
    /// <summary>What its prefix means; "" without one.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The prefix that it declares, "" for the default one; null where it declares none.</summary>
    public string? Declares =>
        Prefix == "xmlns" ? Local
        : Prefix.Length == 0 && Local == "xmlns" ? ""
        : null;
}
