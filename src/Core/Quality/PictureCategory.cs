namespace Serverless.Core.Quality;

/// <summary>What sort of picture it is, and how sure that is.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="IsSurelyPhotograph">A photograph beyond doubt: only there words may be good.</param>
/// <param name="IsNoise">Nothing but noise.</param>
public sealed record PictureCategory(PictureKind Kind, bool IsSurelyPhotograph, bool IsNoise)
{
    /// <summary>Tells the sort.</summary>
    /// <param name="statistics">What the pixels tell.</param>
    /// <param name="sentence">What the captioner says; empty when not known.</param>
    public static PictureCategory Of(PictureStatistics statistics, string sentence) =>
        new(
            PictureKinds.Of(statistics, sentence),
            PictureKinds.IsSurelyPhotograph(statistics, sentence),
            PictureKinds.IsNoise(statistics)
        );

    /// <summary>The scope of a sentence of our own.</summary>
    /// <param name="text">The sentence, or another that the captioner found likely.</param>
    public TextScope ScopeOfGenerated(string text) =>
        Kind switch
        {
            PictureKind.Blank => TextScope.Nothing,
            _ when IsNoise => TextScope.Nothing,
            PictureKind.Photograph when MediumText.NamesMedium(text) => TextScope.Contrary,
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
