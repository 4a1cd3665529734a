using Serverless.Core.Storage;
using Serverless.Hosting.Endpoints;
using Serverless.Hosting.Reviews;
using Serverless.Hosting.Settings;

namespace Serverless.Hosting.Events;

/// <summary>Takes the events of a delivery, some at a time, each for itself: one that fails holds up no other.</summary>
/// <param name="processor">Does what an event asks for.</param>
/// <param name="atATime">Events worked on at the same time.</param>
public sealed class EventDesk(EventProcessor processor, int atATime)
{
    /// <summary>Does what an event asks for.</summary>
    public EventProcessor Processor => processor;

    /// <summary>Makes one as the settings say.</summary>
    /// <param name="service">The pipeline.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="stores">The stores.</param>
    /// <param name="keeper">Keeps what reviews need; null for no reviews.</param>
    /// <param name="clock">Gives the times.</param>
    /// <returns>Null where no events are heeded.</returns>
    public static EventDesk? Create(CaptionService service, CaptionSettings settings, BlobStores stores, CaptionKeeper? keeper, TimeProvider clock) =>
        settings.Events.From.Count == 0 ? null : new EventDesk(new EventProcessor(service, stores, settings.Events, settings.Pictures.MaxBytes, keeper, clock), settings.Concurrency);

    /// <summary>Takes them.</summary>
    /// <param name="events">The events.</param>
    /// <param name="cancellationToken">The platform's deadline: what is not done by then is to be delivered again.</param>
    /// <returns>[events] how each ended.</returns>
    public async Task<IReadOnlyList<EventOutcome>> TakeAsync(IReadOnlyList<ObjectEvent> events, CancellationToken cancellationToken)
    {
        var outcomes = new EventOutcome[events.Count];
        await Parallel.ForAsync(0, events.Count, new ParallelOptions { MaxDegreeOfParallelism = atATime }, async (i, _) => outcomes[i] = await TakeAsync(events[i], cancellationToken));
        return outcomes;
    }

    /// <summary>How events ended, for a log line: no names of objects.</summary>
    /// <param name="outcomes">The ends.</param>
    public static string Say(IReadOnlyList<EventOutcome> outcomes) =>
        outcomes.Count == 0 ? "no events" : string.Join(", ", outcomes.GroupBy(outcome => $"{outcome.End.ToString().ToLowerInvariant()} {outcome.Code}".Trim()).Select(group => $"{group.Count()} {group.Key}"));

    private async Task<EventOutcome> TakeAsync(ObjectEvent told, CancellationToken cancellationToken)
    {
        try
        {
            return await processor.ProcessAsync(told, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return new EventOutcome(EventEnd.Again, "deadline");
        }
    }
}
