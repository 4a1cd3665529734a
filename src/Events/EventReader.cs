using System.Globalization;
using System.Text.Json;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Events.Formats;

namespace Serverless.Events;

/// <summary>
/// Reads every format of an upload event, as it comes over HTTP. The order of the checks matters: CloudEvents first, by their media
/// types and headers.
/// </summary>
public static class EventReader
{
    /// <summary>Largest event in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    private const string PubSub = "x-goog-pubsub-";

    private static readonly string[] CloudEventMedia = ["application/cloudevents+json", "application/cloudevents-batch+json"];

    /// <summary>Reads a delivery.</summary>
    /// <param name="request">The request.</param>
    public static Result<EventDelivery, EventError> Read(EventRequest request)
    {
        if (request.Body.Length > MaxBytes)
            return new EventError(FailureReason.BodyTooLarge, "An event has at most 1 MiB.");
        var media = request.Header("Content-Type")?.Split(';')[0].Trim().ToLowerInvariant() ?? "";
        if (media.StartsWith("application/cloudevents", StringComparison.Ordinal) && !CloudEventMedia.Contains(media))
        {
            return new EventError(
                FailureReason.UnsupportedMediaType,
                $"Events are read as JSON, not as {new EventNote(EventNoteReason.Unknown, media).Kind}."
            );
        }

        if (request.Body.IsEmpty)
            return Read(request, media, null);
        if (!JsonText.Parse(request.Body).TryGet(out var document, out var fault))
            return Malformed(fault);
        using (document)
        {
            return Read(request, media, document.RootElement);
        }
    }

    /// <summary>Reads an event that no HTTP request carries: a queue's message, a trigger's binding.</summary>
    /// <param name="root">The event.</param>
    /// <param name="attempt">How often it was delivered; null where it is not counted.</param>
    public static Result<EventDelivery, EventError> Read(JsonElement root, int? attempt)
    {
        var first = root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 ? root[0] : root;
        if (first.At("specversion") is not null)
        {
            return OfCloudEvents(
                root.ValueKind == JsonValueKind.Array ? CloudEvents.OfBatch(root) : CloudEvents.OfStructured(root),
                attempt
            );
        }

        if (first.At("eventType") is not null && first.At("data") is not null && first.At("eventId") is null)
            return BlobEvents.OfEventGrid(root, attempt);
        if (GoogleEvents.IsPush(root))
            return EventDelivery.Of([GoogleEvents.OfPush(root)]);
        if (root.At("message") is not null || root.At("subscription") is not null)
        {
            return Malformed("A Pub/Sub push has both message and subscription.");
        }

        if (GoogleEvents.IsLegacy(root))
            return EventDelivery.Of([GoogleEvents.OfLegacy(root)], attempt);
        if (root.At("detail-type") is not null)
            return EventDelivery.Of([S3Events.OfEventBridge(root)], attempt);
        if (root.At("Records") is { } records)
            return EventDelivery.Of(S3Events.OfRecords(records), attempt);
        if (SnsMessages.TypeOf(root) is { } type)
            return SnsMessages.Read(root, type, attempt);
        if (root.Text("Event") is { } test && test.StartsWith("s3:", StringComparison.Ordinal))
        {
            return EventDelivery.Of([EventItem.Of(EventKinds.Of(test), null)]);
        }

        if (GoogleEvents.IsResource(root))
            return EventDelivery.Of([GoogleEvents.OfResourceAlone(root, null)], attempt);
        return root.ValueKind == JsonValueKind.Array && root.GetArrayLength() == 0
            ? EventDelivery.Of([])
            : Malformed("This is no event of a known form; docs/operations/events.md lists them.");
    }

    private static Result<EventDelivery, EventError> Read(EventRequest request, string media, JsonElement? root)
    {
        if (media == "application/cloudevents-batch+json")
        {
            return OfCloudEvents(root is { } batch ? CloudEvents.OfBatch(batch) : null, null);
        }

        if (media == "application/cloudevents+json")
            return OfCloudEvents(root is { } one ? CloudEvents.OfStructured(one) : null, null);
        if (CloudEvents.IsBinary(request))
            return OfCloudEvents(CloudEvents.OfBinary(request, root), null);
        if (IsUnwrapped(request) && !(root is { } wrapped && GoogleEvents.IsPush(wrapped)))
        {
            var attempts = Number(request.Header(PubSub + "delivery-attempt"));
            var id = request.Header(PubSub + "message-id");
            return EventDelivery.Of(
                [GoogleEvents.OfUnwrapped(name => request.Header(PubSub + name) ?? request.Header(name), id, root)],
                attempts
            );
        }

        return root is { } known
            ? Read(known, Number(request.Header("aeg-delivery-count")) + 1)
            : Malformed("The body is empty; it must hold an event.");
    }

    /// <summary>
    /// A Pub/Sub push without wrapper that writes its metadata: the message's as x-goog-pubsub-NAME, its attributes as headers of their
    /// own names.
    /// </summary>
    private static bool IsUnwrapped(EventRequest request) =>
        request.Header(PubSub + "message-id") is not null || request.Header(PubSub + "subscription-name") is not null;

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Result<EventDelivery, EventError> OfCloudEvents(IReadOnlyList<EventItem>? items, int? attempt) =>
        items is null
            ? Malformed("This is no CloudEvent: id, source, specversion 1.0 and type are needed, and attributes that can be decoded.")
            : EventDelivery.Of(items, attempt);

    private static EventError Malformed(string detail) => new(FailureReason.MalformedRequest, detail);
}
