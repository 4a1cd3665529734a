using System.ComponentModel.DataAnnotations;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Results.Reviews;

namespace Serverless.Results.Documents;

/// <summary>A caption with all that its review needs.</summary>
/// <param name="Id">Names it in a review.</param>
/// <param name="Caption">The words; null for a refused one.</param>
/// <param name="CaptionFrom">Source of the words.</param>
/// <param name="AltText">The alt text; null for a refused one.</param>
/// <param name="Verdict">What the models made of it.</param>
/// <param name="Kind">What kind of picture it is.</param>
/// <param name="Role">What the picture is for.</param>
/// <param name="Score">Quality of the words; null where no model judged them.</param>
/// <param name="Reasons">Why not simply good.</param>
/// <param name="Alternatives">Other sentences that were scored, the best first.</param>
/// <param name="Model">Name and version of the model.</param>
/// <param name="ModelDigest">sha256:…; null where the caption was kept by an older version of the program.</param>
/// <param name="Source">Address of the picture; null for one that was posted.</param>
/// <param name="Sha256">Digest of the picture.</param>
/// <param name="State">How far people agree.</param>
/// <param name="Reviews">Decisions so far, on this text about this picture, the oldest first.</param>
/// <param name="Image">A preview; null where there is none.</param>
/// <param name="ImageMissing">Why there is no preview; null where there is one.</param>
/// <param name="CreatedAt">When the caption was made, UTC.</param>
public sealed record ReviewEntryDocument(
    string Id,
    string? Caption,
    [property: NamesOf<CaptionSource>] string? CaptionFrom,
    string? AltText,
    [property: NamesOf<Verdict>] string? Verdict,
    [property: NamesOf<PictureKind>] string? Kind,
    [property: NamesOf<ImageRole>] string? Role,
    [property: Range(0.0, 1.0)] double? Score,
    [property: NamesOf<QualityReason>] IReadOnlyList<string> Reasons,
    IReadOnlyList<AlternativeDocument> Alternatives,
    string Model,
    [property: RegularExpression(ModelDocument.DigestPattern)] string? ModelDigest,
    string? Source,
    string Sha256,
    [property: NamesOf<AgreementState>] string State,
    IReadOnlyList<DecisionDocument> Reviews,
    PreviewDocument? Image,
    [property: NamesOf<MissingPicture>] string? ImageMissing,
    DateTimeOffset CreatedAt
)
{
    /// <summary>The document of a caption.</summary>
    /// <param name="kept">The caption.</param>
    /// <param name="reviews">The decisions.</param>
    /// <param name="preview">The picture.</param>
    public static ReviewEntryDocument Of(ReviewableCaption kept, IReadOnlyList<ReviewDocument> reviews, PicturePreview preview) =>
        new(
            kept.Id,
            kept.Caption,
            kept.CaptionFrom,
            kept.AltText,
            kept.Verdict,
            kept.Kind,
            kept.Role,
            ScoreDigits.Of(kept.Score),
            kept.Reasons ?? [],
            [
                .. (kept.Alternatives ?? [])
                    .Where(one => one.Caption != kept.Caption)
                    .OrderByDescending(one => one.Score)
                    .Select(one => new AlternativeDocument(one.Caption, ScoreDigits.Of(one.Score)!.Value)),
            ],
            kept.Model,
            kept.ModelDigest,
            kept.Picture?.ToString(),
            kept.Sha256,
            DocumentWriter.NameOf(Agreement.Of(reviews).State),
            [.. reviews.Select(DecisionDocument.Of)],
            preview.Jpeg is { } jpeg ? new PreviewDocument("image/jpeg", Convert.ToBase64String(jpeg)) : null,
            preview.Missing is { } missing ? DocumentWriter.NameOf(missing) : null,
            kept.CreatedAt.ToUniversalTime()
        );
}

/// <summary>A decision.</summary>
/// <param name="Id">The review's id.</param>
/// <param name="Decision">What was decided.</param>
/// <param name="CorrectedCaption">With edit: the person's words.</param>
/// <param name="Reviewer">Who decided.</param>
/// <param name="Anonymous">Whether nobody knows who that was: such a decision counts towards no agreement.</param>
/// <param name="CreatedAt">When, UTC.</param>
public sealed record DecisionDocument(
    string Id,
    [property: AllowedValues("accept", "reject", "edit")] string Decision,
    string? CorrectedCaption,
    string Reviewer,
    bool Anonymous,
    DateTimeOffset CreatedAt
)
{
    /// <summary>The document of a decision.</summary>
    /// <param name="review">The decision.</param>
    public static DecisionDocument Of(ReviewDocument review) =>
        new(
            review.Id,
            review.Decision,
            review.CorrectedCaption,
            review.Reviewer,
            review.IsAnonymous == true,
            review.CreatedAt.ToUniversalTime()
        );
}

/// <summary>A small picture, upright and without metadata.</summary>
/// <param name="MediaType">What it is.</param>
/// <param name="Base64">Its bytes.</param>
public sealed record PreviewDocument([property: AllowedValues("image/jpeg")] string MediaType, string Base64);
