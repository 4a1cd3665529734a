using System.Text.Json;
using Serverless.Core;
using Serverless.Core.Pipeline;

namespace Serverless.Events.Formats;

/// <summary>
/// SNS's own envelopes, as it posts them (docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html). A confirmation
/// names an address to fetch; no address that a message names is
/// fetched here, for anybody can send one.
/// </summary>
internal static class SnsMessages
{
    /// <summary>The type of an envelope; null where this is none.</summary>
    public static string? TypeOf(JsonElement root) =>
        root.Text("Type") is "Notification" or "SubscriptionConfirmation" or "UnsubscribeConfirmation"
        && (root.At("Message") ?? root.At("TopicArn")) is not null
            ? root.Text("Type")
            : null;

    public static Result<EventDelivery, EventError> Read(JsonElement root, string type, int? attempt) =>
        type switch
        {
            "Notification" => OfNotification(root, attempt),
            "UnsubscribeConfirmation" => EventDelivery.Of([EventItem.Of(EventKinds.Of("SNS UnsubscribeConfirmation"), null)]),
            _ => new EventError(
                FailureReason.OptionNotSupported,
                $"This is SNS's SubscriptionConfirmation of {TopicOf(root)}. Its SubscribeURL is not fetched: "
                    + "confirm the subscription yourself (aws sns confirm-subscription, with the message's Token), "
                    + "or let the topic feed a queue or a function."
            ),
        };

    private static Result<EventDelivery, EventError> OfNotification(JsonElement root, int? attempt)
    {
        try
        {
            return EventDelivery.Of(S3Events.OfMessage(root.Text("Message") ?? ""), attempt);
        }
        catch (JsonException)
        {
            return new EventError(
                FailureReason.MalformedRequest,
                "This is an SNS Notification whose Message is no JSON, so no notification of S3."
            );
        }
    }

    private static string TopicOf(JsonElement root) => new EventNote(EventNoteReason.Unknown, root.Text("TopicArn") ?? "a topic").Kind;
}
