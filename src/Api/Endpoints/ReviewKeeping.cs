using Serverless.Core.Pipeline;
using Serverless.Events;
using Serverless.Fetching;

namespace Serverless.Api.Endpoints;

/// <summary>Keeps what the review of an answered caption needs.</summary>
internal static class ReviewKeeping
{
    /// <summary>Keeps it, where reviews are taken.</summary>
    /// <param name="events">Where reviews are kept.</param>
    /// <param name="caption">The caption.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    /// <returns>Why it could not be kept, which leaves the caller without the caption; null where it could.</returns>
    public static async Task<CaptionFailure?> KeepAsync(EventServices events, Caption caption, CancellationToken cancellationToken) =>
        events.ReviewStore is { } reviews && await reviews.KeepAsync(caption, null, null, cancellationToken) is { } unkept
            ? new CaptionFailure(StoreFailureTable.ReasonOf(unkept), "The caption could not be kept for its review.")
            : null;
}
