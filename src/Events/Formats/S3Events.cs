using System.Net;
using System.Text.Json;
using Serverless.Storage;

namespace Serverless.Events.Formats;

/// <summary>
/// S3's notifications (docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html), EventBridge's events about
/// S3, and SNS around either.
/// </summary>
internal static class S3Events
{
    /// <summary>Longer than any sequencer; the shorter of two is padded with zeros on the right.</summary>
    private const int SequencerDigits = 32;

    public static IEnumerable<EventItem> OfRecords(JsonElement records) =>
        records.ValueKind == JsonValueKind.Array ? records.EnumerateArray().SelectMany(OfRecord) : [];

    /// <summary>One record: of S3, or of SNS with S3's text inside.</summary>
    public static IEnumerable<EventItem> OfRecord(JsonElement record) =>
        record.Text("Sns", "Message") is { } message ? OfMessage(message) : [OfNotification(record)];

    /// <summary>
    /// The text of a message: S3's, EventBridge's, or SNS's envelope around either. A message that is not JSON is malformed.
    /// </summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static IReadOnlyList<EventItem> OfMessage(string text)
    {
        using var document = JsonDocument.Parse(text.TrimStart('\uFEFF'));
        var root = document.RootElement;
        if (root.Text("Type") == "Notification" && root.Text("Message") is { } inner)
            return OfMessage(inner);
        if (root.At("detail-type") is not null)
            return [OfEventBridge(root)];
        if (root.Text("Event") is { } test)
            return [EventItem.Of(EventKinds.Of(test), null)];
        return root.At("Records") is { } records ? [.. OfRecords(records)] : [EventItem.NoteOf(EventNoteReason.Unknown, "SNS message")];
    }

    /// <summary>EventBridge names some fields otherwise and does not encode the key.</summary>
    public static EventItem OfEventBridge(JsonElement root)
    {
        var type = root.Text("detail-type") ?? "";
        if (root.Text("source") is var source and not "aws.s3")
        {
            return EventKinds.Of(type) is { Action: EventAction.Ignore } other
                ? EventItem.Of(other, null)
                : EventItem.NoteOf(EventNoteReason.Unknown, $"{type} of {source}");
        }

        var kind = EventKinds.Of(type);
        if (root.Text("detail", "bucket", "name") is not { } bucket || root.Text("detail", "object", "key") is not { } key)
        {
            return EventItem.Of(kind, null);
        }

        var stored = root.At("detail", "object")!.Value;
        var address = new BlobAddress("s3", bucket, key);
        return EventItem.Of(
            kind,
            new ObjectEvent(
                root.Text("id") ?? "",
                ChangeOf(kind),
                address,
                stored.Text("etag"),
                Order(stored.Text("sequencer")),
                stored.Whole("size")
            )
        );
    }

    /// <summary>A CloudEvent about S3 (the CNCF's adapter): the bucket is the source's end where the data does not name it.</summary>
    public static EventItem OfCloudEvent(string eventName, string id, string source, string? subject, JsonElement? data)
    {
        var kind = EventKinds.Of(eventName);
        if (subject is null)
            return EventItem.Of(kind, null);
        var bucket = data?.Text("s3", "bucket", "name") ?? data?.Text("bucket", "name") ?? source.Split('.', '/', ':')[^1];
        var version = (data?.Text("s3", "object", "eTag") ?? data?.Text("object", "eTag"))?.Trim('"');
        return EventItem.Of(kind, new ObjectEvent(id, ChangeOf(kind), new BlobAddress("s3", bucket, subject), version, null));
    }

    /// <summary>Keys are form-encoded: a plus is a space; decoded exactly once.</summary>
    private static EventItem OfNotification(JsonElement record)
    {
        var name = record.Text("eventName") ?? "";
        if (record.Text("eventVersion") is { } version && !version.StartsWith("2.", StringComparison.Ordinal))
        {
            return EventItem.NoteOf(EventNoteReason.Unknown, $"{name} of version {version}");
        }

        var kind = EventKinds.Of(name);
        if (record.Text("s3", "bucket", "name") is not { } bucket || record.Text("s3", "object", "key") is not { } key)
        {
            return EventItem.Of(kind, null);
        }

        var stored = record.At("s3", "object")!.Value;
        var id = $"{record.Text("responseElements", "x-amz-request-id")}.{record.Text("responseElements", "x-amz-id-2")}";
        var address = new BlobAddress("s3", bucket, WebUtility.UrlDecode(key));
        return EventItem.Of(
            kind,
            new ObjectEvent(
                id,
                ChangeOf(kind),
                address,
                stored.Text("eTag")?.Trim('"'),
                Order(stored.Text("sequencer")),
                stored.Whole("size")
            )
        );
    }

    private static ObjectChange ChangeOf(EventKind kind) =>
        kind.Action == EventAction.Delete ? ObjectChange.Deleted : ObjectChange.Created;

    private static string? Order(string? sequencer) => sequencer?.ToUpperInvariant().PadRight(SequencerDigits, '0');
}
