using System.Text;
using System.Text.Json;
using Serverless.Storage;

namespace Serverless.Events.Formats;

/// <summary>
/// Cloud Storage's events: as CloudEvents of Eventarc, as notifications over Pub/Sub push, and in the shape of first-generation
/// functions.
/// </summary>
internal static class GoogleEvents
{
    private const int GenerationDigits = 20;

    /// <summary>A body that is a Pub/Sub push has both of these.</summary>
    public static bool IsPush(JsonElement root) =>
        root.At("message") is { ValueKind: JsonValueKind.Object } && root.At("subscription") is not null;

    /// <summary>A notification: its attributes are enough, its data may be empty.</summary>
    public static EventItem OfPush(JsonElement root)
    {
        var message = root.At("message")!.Value;
        if (message.Text("attributes", "eventType") is not { } type)
        {
            return EventItem.NoteOf(EventNoteReason.Unreadable, "Pub/Sub message without eventType");
        }

        var kind = EventKinds.Of(type);
        if (message.Text("attributes", "bucketId") is not { } bucket || message.Text("attributes", "objectId") is not { } name)
        {
            return EventItem.Of(kind, null);
        }

        var (size, media) = DataOf(message);
        var generation = message.Text("attributes", "objectGeneration");
        return EventItem.Of(
            kind,
            Of(message.Text("messageId"), ChangeOf(kind), bucket, name, generation, size, media, (int?)root.Whole("deliveryAttempt"))
        );
    }

    /// <summary>The data of a CloudEvent: the object's resource. The name is not encoded in it.</summary>
    public static EventItem OfResource(string type, string? id, JsonElement? data)
    {
        var kind = EventKinds.Of(type);
        if (data?.Text("bucket") is not { } bucket || data.Value.Text("name") is not { } name)
            return EventItem.Of(kind, null);
        var (size, media) = (data.Value.Whole("size"), data.Value.Text("contentType"));
        return EventItem.Of(kind, Of(id, ChangeOf(kind), bucket, name, data.Value.Text("generation"), size, media, null));
    }

    /// <summary>The shape of first-generation functions: <c>{ context, data }</c>, or flat.</summary>
    public static EventItem OfLegacy(JsonElement root)
    {
        var context = root.At("context") ?? root;
        return OfResource(context.Text("eventType") ?? "", context.Text("eventId"), root.At("data"));
    }

    /// <summary>
    /// A push without wrapper whose attributes came as headers; what they do not tell, the object's resource in the body does.
    /// </summary>
    /// <param name="attribute">An attribute by its name; null where no header has it.</param>
    /// <param name="id">Of the message.</param>
    /// <param name="body">The message's data; null for none.</param>
    public static EventItem OfUnwrapped(Func<string, string?> attribute, string? id, JsonElement? body)
    {
        if (attribute("eventType") is not { } type)
        {
            return body is { } alone && IsResource(alone)
                ? OfResourceAlone(alone, id)
                : EventItem.NoteOf(EventNoteReason.Unreadable, "Pub/Sub message without eventType");
        }

        var kind = EventKinds.Of(type);
        if (
            (body?.Text("bucket") ?? attribute("bucketId")) is not { } bucket
            || (body?.Text("name") ?? attribute("objectId")) is not { } name
        )
        {
            return EventItem.Of(kind, null);
        }

        var generation = body?.Text("generation") ?? attribute("objectGeneration");
        return EventItem.Of(kind, Of(id, ChangeOf(kind), bucket, name, generation, body?.Whole("size"), body?.Text("contentType"), null));
    }

    /// <summary>
    /// Whether this is an object's resource, as the JSON API writes it: the data of a notification without its attributes.
    /// </summary>
    public static bool IsResource(JsonElement root) =>
        root.Text("kind") == "storage#object" && root.Text("bucket") is not null && root.Text("name") is not null;

    /// <summary>A resource by itself does not say what happened to the object.</summary>
    public static EventItem OfResourceAlone(JsonElement root, string? id) =>
        new(
            new ObjectEvent(
                id ?? root.Text("id") ?? "",
                ObjectChange.Changed,
                new BlobAddress("gs", root.Text("bucket")!, root.Text("name")!),
                null,
                OrderOf(root.Text("generation"))
            ),
            null
        );

    public static bool IsLegacy(JsonElement root) =>
        root.At("data") is not null && (root.At("context", "eventType") ?? root.At("eventType")) is not null;

    private static ObjectEvent Of(
        string? id,
        ObjectChange change,
        string bucket,
        string name,
        string? generation,
        long? size,
        string? type,
        int? attempt
    ) => new(id ?? "", change, new BlobAddress("gs", bucket, name), generation, OrderOf(generation), size, type, attempt);

    private static string? OrderOf(string? generation) => generation?.PadLeft(GenerationDigits, '0');

    private static ObjectChange ChangeOf(EventKind kind) =>
        kind.Action == EventAction.Delete ? ObjectChange.Deleted : ObjectChange.Created;

    private static (long? Size, string? Type) DataOf(JsonElement message)
    {
        if (message.Text("data") is not { Length: > 0 } encoded)
            return (null, null);
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(encoded)));
            return (document.RootElement.Whole("size"), document.RootElement.Text("contentType"));
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            return (null, null); // a payload that is not the object's resource: the attributes have told all
        }
    }
}
