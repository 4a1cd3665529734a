using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Events;
using Serverless.Fetching;
using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Api.Endpoints;

/// <summary>Keeps what the review of an answered caption needs.</summary>
internal static class ReviewKeeping
{
    /// <summary>
    /// Keeps it, where reviews are taken; where the operator wants it, with a preview of the picture. A host that is too busy to make one
    /// keeps none: the caption is what was asked for.
    /// </summary>
    /// <param name="events">Where reviews are kept.</param>
    /// <param name="service">Makes the preview.</param>
    /// <param name="caption">The caption.</param>
    /// <param name="picture">The picture's bytes.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    /// <returns>Why it could not be kept, which leaves the caller without the caption; null where it could.</returns>
    public static async Task<CaptionFailure?> KeepAsync(
        EventServices events,
        CaptionService service,
        Caption caption,
        ReadOnlyMemory<byte> picture,
        CancellationToken cancellationToken
    )
    {
        if (events.ReviewStore is not { } reviews)
            return null;
        StoreFailure? unkept = null;
        if (events.KeepsPictures)
        {
            var made = await service.RunAsync(
                (pipeline, token) => pipeline.Preview(picture, PicturePreview.MaxSide, token),
                cancellationToken
            );
            if (made.Value is { } jpeg)
                unkept = await reviews.KeepPictureAsync(caption.Id, jpeg, cancellationToken);
        }

        unkept ??= await reviews.KeepAsync(caption, null, null, cancellationToken);
        return unkept is null
            ? null
            : new CaptionFailure(StoreFailureTable.ReasonOf(unkept), "The caption could not be kept for its review.");
    }
}
