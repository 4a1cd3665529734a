namespace Serverless.Archives.Xmp;

/// <summary>One text of a property: a language's, or the only one.</summary>
/// <param name="Property">The property's name without its prefix.</param>
/// <param name="Language">Its language as it is written; x-default for the default; "" where none is said.</param>
/// <param name="Text">The text.</param>
/// <param name="Node">The element that has the property.</param>
internal sealed record XmpItem(string Property, string Language, string Text, XmlSpan Node)
{
    private const string DefaultLanguage = "x-default";

    /// <summary>The property's element; null where it is an attribute.</summary>
    public XmlSpan? Element { get; init; }

    /// <summary>The item of a container; null where the property has none.</summary>
    public XmlSpan? Member { get; init; }

    /// <summary>The property's attribute; null where it is an element.</summary>
    public XmlAttributeSpan? Attribute { get; init; }

    /// <summary>
    /// Whether it stands where IPTC has it: a property of the resource itself, in IPTC's namespace. What stands elsewhere is only read.
    /// </summary>
    public required bool IsRegular { get; init; }

    public bool HasText => !string.IsNullOrWhiteSpace(Text);

    /// <summary>Whether readers that ask for no language get it: our text stands there.</summary>
    public bool IsDefault => IsRegular && (Member is null || Language is DefaultLanguage or "");

    /// <summary>The language, where one is stated.</summary>
    public string? StatedLanguage => Language is DefaultLanguage or "" ? null : Language;

    /// <summary>
    /// The one that readers take first: the default language's, one without a language, any; those with text before empty ones.
    /// </summary>
    public static XmpItem? First(IEnumerable<XmpItem> items) =>
        items
            .Where(item => item.HasText)
            .OrderByDescending(item => item.Language == DefaultLanguage)
            .ThenByDescending(item => item.IsDefault)
            .FirstOrDefault();
}
