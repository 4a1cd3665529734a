namespace Serverless.Core.Quality;

/// <summary>What sort of picture it is, and how sure that is.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="IsSurelyPhotograph">A photograph beyond doubt: only there words may be good.</param>
/// <param name="IsNoise">Nothing but noise.</param>
public sealed record PictureCategory(PictureKind Kind, bool IsSurelyPhotograph, bool IsNoise)
{
    /// <summary>Tells the sort.</summary>
    /// <param name="facts">What the pixels tell.</param>
    /// <param name="sentence">What the captioner says; empty when not known.</param>
    public static PictureCategory Of(PictureStatistics facts, string sentence) =>
        new(PictureKinds.Of(facts, sentence), PictureKinds.IsSurelyPhotograph(facts, sentence), PictureKinds.IsNoise(facts));

    /// <summary>The scope of a sentence of our own.</summary>
    /// <param name="text">The sentence, or another that the captioner found likely.</param>
    public TextScope ScopeOfOwn(string text) =>
        Kind switch
        {
            PictureKind.Blank => TextScope.Nothing,
            _ when IsNoise => TextScope.Nothing,
            PictureKind.Photograph when MediumText.NameMedium(text) => TextScope.Contrary,
            _ => ScopeOfGiven,
        };

    /// <summary>The scope of somebody's words.</summary>
    public TextScope ScopeOfGiven => IsSurelyPhotograph ? TextScope.Photograph : TextScope.Doubtful;

    /// <summary>
    /// The medium alone, for pictures of which nothing more can be told; null for photographs, blanks and what is not known.
    /// </summary>
    public string? Medium =>
        Kind switch
        {
            PictureKind.Drawing => "a drawing",
            PictureKind.Chart => "a chart",
            PictureKind.Screenshot => "a screenshot",
            PictureKind.Text => "a page of text",
            _ => null,
        };
}
