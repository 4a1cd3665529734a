using Serverless.Core.AltText;
using Serverless.Results.Documents;
using Serverless.Storage;

namespace Serverless.Results.Reviews;

/// <summary>Makes a person's accepted or edited text the latest result about the picture that they saw.</summary>
public static class ReviewedText
{
    /// <summary>
    /// Publishes the text with its own quality, which is unknown for edited text. Nothing happens where the picture was
    /// replaced or erased since, or the text is published already.
    /// </summary>
    /// <param name="store">The results.</param>
    /// <param name="picture">The picture's key.</param>
    /// <param name="kept">The caption that was reviewed.</param>
    /// <param name="review">The decision: accept or edit.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<StoreFailure?> PublishAsync(
        ResultStore store,
        string picture,
        ReviewableCaption kept,
        ReviewDocument review,
        CancellationToken cancellationToken
    )
    {
        var names = store.NamesOf(picture);
        var latest = await store.LatestAsync(names, cancellationToken);
        // damaged: the next event rewrites it
        if (!latest.TryGet(out var pointer, out var failure))
        {
            return failure.Reason is StoreFailureReason.NotFound or StoreFailureReason.Collision ? null : failure;
        }

        // a picture whose text was written into its file has another version
        var isSame = pointer.Latest.Version == kept.Version || pointer.Latest.Caption?.Id == kept.Id;
        if (pointer.Latest.Caption is not { } seen || !isSame)
            return null;
        var text = review.CorrectedCaption ?? kept.Caption ?? kept.AltText!;
        var written = AltTextRules.Apply(text, CaptionContext.None);
        var isAsSeen =
            review.CorrectedCaption is null && seen.Id == kept.Id && seen.Caption == kept.Caption && seen.AltText == kept.AltText;
        var caption = seen with
        {
            Id = kept.Id,
            Caption = text,
            AltText = review.CorrectedCaption is null ? kept.AltText : written.AltText,
            LongDescription = isAsSeen ? seen.LongDescription : written.LongDescription,
            CaptionFrom = null,
            Verdict = "good",
            Quality = isAsSeen ? seen.Quality with { Reasons = [] } : new QualityDocument(null, null, null, null, []),
            Findings = isAsSeen ? seen.Findings : DocumentWriter.Of(written.Findings),
            Alternatives = null,
            Provenance = new ProvenanceDocument(ResultDocument.Human, review.CreatedAt),
        };
        var source = StoredSource.TextOf(kept.Source!, kept.SchemaVersion);
        var result = new ResultDocument(source, pointer.Latest.Version, kept.Order, ResultDocument.Human, caption, null, review.CreatedAt)
        {
            Identity = pointer.Latest.Identity,
        };
        var name = names.ReviewedBy(review.Id);
        return await store.PublishAsync(picture, name, result, isFirst: false, cancellationToken);
    }
}
