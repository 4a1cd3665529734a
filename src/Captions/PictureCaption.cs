namespace Serverless.Captions;

/// <summary>A described picture.</summary>
/// <param name="AltText">The text after the alt-text rules; null where it is refused, empty where the picture is decorative.</param>
/// <param name="Verdict">What to do with it.</param>
/// <param name="Quality">
/// How far the text can be trusted, 0 to 1, as calibrated by the model's maker; null where no model scored it: a decorative picture, a
/// link's target.
/// </param>
/// <param name="Reasons">
/// Why the verdict is not good; empty where it is: <c>low_fit</c>, <c>low_confidence</c>, <c>contradicted</c>, <c>repetition</c>,
/// <c>blank_image</c>, <c>text_image</c>, <c>out_of_scope</c>, <c>quality_unavailable</c>.
/// </param>
public sealed record PictureCaption(string? AltText, CaptionVerdict Verdict, double? Quality, IReadOnlyList<string> Reasons)
{
    /// <summary>The sentence before the alt-text rules; null where it is refused or the picture is decorative.</summary>
    public string? Caption { get; init; }

    /// <summary>The whole text where the alt text is shorter; else null.</summary>
    public string? LongDescription { get; init; }

    /// <summary>Language of the text (BCP 47); <c>und</c> where the model does not declare one.</summary>
    public required string Language { get; init; }

    /// <summary>
    /// What sort of picture it is: <c>photograph</c>, <c>drawing</c>, <c>icon</c>, <c>chart</c>, <c>diagram</c>, <c>screenshot</c>,
    /// <c>text</c>, <c>blank</c> or <c>unknown</c>.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>Other captions, likeliest first; empty unless asked for.</summary>
    public IReadOnlyList<AlternativeCaption> Alternatives { get; init; } = [];
}

/// <summary>Another caption of the same picture.</summary>
/// <param name="Caption">The sentence.</param>
/// <param name="Quality">Its quality, 0 to 1.</param>
public sealed record AlternativeCaption(string Caption, double Quality);
