using Serverless.Core.Service;
using Serverless.Results;
using Serverless.Results.Processing;
using Serverless.Results.Reviews;
using Serverless.Settings;
using Serverless.Storage;

namespace Serverless.Events;

/// <summary>Processes the events of a delivery concurrently, each for itself: one that fails delays no other.</summary>
/// <param name="processor">Processes events.</param>
/// <param name="maxConcurrency">Maximum number of events processed at the same time.</param>
public sealed class EventDispatcher(EventProcessor processor, int maxConcurrency)
{
    /// <summary>Processes events.</summary>
    public EventProcessor Processor => processor;

    /// <summary>Makes one as the settings say.</summary>
    /// <param name="service">The pipeline.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="stores">The stores.</param>
    /// <param name="reviews">Stores what reviews need; null for no reviews.</param>
    /// <param name="clock">Gives the times.</param>
    /// <returns>Null where no events are processed.</returns>
    public static EventDispatcher? Create(
        CaptionService service,
        CaptionSettings settings,
        BlobStores stores,
        ReviewStore? reviews,
        TimeProvider clock
    ) =>
        settings.Events.From.Count == 0
            ? null
            : new EventDispatcher(
                new EventProcessor(
                    service,
                    new ResultStores(stores, settings.Events.ResultsTo),
                    new PictureProcessor(reviews, clock),
                    settings
                ),
                settings.Concurrency
            );

    /// <summary>Takes a delivery, and counts its notes.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="cancellationToken">The platform's deadline: what is not done by then is delivered again.</param>
    public async Task<EventReport> TakeAsync(EventDelivery delivery, CancellationToken cancellationToken)
    {
        foreach (var note in delivery.Notes)
            EventTelemetry.Count(note);
        return new EventReport(await TakeAsync(delivery.Events, cancellationToken), delivery.Notes);
    }

    /// <summary>Takes events.</summary>
    /// <param name="events">The events.</param>
    /// <param name="cancellationToken">The platform's deadline: what is not done by then is delivered again.</param>
    /// <returns>[events] the outcome of each.</returns>
    public async Task<IReadOnlyList<EventOutcome>> TakeAsync(IReadOnlyList<ObjectEvent> events, CancellationToken cancellationToken)
    {
        var outcomes = new EventOutcome[events.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = maxConcurrency };
        await Parallel.ForAsync(0, events.Count, parallel, async (i, _) => outcomes[i] = await TakeAsync(events[i], cancellationToken));
        return outcomes;
    }

    /// <summary>
    /// The one place where a bug in the work on an event is caught: the event is delivered again, and the others are not held up.
    /// </summary>
    private async Task<EventOutcome> TakeAsync(ObjectEvent received, CancellationToken cancellationToken)
    {
        try
        {
            if (received.Change is ObjectChange.FolderCreated or ObjectChange.FolderDeleted)
            {
                return await new FolderChange(this, maxConcurrency).TakeAsync(received, cancellationToken);
            }

            return Counted(await processor.ProcessAsync(received, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            return Counted(new EventOutcome(PictureOutcomeKind.Retry, "deadline"));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return Counted(new EventOutcome(PictureOutcomeKind.Retry, "internal") { Error = error });
        }
    }

    private static EventOutcome Counted(EventOutcome outcome)
    {
        EventTelemetry.Count(outcome);
        return outcome;
    }
}
