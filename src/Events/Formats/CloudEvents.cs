using System.Text.Json;
using Serverless.Storage;

namespace Serverless.Events.Formats;

/// <summary>
/// CloudEvents 1.0 over HTTP in all three content modes (github.com/cloudevents/spec, HTTP protocol binding and JSON format).
/// </summary>
internal static class CloudEvents
{
    private static readonly string[] Required = ["id", "source", "specversion", "type"];

    /// <summary>One event in headers and body.</summary>
    public static bool IsBinary(EventRequest request) => Required.All(name => request.Header("ce-" + name) is not null);

    /// <summary>The events of a request in binary mode; null where an attribute cannot be read.</summary>
    public static IReadOnlyList<EventItem>? OfBinary(EventRequest request, JsonElement? data)
    {
        var attributes = Required.ToDictionary(name => name, name => AttributeOf(request.Header("ce-" + name)!));
        var subject = request.Header("ce-subject") is { } received ? AttributeOf(received) : null;
        if (
            attributes.Values.Any(string.IsNullOrEmpty)
            || attributes["specversion"] != "1.0"
            || request.Header("ce-datacontenttype") is not null
        )
            return null;
        return [.. Of(attributes["type"]!, attributes["id"]!, attributes["source"]!, subject, data)];
    }

    /// <summary>One event as an object; null where it is none.</summary>
    public static IReadOnlyList<EventItem>? OfStructured(JsonElement root)
    {
        if (
            Required.Any(name => root.At(name) is not { ValueKind: JsonValueKind.String } || root.Text(name)!.Length == 0)
            || root.Text("specversion") != "1.0"
        )
            return null;
        if (root.At("data") is not null && root.At("data_base64") is not null)
            return null;
        return [.. Of(root.Text("type")!, root.Text("id")!, root.Text("source")!, root.Text("subject"), root.At("data"))];
    }

    /// <summary>Many; null where one of them is none.</summary>
    public static IReadOnlyList<EventItem>? OfBatch(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Array)
            return null;
        var all = root.EnumerateArray().Select(OfStructured).ToList();
        return all.Any(one => one is null) ? null : [.. all.SelectMany(one => one!)];
    }

    private static IEnumerable<EventItem> Of(string type, string id, string source, string? subject, JsonElement? data)
    {
        if (type.StartsWith("Microsoft.Storage.", StringComparison.Ordinal))
            return BlobEvents.Of(type, id, data);
        if (type == "google.cloud.pubsub.topic.v1.messagePublished")
        {
            var isPush = data is { } wrapped && GoogleEvents.IsPush(wrapped);
            return [isPush ? GoogleEvents.OfPush(data!.Value) : EventItem.NoteOf(EventNoteReason.Unreadable, type)];
        }

        if (type.StartsWith("google.cloud.storage.", StringComparison.Ordinal))
            return [GoogleEvents.OfResource(type, id, data)];
        const string S3 = "com.amazonaws.s3.";
        if (type.StartsWith(S3, StringComparison.Ordinal))
            return [S3Events.OfCloudEvent(type[S3.Length..], id, source, subject, data)];
        return [EventItem.Of(EventKinds.Of(type), null)];
    }

    /// <summary>
    /// Removes quotes and decodes percent encoding once; null where it is invalid or the value holds what must be encoded.
    /// </summary>
    private static string? AttributeOf(string header)
    {
        if (header.Any(letter => letter is < ' ' or > '~'))
            return null;
        var text = header is ['"', .. var inner, '"']
            ? inner.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)
            : header;
        return PercentEncoding.Decode(text);
    }
}
