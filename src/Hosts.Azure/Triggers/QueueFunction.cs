using System.Globalization;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Serverless.Events;

namespace Serverless.Hosts.Azure.Triggers;

/// <summary>Messages of a Storage queue: Event Grid's events about uploads. Public, as the worker wants functions to be.</summary>
/// <param name="uploads">Takes them.</param>
public sealed class QueueFunction(UploadDelivery uploads)
{
    private const string Name = "CaptionQueued";

    /// <summary>Takes a message; <c>CaptionQueue</c> names the queue, <c>CaptionQueueStorage</c> its account.</summary>
    /// <param name="item">The message's text: an event of any known format, as JSON.</param>
    /// <param name="context">The invocation.</param>
    [Function(Name)]
    public async Task RunAsync([QueueTrigger("%CaptionQueue%", Connection = "CaptionQueueStorage")] string item, FunctionContext context)
    {
        using var message = Parse(item);
        if (!EventReader.Read(message.RootElement, AttemptOf(context)).TryGet(out var delivery, out var error))
            throw new TriggerException(Name, error.Detail);
        await uploads.TakeAsync(Name, delivery, context.CancellationToken);
    }

    private static JsonDocument Parse(string item)
    {
        try
        {
            return JsonDocument.Parse(item);
        }
        catch (JsonException)
        {
            throw new TriggerException(Name, "the message is no JSON; set messageEncoding in host.json to what its sender writes.");
        }
    }

    /// <summary>How often the queue has handed the message out; null where it does not say.</summary>
    private static int? AttemptOf(FunctionContext context) =>
        context.BindingContext.BindingData.GetValueOrDefault("DequeueCount")?.ToString() is { } text
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : null;
}
