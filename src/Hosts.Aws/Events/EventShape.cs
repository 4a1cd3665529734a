using System.Text.Json;

namespace Serverless.Hosts.Aws.Events;

/// <summary>What an event is, detected by its shape alone: Lambda does not say.</summary>
internal enum EventShape
{
    /// <summary>None we know.</summary>
    Unknown,

    /// <summary>Function URL or HTTP API, payload format 2.0.</summary>
    Http,

    /// <summary>REST API or load balancer, payload format 1.0.</summary>
    HttpOne,

    /// <summary>An EventBridge event.</summary>
    EventBridge,

    /// <summary>A batch of queue messages.</summary>
    Queue,

    /// <summary>An S3 notification.</summary>
    Bucket,

    /// <summary>An SNS notification.</summary>
    Topic,

    /// <summary>S3 says that a notification was set up, or a list without entries: nothing to do.</summary>
    Nothing,
}

/// <summary>Detects the shape; the order matters.</summary>
internal static class EventShapes
{
    public static EventShape Of(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return EventShape.Unknown;
        if (
            root.TryGetProperty("requestContext", out var context)
            && context.ValueKind == JsonValueKind.Object
            && context.TryGetProperty("http", out _)
        )
            return EventShape.Http;
        if (root.TryGetProperty("httpMethod", out _))
            return EventShape.HttpOne;
        if (root.TryGetProperty("detail-type", out _) && root.TryGetProperty("source", out _))
            return EventShape.EventBridge;
        if (root.TryGetProperty("Event", out var notice) && notice.ValueKind == JsonValueKind.String && notice.ValueEquals("s3:TestEvent"))
            return EventShape.Nothing;
        if (!root.TryGetProperty("Records", out var records) || records.ValueKind != JsonValueKind.Array)
            return EventShape.Unknown;
        if (records.GetArrayLength() == 0)
            return EventShape.Nothing;
        return Source(records[0]) switch
        {
            "aws:sqs" => EventShape.Queue,
            "aws:s3" => EventShape.Bucket,
            "aws:sns" => EventShape.Topic,
            _ => EventShape.Unknown,
        };
    }

    /// <summary>SNS writes a capital E.</summary>
    private static string? Source(JsonElement record)
    {
        if (record.ValueKind != JsonValueKind.Object)
            return null;
        return
            (record.TryGetProperty("eventSource", out var source) || record.TryGetProperty("EventSource", out source))
            && source.ValueKind == JsonValueKind.String
            ? source.GetString()
            : null;
    }
}
