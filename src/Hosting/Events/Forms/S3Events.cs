using System.Net;
using System.Text.Json;
using Serverless.Core.Storage;

namespace Serverless.Hosting.Events.Forms;

/// <summary>S3's notifications (docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html), EventBridge's events about S3, and SNS around either.</summary>
internal static class S3Events
{
    /// <summary>Longer than any sequencer; the shorter of two is padded with zeros on the right.</summary>
    private const int SequencerDigits = 32;

    public static IEnumerable<ObjectEvent> OfRecords(JsonElement records) => records.ValueKind == JsonValueKind.Array ? records.EnumerateArray().SelectMany(OfRecord) : [];

    /// <summary>One record: of S3, or of SNS with S3's text inside.</summary>
    public static IEnumerable<ObjectEvent> OfRecord(JsonElement record) => record.Text("Sns", "Message") is { } message ? OfMessage(message) : OfNotification(record) is { } found ? [found] : [];

    /// <summary>The text of a message: S3's, EventBridge's, or SNS's envelope around either. A message that is no JSON is malformed.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static IReadOnlyList<ObjectEvent> OfMessage(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        if (root.Text("Type") == "Notification" && root.Text("Message") is { } inner) return OfMessage(inner);
        if (root.At("detail-type") is not null) return OfEventBridge(root) is { } found ? [found] : [];
        return root.At("Records") is { } records ? [.. OfRecords(records)] : [];
    }

    /// <summary>EventBridge names some fields otherwise and does not encode the key.</summary>
    public static ObjectEvent? OfEventBridge(JsonElement root)
    {
        ObjectChange? change = root.Text("detail-type") switch
        {
            "Object Created" => ObjectChange.Created,
            "Object Deleted" => ObjectChange.Deleted,
            _ => null,
        };
        if (change is null || root.Text("source") != "aws.s3" || root.Text("detail", "bucket", "name") is not { } bucket || root.Text("detail", "object", "key") is not { } key) return null;
        var stored = root.At("detail", "object")!.Value;
        return new ObjectEvent(root.Text("id") ?? "", change.Value, new BlobAddress("s3", bucket, key), stored.Text("etag"), Order(stored.Text("sequencer")), stored.Whole("size"));
    }

    /// <summary>Keys are form-encoded: a plus is a space; decoded exactly once.</summary>
    private static ObjectEvent? OfNotification(JsonElement record)
    {
        if (ChangeOf(record.Text("eventName") ?? "") is not { } change || record.Text("eventVersion")?.StartsWith("2.", StringComparison.Ordinal) == false) return null;
        if (record.Text("s3", "bucket", "name") is not { } bucket || record.Text("s3", "object", "key") is not { } key) return null;
        var stored = record.At("s3", "object")!.Value;
        var id = $"{record.Text("responseElements", "x-amz-request-id")}.{record.Text("responseElements", "x-amz-id-2")}";
        return new ObjectEvent(id, change, new BlobAddress("s3", bucket, WebUtility.UrlDecode(key)), stored.Text("eTag")?.Trim('"'), Order(stored.Text("sequencer")), stored.Whole("size"));
    }

    public static ObjectChange? ChangeOf(string eventName)
    {
        var name = eventName.StartsWith("s3:", StringComparison.Ordinal) ? eventName[3..] : eventName;
        return name.StartsWith("ObjectCreated:", StringComparison.Ordinal) ? ObjectChange.Created : name.StartsWith("ObjectRemoved:", StringComparison.Ordinal) || name.StartsWith("LifecycleExpiration:", StringComparison.Ordinal) ? ObjectChange.Deleted : null;
    }

    private static string? Order(string? sequencer) => sequencer?.ToUpperInvariant().PadRight(SequencerDigits, '0');
}
