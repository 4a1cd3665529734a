using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Hosting.Events;
using Serverless.Hosting.Telemetry;
using Serverless.Hosts.Aws.Runtime;

namespace Serverless.Hosts.Aws.Events;

/// <summary>Upload events of every wrapping. IAM has let them through; Lambda or the queue delivers again what fails.</summary>
internal sealed class UploadEvents(EventDesk desk, JsonLog log)
{
    /// <summary>A notification by itself: it fails as a whole, and Lambda calls twice more.</summary>
    public async Task<InvocationResult> TakeAsync(Invocation invocation, JsonElement root, CancellationToken deadline)
    {
        if (!EventReader.Read(root, null).TryGet(out var delivery, out var fault)) return InvocationResult.Failed("Function.UnknownEvent", fault.Detail);
        var outcomes = await desk.TakeAsync(delivery.Events, deadline);
        Note(invocation, outcomes);
        return outcomes.Any(outcome => outcome.IsToBeRepeated) ? InvocationResult.Failed("Function.EventFailed", EventDesk.Say(outcomes)) : new InvocationResult("{}"u8.ToArray());
    }

    /// <summary>
    /// A batch of messages, answered message by message (the event source mapping must have ReportBatchItemFailures). A message that cannot be read is given back as well: only the queue's own
    /// dead letters would keep it. A FIFO queue gets back everything after its first failure.
    /// </summary>
    public async Task<InvocationResult> TakeBatchAsync(Invocation invocation, JsonElement records, CancellationToken deadline)
    {
        var messages = records.EnumerateArray().Select(Read).ToList();
        var all = messages.SelectMany(message => message.Events ?? []).ToList();
        var outcomes = await desk.TakeAsync(all, deadline);
        Note(invocation, outcomes);
        var failed = new List<BatchItemFailure>();
        var at = 0;
        foreach (var message in messages)
        {
            var count = message.Events?.Count ?? 0;
            var isFailed = message.Events is null || outcomes.Skip(at).Take(count).Any(outcome => outcome.IsToBeRepeated) || (message.IsFifo && failed.Count > 0);
            if (isFailed) failed.Add(new BatchItemFailure(message.Id));
            if (message.Events is null) log.Write("ERROR", "a message that is no event", ("requestId", invocation.Id), ("messageId", message.Id));
            at += count;
        }

        return new InvocationResult(JsonSerializer.SerializeToUtf8Bytes(new BatchAnswer(failed), BatchJson.Default.BatchAnswer));
    }

    private static Message Read(JsonElement record)
    {
        string? Text(string name) => record.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        var isCounted = record.TryGetProperty("attributes", out var attributes) && attributes.TryGetProperty("ApproximateReceiveCount", out var counted) && counted.ValueKind == JsonValueKind.String;
        int? attempt = isCounted && int.TryParse(attributes.GetProperty("ApproximateReceiveCount").GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
        var isFifo = Text("eventSourceARN")?.EndsWith(".fifo", StringComparison.Ordinal) == true;
        try
        {
            using var body = JsonDocument.Parse(Text("body") ?? "");
            return new Message(Text("messageId") ?? "", EventReader.Read(body.RootElement, attempt).Value?.Events, isFifo);
        }
        catch (JsonException)
        {
            return new Message(Text("messageId") ?? "", null, isFifo);
        }
    }

    private void Note(Invocation invocation, IReadOnlyList<EventOutcome> outcomes) =>
        log.Write(outcomes.Any(outcome => outcome.End is EventEnd.Again or EventEnd.Lost) ? "WARNING" : "INFO", "events", ("requestId", invocation.Id), ("note", EventDesk.Say(outcomes)), ("trace", invocation.TraceId));

    private sealed record Message(string Id, IReadOnlyList<ObjectEvent>? Events, bool IsFifo);
}

/// <summary>The answer to a batch.</summary>
internal sealed record BatchAnswer(IReadOnlyList<BatchItemFailure> BatchItemFailures);

/// <summary>A message to be delivered again.</summary>
internal sealed record BatchItemFailure(string ItemIdentifier);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BatchAnswer))]
internal sealed partial class BatchJson : JsonSerializerContext;
