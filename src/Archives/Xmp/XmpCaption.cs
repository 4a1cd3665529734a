namespace Serverless.Archives.Xmp;

/// <summary>The text a picture carries, and our checksum with it.</summary>
/// <param name="AltText">IPTC's Alt Text (Accessibility); null for none.</param>
/// <param name="ExtendedDescription">IPTC's Extended Description (Accessibility); null for none.</param>
/// <param name="Checksum">The checksum of the text as we wrote it; null where we wrote none.</param>
/// <param name="Result">Key of the result it comes from; null where we wrote none.</param>
public sealed record XmpCaption(string? AltText, string? ExtendedDescription, string? Checksum = null, string? Result = null)
{
    /// <summary>No text.</summary>
    public static XmpCaption None { get; } = new(null, null);

    /// <summary>The text's language as the file has it; null for the default language, and where none is stated.</summary>
    public string? Language { get; init; }

    /// <summary>Text of a person besides ours: in other languages, in other parts; null for none.</summary>
    public XmpOtherCaption? Others { get; init; }

    /// <summary>Why there may be text that cannot be read; null where all was read. It counts as a person's.</summary>
    public string? Unread { get; init; }

    /// <summary>Whether there is text that we did not write, that was changed since, or that cannot be read.</summary>
    public bool IsByPerson => Unread is not null || Others is not null || HasChanged;

    /// <summary>What a person wrote; none where everything is ours, or cannot be read.</summary>
    public XmpOtherCaption? Persons => HasChanged ? new XmpOtherCaption(AltText, ExtendedDescription, Language) : Others;

    private bool HasChanged =>
        (AltText is not null || ExtendedDescription is not null) && Checksum != Results.TextChecksum.Of(AltText, ExtendedDescription);

    /// <summary>Whether this is the same text of the same author, whatever result it comes from.</summary>
    /// <param name="other">Another text.</param>
    public bool HasSameText(XmpCaption other) =>
        AltText == other.AltText
        && ExtendedDescription == other.ExtendedDescription
        && Checksum == other.Checksum
        && Others == other.Others
        && Unread == other.Unread;
}

/// <summary>Text of a person.</summary>
/// <param name="AltText">Alt text; null for none.</param>
/// <param name="ExtendedDescription">Extended description; null for none.</param>
/// <param name="Language">Its language; null where none is stated.</param>
public sealed record XmpOtherCaption(string? AltText, string? ExtendedDescription, string? Language);
