namespace Serverless.Archives.Xmp;

/// <summary>The words a picture carries, and our mark beside them.</summary>
/// <param name="AltText">IPTC's Alt Text (Accessibility); null for none.</param>
/// <param name="ExtendedDescription">IPTC's Extended Description (Accessibility); null for none.</param>
/// <param name="Checksum">The mark of words as we wrote them; null where we wrote none.</param>
/// <param name="Result">Key of the result they come from; null where we wrote none.</param>
public sealed record XmpCaption(string? AltText, string? ExtendedDescription, string? Checksum = null, string? Result = null)
{
    /// <summary>No words.</summary>
    public static XmpCaption None { get; } = new(null, null);

    /// <summary>The words' language as the file has it; null for the default language, and where none is told.</summary>
    public string? Language { get; init; }

    /// <summary>Words of a person beside ours: in other languages, in other places; null for none.</summary>
    public XmpOtherCaption? Others { get; init; }

    /// <summary>Why there may be words that cannot be read; null where all was read. They count as a person's.</summary>
    public string? Unread { get; init; }

    /// <summary>Whether there are words that we did not write, or that were changed since, or that cannot be read.</summary>
    public bool IsByPerson => Unread is not null || Others is not null || HasChanged;

    /// <summary>What a person wrote; none where everything is ours, or cannot be read.</summary>
    public XmpOtherCaption? Persons => HasChanged ? new XmpOtherCaption(AltText, ExtendedDescription, Language) : Others;

    private bool HasChanged =>
        (AltText is not null || ExtendedDescription is not null) && Checksum != Results.TextChecksum.Of(AltText, ExtendedDescription);

    /// <summary>Whether these are the same words of the same hand, whatever result they come from.</summary>
    /// <param name="other">Other words.</param>
    public bool HasSameText(XmpCaption other) =>
        AltText == other.AltText
        && ExtendedDescription == other.ExtendedDescription
        && Checksum == other.Checksum
        && Others == other.Others
        && Unread == other.Unread;
}

/// <summary>Words of a person.</summary>
/// <param name="AltText">Alt text; null for none.</param>
/// <param name="ExtendedDescription">Extended description; null for none.</param>
/// <param name="Language">Their language; null where none is told.</param>
public sealed record XmpOtherCaption(string? AltText, string? ExtendedDescription, string? Language);
