using Microsoft.Extensions.Logging;
using Serverless.Core.Service;
using Serverless.Events;

namespace Serverless.Hosts.Azure.Triggers;

/// <summary>
/// What triggers bring about uploads. Work that is to be retried fails the invocation: the trigger's own retries and poison queue take
/// over. Messages hold no name of an object and no caption: the platform keeps them.
/// </summary>
/// <param name="uploads">Has the service for events.</param>
/// <param name="service">Loads the models.</param>
/// <param name="drain">Says when the worker ends.</param>
/// <param name="logger">Takes bugs.</param>
public sealed partial class UploadDelivery(EventServices uploads, CaptionService service, Drain drain, ILogger<UploadDelivery> logger)
{
    private static readonly TimeSpan LoadingStep = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes a delivery.</summary>
    /// <param name="function">The function it came by.</param>
    /// <param name="delivery">The delivery.</param>
    /// <param name="invocation">The Functions host gives up.</param>
    /// <exception cref="TriggerException">It is to be delivered again, or uploads are not handled.</exception>
    public async Task TakeAsync(string function, EventDelivery delivery, CancellationToken invocation)
    {
        if (uploads.Dispatcher is not { } events)
            throw new TriggerException(function, "uploads are not heeded: CAPTION_EVENTS_FROM is not set.");
        using var any = CancellationTokenSource.CreateLinkedTokenSource(invocation, drain.Ending);
        await LoadedAsync(function, any.Token);
        var report = await events.TakeAsync(delivery, any.Token);
        foreach (var error in report.Errors)
            Broke(logger, error);
        if (report.IsToBeRepeated)
            throw new TriggerException(function, $"{report}; it is to be delivered again.");
        Done(logger, function, report);
    }

    /// <summary>
    /// A message often is what starts a worker: it waits for the models. Given back at once, it would come again no sooner than the
    /// queue's visibility timeout, with one attempt less.
    /// </summary>
    private async Task LoadedAsync(string function, CancellationToken cancellationToken)
    {
        try
        {
            while (!service.IsReady)
                await Task.Delay(LoadingStep, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw new TriggerException(function, "the models were not loaded in time; it is to be delivered again.");
        }
    }

    [LoggerMessage(EventId = 4000, Level = LogLevel.Error, Message = "an event broke what should not break; it is delivered again")]
    private static partial void Broke(ILogger logger, Exception error);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Information, Message = "{Function}: {Report}")]
    private static partial void Done(ILogger logger, string function, EventReport report);
}
