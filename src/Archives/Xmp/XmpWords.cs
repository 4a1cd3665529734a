namespace Serverless.Archives.Xmp;

/// <summary>The words a picture carries, and our mark beside them.</summary>
/// <param name="AltText">IPTC's Alt Text (Accessibility); null for none.</param>
/// <param name="ExtendedDescription">IPTC's Extended Description (Accessibility); null for none.</param>
/// <param name="Mark">The mark of words as we wrote them; null where we wrote none.</param>
/// <param name="Result">Key of the result they come from; null where we wrote none.</param>
public sealed record XmpWords(string? AltText, string? ExtendedDescription, string? Mark = null, string? Result = null)
{
    /// <summary>No words.</summary>
    public static XmpWords None { get; } = new(null, null);

    /// <summary>Whether these are the same words of the same hand, whatever result they come from.</summary>
    /// <param name="other">Other words.</param>
    public bool SaysTheSame(XmpWords other) => AltText == other.AltText && ExtendedDescription == other.ExtendedDescription && Mark == other.Mark;

    /// <summary>Whether there are words that we did not write, or that were changed since.</summary>
    public bool IsByPerson => (AltText is not null || ExtendedDescription is not null) && Mark != Hosting.Results.WordsMark.Of(AltText, ExtendedDescription);
}
