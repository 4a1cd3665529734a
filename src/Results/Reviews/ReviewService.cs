using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Fetching;
using Serverless.Storage;

namespace Serverless.Results.Reviews;

/// <summary>
/// Takes people's decisions on captions: each is one object that never changes. Accepted and edited text of a stored picture becomes
/// its latest result.
/// </summary>
/// <param name="reviews">Finds the stored caption.</param>
/// <param name="results">Results by folders of pictures; null where none are stored.</param>
/// <param name="folders">Folders with results.</param>
/// <param name="ids">Names reviews.</param>
/// <param name="clock">Gives the times.</param>
public sealed class ReviewService(
    ReviewStore reviews,
    ResultStores? results,
    IReadOnlyList<BlobAddress> folders,
    CaptionIds ids,
    TimeProvider clock
)
{
    /// <summary>Takes one.</summary>
    /// <param name="request">The decision.</param>
    /// <param name="reviewer">Who decided.</param>
    /// <param name="cancellationToken">Ends the taking.</param>
    public async Task<Result<ReviewDocument, CaptionFailure>> TakeAsync(
        ReviewRequest request,
        Reviewer reviewer,
        CancellationToken cancellationToken
    )
    {
        if (!(await reviews.FindAsync(request.Id, cancellationToken)).TryGet(out var kept, out var failure))
            return Unfound(failure);
        if (request.Decision == "accept" && kept.Caption is null && string.IsNullOrEmpty(kept.AltText))
        {
            const string Why = "A refused caption has no words to accept; send corrected ones.";
            return new CaptionFailure(FailureReason.OptionNotSupported, Why, "decision");
        }

        var review = new ReviewDocument(
            ids.Next(),
            kept.Id,
            request.Decision,
            request.CorrectedCaption,
            reviewer.Name,
            kept.Features is not null,
            clock.GetUtcNow()
        )
        {
            Model = kept.Model,
            ModelDigest = kept.ModelDigest,
            IsAnonymous = reviewer.IsAnonymous,
        };
        if (await reviews.AddAsync(kept, review, cancellationToken) is { } unwritten)
            return FailureOf(unwritten);
        return request.Decision == "reject" || await PublishAsync(kept, review, cancellationToken) is not { } unshelved
            ? review
            : FailureOf(unshelved);
    }

    /// <summary>Takes one, unless the reviewer's latest decision says the same already.</summary>
    /// <param name="request">The decision.</param>
    /// <param name="reviewer">Who decided.</param>
    /// <param name="cancellationToken">Ends the taking.</param>
    /// <returns>The decision, new or as it was made before.</returns>
    public async Task<Result<TakenReview, CaptionFailure>> TakeOnceAsync(
        ReviewRequest request,
        Reviewer reviewer,
        CancellationToken cancellationToken
    )
    {
        if (!(await reviews.FindAsync(request.Id, cancellationToken)).TryGet(out var kept, out var failure))
            return Unfound(failure);
        if (!(await reviews.ReviewsOfAsync(kept, cancellationToken)).TryGet(out var made, out failure))
            return FailureOf(failure);
        var latest = made.LastOrDefault(review => review.Reviewer == reviewer.Name);
        if (latest is not null && (latest.Decision, latest.CorrectedCaption) == (request.Decision, request.CorrectedCaption))
            return new TakenReview(latest, IsNew: false);
        return (await TakeAsync(request, reviewer, cancellationToken)).TryGet(out var review, out var refused)
            ? new TakenReview(review, IsNew: true)
            : refused;
    }

    /// <summary>Publishes a person's text as the latest result about the version of the picture that they saw.</summary>
    private async Task<StoreFailure?> PublishAsync(ReviewableCaption kept, ReviewDocument review, CancellationToken cancellationToken)
    {
        if (results is null || kept.Picture is not { } address)
            return null;
        if (folders.FirstOrDefault(one => address.Below(one) is { Length: > 0 }) is not { } folder)
            return null; // results are no longer written there
        if (!results.Of(folder).TryGet(out var store, out var failure))
            return failure;
        var key = store.Pictures.Prefix + address.Below(folder);
        return await ReviewedText.PublishAsync(store, key, kept, review, cancellationToken);
    }

    /// <summary>Why a caption that was named cannot be had.</summary>
    /// <param name="failure">The store's failure.</param>
    public static CaptionFailure Unfound(StoreFailure failure) =>
        failure.Reason switch
        {
            StoreFailureReason.NotFound => new CaptionFailure(FailureReason.NotFound, "No caption of this id is kept.", "id"),
            StoreFailureReason.Collision => new CaptionFailure(
                FailureReason.NotFound,
                "What was kept of this caption is damaged; have the picture captioned again, and review that.",
                "id"
            ),
            _ => FailureOf(failure),
        };

    private static CaptionFailure FailureOf(StoreFailure failure) =>
        new(StoreFailureTable.ReasonOf(failure), "The review could not be kept.");
}

/// <summary>A decision that was taken.</summary>
/// <param name="Review">The decision.</param>
/// <param name="IsNew">False where it had been made before.</param>
public sealed record TakenReview(ReviewDocument Review, bool IsNew);
