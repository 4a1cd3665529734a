namespace Serverless.Core.Quality;

/// <summary>What sort of picture it is, and how sure that is.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="IsSurelyPhotograph">A photograph beyond doubt: only there a text may be good.</param>
/// <param name="IsNoise">Nothing but noise.</param>
public sealed record PictureCategory(PictureKind Kind, bool IsSurelyPhotograph, bool IsNoise)
{
    /// <summary>Determines the category.</summary>
    /// <param name="statistics">Statistics of its pixels.</param>
    /// <param name="sentence">The captioner's sentence; empty when not known.</param>
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

    /// <summary>The scope of a given text.</summary>
    public TextScope ScopeOfGiven => IsSurelyPhotograph ? TextScope.Photograph : TextScope.Doubtful;

    /// <summary>
    /// The medium alone, for pictures of which nothing more is known; null for photographs, blanks and what is not known.
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
