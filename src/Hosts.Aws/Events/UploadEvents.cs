using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Serverless.Events;
using Serverless.Hosts.Aws.Runtime;

namespace Serverless.Hosts.Aws.Events;

/// <summary>Upload events of every wrapping. IAM has let them through; Lambda or the queue delivers again what fails.</summary>
internal sealed partial class UploadEvents(EventServices events, ILogger<UploadEvents> logger)
{
    /// <summary>Whether upload events are taken at all.</summary>
    public bool AreTaken => events.Dispatcher is not null;

    /// <summary>A notification by itself: it fails as a whole, and Lambda calls twice more.</summary>
    public async Task<InvocationResult> TakeAsync(JsonElement root, CancellationToken deadline)
    {
        if (!EventReader.Read(root, null).TryGet(out var delivery, out var error))
            return InvocationResult.Failed("Function.UnknownEvent", error.Detail);
        var report = await events.Dispatcher!.TakeAsync(delivery, deadline);
        Note(report);
        return report.IsToBeRepeated
            ? InvocationResult.Failed("Function.EventFailed", report.ToString())
            : new InvocationResult("{}"u8.ToArray());
    }

    /// <summary>
    /// A batch of messages, answered message by message (the event source mapping must have ReportBatchItemFailures). A message that
    /// cannot be read is given back as well: only the queue's own dead letters would keep it. A FIFO queue gets back everything after its
    /// first failure.
    /// </summary>
    public async Task<InvocationResult> TakeBatchAsync(JsonElement records, CancellationToken deadline)
    {
        var messages = records.EnumerateArray().Select(Read).ToList();
        var deliveries = messages.Select(message => message.Delivery).OfType<EventDelivery>().ToList();
        var all = new EventDelivery([.. deliveries.SelectMany(one => one.Events)])
        {
            Notes = [.. deliveries.SelectMany(one => one.Notes)],
        };
        var report = await events.Dispatcher!.TakeAsync(all, deadline);
        Note(report);
        var failed = new List<BatchItemFailure>();
        var at = 0;
        foreach (var message in messages)
        {
            var count = message.Delivery?.Events.Count ?? 0;
            var isRepeated = report.Outcomes.Skip(at).Take(count).Any(outcome => outcome.IsToBeRepeated);
            var isFailed = message.Delivery is null || isRepeated || (message.IsFifo && failed.Count > 0);
            if (isFailed)
                failed.Add(new BatchItemFailure(message.Id));
            if (message.Delivery is null)
            {
                NoEvent(logger, message.Id, message.Error);
            }

            at += count;
        }

        return new InvocationResult(JsonSerializer.SerializeToUtf8Bytes(new BatchAnswer(failed), BatchJson.Default.BatchAnswer));
    }

    private static Message Read(JsonElement record)
    {
        string? Text(string name) =>
            record.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        var isCounted =
            record.TryGetProperty("attributes", out var attributes)
            && attributes.TryGetProperty("ApproximateReceiveCount", out var counted)
            && counted.ValueKind == JsonValueKind.String;
        int? attempt =
            isCounted
            && int.TryParse(
                attributes.GetProperty("ApproximateReceiveCount").GetString(),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var count
            )
                ? count
                : null;
        var isFifo = Text("eventSourceARN")?.EndsWith(".fifo", StringComparison.Ordinal) == true;
        try
        {
            using var body = JsonDocument.Parse((Text("body") ?? "").TrimStart('\uFEFF'));
            var read = EventReader.Read(body.RootElement, attempt);
            return new Message(Text("messageId") ?? "", read.Value, read.Failure?.Detail, isFifo);
        }
        catch (JsonException)
        {
            return new Message(Text("messageId") ?? "", null, "Its body is no JSON that can be read.", isFifo);
        }
    }

    private void Note(EventReport report)
    {
        var isWarning =
            report.Outcomes.Any(outcome => outcome.IsTroubled) || report.Notes.Any(note => note.Reason != EventNoteReason.Ignored);
        Ended(logger, isWarning ? LogLevel.Warning : LogLevel.Information, report.ToString());
        foreach (var error in report.Errors)
            Broke(logger, error);
    }

    [LoggerMessage(EventId = 5100, Message = "events: {Note}")]
    private static partial void Ended(ILogger logger, LogLevel level, string note);

    [LoggerMessage(EventId = 5101, Level = LogLevel.Error, Message = "message {MessageId} is no event: {Why}")]
    private static partial void NoEvent(ILogger logger, string messageId, string? why);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Error, Message = "an event broke what should not break; it is delivered again")]
    private static partial void Broke(ILogger logger, Exception error);

    private sealed record Message(string Id, EventDelivery? Delivery, string? Error, bool IsFifo);
}

/// <summary>The answer to a batch.</summary>
internal sealed record BatchAnswer(IReadOnlyList<BatchItemFailure> BatchItemFailures);

/// <summary>A message to be delivered again.</summary>
internal sealed record BatchItemFailure(string ItemIdentifier);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BatchAnswer))]
internal sealed partial class BatchJson : JsonSerializerContext;
