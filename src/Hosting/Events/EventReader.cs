using System.Globalization;
using System.Text.Json;
using Serverless.Core;
using Serverless.Hosting.Events.Forms;
using Serverless.Hosting.Wire;

namespace Serverless.Hosting.Events;

/// <summary>Any form of an upload event, as it comes over HTTP, to our record. The order in which forms are told apart matters: CloudEvents first, by their media types and headers.</summary>
public static class EventReader
{
    private const int MostBytes = 1 << 20;

    /// <summary>Reads a delivery.</summary>
    /// <param name="request">The request.</param>
    public static Result<EventDelivery, EventFault> Read(WireRequest request)
    {
        if (request.Body.Length > MostBytes) return new EventFault(413, "An event has at most 1 MiB.");
        var media = request.Header("Content-Type")?.Split(';')[0].Trim().ToLowerInvariant() ?? "";
        if (media.StartsWith("application/cloudevents", StringComparison.Ordinal) && media is not ("application/cloudevents+json" or "application/cloudevents-batch+json")) return new EventFault(415, $"Events are read as JSON, not as {media}.");
        try
        {
            using var document = request.Body.IsEmpty ? null : JsonDocument.Parse(request.Body);
            return Read(request, media, document?.RootElement);
        }
        catch (JsonException)
        {
            return new EventFault(400, "The body is no JSON that can be read.");
        }
    }

    /// <summary>Reads an event that no HTTP request carries: a queue's message, a trigger's binding.</summary>
    /// <param name="root">The event.</param>
    /// <param name="attempt">How often it was delivered; null where nobody counts.</param>
    public static Result<EventDelivery, EventFault> Read(JsonElement root, int? attempt)
    {
        var first = root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 ? root[0] : root;
        if (first.At("specversion") is not null) return Delivery(root.ValueKind == JsonValueKind.Array ? CloudEvents.OfBatch(root) : CloudEvents.OfStructured(root), attempt);
        if (first.At("eventType") is not null && first.At("data") is not null && first.At("eventId") is null) return BlobEvents.OfEventGrid(root, attempt);
        if (GoogleEvents.IsPush(root)) return Delivery(Some(GoogleEvents.OfPush(root)), null);
        if (root.At("message") is not null || root.At("subscription") is not null) return new EventFault(400, "A Pub/Sub push has both message and subscription.");
        if (GoogleEvents.IsLegacy(root)) return Delivery(Some(GoogleEvents.OfLegacy(root)), attempt);
        if (root.At("detail-type") is not null) return Delivery(Some(S3Events.OfEventBridge(root)), attempt);
        if (root.At("Records") is { } records) return Delivery([.. S3Events.OfRecords(records)], attempt);
        if (root.Text("Type") == "Notification" && root.Text("Message") is { } message) return Delivery(S3Events.OfMessage(message), attempt);
        if (root.Text("Event") == "s3:TestEvent") return EventDelivery.Nothing;
        return root.ValueKind == JsonValueKind.Array && root.GetArrayLength() == 0 ? EventDelivery.Nothing : new EventFault(400, "This is no event of a known form.");
    }

    private static Result<EventDelivery, EventFault> Read(WireRequest request, string media, JsonElement? root)
    {
        if (media == "application/cloudevents-batch+json") return Delivery(root is { } batch ? CloudEvents.OfBatch(batch) : null, null);
        if (media == "application/cloudevents+json") return Delivery(root is { } one ? CloudEvents.OfStructured(one) : null, null);
        if (CloudEvents.IsBinary(request)) return Delivery(CloudEvents.OfBinary(request, root), null);
        int? attempt = int.TryParse(request.Header("aeg-delivery-count"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count + 1 : null;
        return root is { } known ? Read(known, attempt) : new EventFault(400, "The body is empty; it must hold an event.");
    }

    private static Result<EventDelivery, EventFault> Delivery(IReadOnlyList<ObjectEvent>? events, int? attempt) => events is null
        ? new EventFault(400, "This is no CloudEvent: id, source, specversion 1.0 and type are needed, and attributes that can be decoded.")
        : new EventDelivery(attempt is null ? events : [.. events.Select(one => one with { Attempt = attempt })]);

    private static IReadOnlyList<ObjectEvent> Some(ObjectEvent? found) => found is null ? [] : [found];
}
