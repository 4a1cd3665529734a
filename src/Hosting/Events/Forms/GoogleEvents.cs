using System.Text;
using System.Text.Json;
using Serverless.Core.Storage;

namespace Serverless.Hosting.Events.Forms;

/// <summary>Cloud Storage's events: as CloudEvents of Eventarc, as notifications over Pub/Sub push, and in the shape of first-generation functions.</summary>
internal static class GoogleEvents
{
    private const int GenerationDigits = 20;

    /// <summary>A body that is a Pub/Sub push has both of these.</summary>
    public static bool IsPush(JsonElement root) => root.At("message") is { ValueKind: JsonValueKind.Object } && root.At("subscription") is not null;

    /// <summary>A notification: its attributes are enough, its data may be empty.</summary>
    public static ObjectEvent? OfPush(JsonElement root)
    {
        var message = root.At("message")!.Value;
        var change = ChangeOf(message.Text("attributes", "eventType"));
        if (change is null || message.Text("attributes", "bucketId") is not { } bucket || message.Text("attributes", "objectId") is not { } name) return null;
        var (size, type) = DataOf(message);
        return Of(message.Text("messageId"), change.Value, bucket, name, message.Text("attributes", "objectGeneration"), size, type, (int?)root.Whole("deliveryAttempt"));
    }

    /// <summary>The data of a CloudEvent: the object's resource. The name is not encoded in it.</summary>
    public static ObjectEvent? OfResource(string? type, string? id, JsonElement? data)
    {
        if (ChangeOf(type) is not { } change || data?.Text("bucket") is not { } bucket || data.Value.Text("name") is not { } name) return null;
        return Of(id, change, bucket, name, data.Value.Text("generation"), data.Value.Whole("size"), data.Value.Text("contentType"), null);
    }

    /// <summary>The shape of first-generation functions: <c>{ context, data }</c>, or flat.</summary>
    public static ObjectEvent? OfLegacy(JsonElement root)
    {
        var context = root.At("context") ?? root;
        return OfResource(context.Text("eventType"), context.Text("eventId"), root.At("data"));
    }

    public static bool IsLegacy(JsonElement root) => root.At("data") is not null && (root.At("context", "eventType") ?? root.At("eventType")) is not null;

    private static ObjectEvent Of(string? id, ObjectChange change, string bucket, string name, string? generation, long? size, string? type, int? attempt) =>
        new(id ?? "", change, new BlobAddress("gs", bucket, name), generation, generation?.PadLeft(GenerationDigits, '0'), size, type, attempt);

    private static ObjectChange? ChangeOf(string? type) => type switch
    {
        "OBJECT_FINALIZE" or "google.cloud.storage.object.v1.finalized" or "google.storage.object.finalize" => ObjectChange.Created,
        "OBJECT_DELETE" or "google.cloud.storage.object.v1.deleted" or "google.storage.object.delete" => ObjectChange.Deleted,
        _ => null,
    };

    private static (long? Size, string? Type) DataOf(JsonElement message)
    {
        if (message.Text("data") is not { Length: > 0 } encoded) return (null, null);
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
