using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Results.Reviews;
using Serverless.Settings;
using Serverless.Storage;

namespace Serverless.Events;

/// <summary>What happens to pictures that are stored.</summary>
/// <param name="Dispatcher">Takes upload events; null where none are processed.</param>
/// <param name="ReviewStore">Keeps reviews and what they need; null for no reviews.</param>
/// <param name="Reviews">Takes reviews; null for none.</param>
public sealed record EventServices(EventDispatcher? Dispatcher, ReviewStore? ReviewStore, ReviewService? Reviews)
{
    /// <summary>What waits for people; null for no reviews.</summary>
    public ReviewQueue? Queue { get; init; }

    /// <summary>Pictures of captions that are reviewed; null for no reviews.</summary>
    public ReviewPictures? Pictures { get; init; }

    /// <summary>Whether previews of posted pictures are kept for reviews.</summary>
    public bool KeepsPictures { get; init; }

    /// <summary>Makes it as the settings say.</summary>
    /// <param name="service">The pipeline.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="stores">The stores.</param>
    /// <param name="clock">Gives the times.</param>
    public static EventServices Create(CaptionService service, CaptionSettings settings, BlobStores stores, TimeProvider clock)
    {
        var events = settings.Events;
        var kept =
            events.ReviewsTo is { } address && stores.Open(address).TryGet(out var folder, out _)
                ? new ReviewStore(folder, events.KeepsFeatures)
                : null; // opened at the start already
        var dispatcher = EventDispatcher.Create(service, settings, stores, kept, clock);
        var reviews = kept is null ? null : new ReviewService(kept, dispatcher?.Processor.Results, events.From, CaptionIds.System, clock);
        if (kept is null)
            return new EventServices(dispatcher, null, null);
        return new EventServices(dispatcher, kept, reviews)
        {
            Queue = new ReviewQueue(kept),
            Pictures = new ReviewPictures(kept, dispatcher?.Processor.Results, events.From, settings.Pictures.MaxBytes),
            KeepsPictures = events.KeepsPictures,
        };
    }
}
