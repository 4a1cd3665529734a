using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.Api.Problems;
using Serverless.Api.Requests;
using Serverless.Core.Pipeline;
using Serverless.Events;
using Serverless.Settings;

namespace Serverless.Api.Endpoints;

/// <summary><c>POST /v1/events</c>: an upload event in any format; 204 done or recorded, 503 deliver it again.</summary>
/// <param name="events">Takes the events, where any are taken.</param>
/// <param name="bodies">Reads bodies.</param>
/// <param name="settings">The senders whose webhooks are answered, and whether an unreadable event is dropped.</param>
/// <param name="logger">Takes bugs.</param>
internal sealed partial class EventEndpoints(
    EventServices events,
    RequestBodies bodies,
    IOptions<CaptionSettings> settings,
    ILogger<EventEndpoints> logger
)
{
    private const string OriginHeader = "WebHook-Request-Origin",
        RateHeader = "WebHook-Request-Rate",
        RetryAfterSeconds = "5";

    private static readonly CaptionFailure NotSetUp = new(
        FailureReason.NotFound,
        "This host heeds no events: CAPTION_EVENTS_FROM is not set."
    );

    /// <summary>Answers OPTIONS: a webhook's handshake (CloudEvents webhooks 1.0, section 4), or what the path takes.</summary>
    public IResult Handshake(HttpContext context)
    {
        if (events.Dispatcher is null || !IsHandshake(context.Request))
            return new Empty(StatusCodes.Status204NoContent, "");
        var origin = context.Request.Headers[OriginHeader].ToString();
        var response = context.Response;
        response.Headers.Remove("Allow");
        if (!settings.Value.Events.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase))
            return new Empty(StatusCodes.Status403Forbidden, "webhook of a stranger");
        response.Headers.Allow = "POST";
        response.Headers["WebHook-Allowed-Origin"] = origin;
        if (context.Request.Headers[RateHeader].ToString() is { Length: > 0 } rate)
            response.Headers["WebHook-Allowed-Rate"] = rate;
        return new Empty(StatusCodes.Status200OK, "webhook welcomed");
    }

    /// <summary>Whether an OPTIONS request is a webhook's handshake, and none of a browser.</summary>
    public static bool IsHandshake(HttpRequest request) => request.Headers.ContainsKey(OriginHeader);

    /// <summary>Takes a delivery.</summary>
    public async Task<IResult> TakeAsync(HttpContext context)
    {
        // 1. The delivery.
        using var body = await bodies.ReadAsync(context.Request, EventReader.MaxBytes);
        if (events.Dispatcher is not { } dispatcher)
            return Failed(NotSetUp);
        if (!body.Content.TryGet(out var content, out var failure))
            return failure.Reason == FailureReason.Busy ? Failed(failure) : Malformed(failure);
        var headers = context.Request.Headers.ToDictionary(one => one.Key, one => one.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        if (!EventReader.Read(new EventRequest(headers, content.Body)).TryGet(out var delivery, out var error))
            return Malformed(new CaptionFailure(error.Reason, error.Detail));

        // 2. A subscription is confirmed.
        if (delivery.ValidationCode is { } code)
        {
            var answer = new ValidationDocument(code);
            return new Document<ValidationDocument>(answer, ValidationJson.Default.ValidationDocument) { Note = "subscription validated" };
        }

        // 3. Its events are done, or are to be delivered again.
        var report = await dispatcher.TakeAsync(delivery, context.RequestAborted);
        foreach (var bug in report.Errors)
            Broke(logger, bug);
        if (!report.IsToBeRepeated)
            return new Empty(StatusCodes.Status204NoContent, report.ToString());
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return new Empty(StatusCodes.Status503ServiceUnavailable, report.ToString());
    }

    /// <summary>What cannot be read: acknowledged where the platform would send it for days.</summary>
    private IResult Malformed(CaptionFailure failure) =>
        settings.Value.Events.DropsMalformed
            ? new Empty(StatusCodes.Status204NoContent, $"malformed event dropped: {failure.Detail}")
            : Failed(failure);

    /// <summary>The sender is a machine: its operator reads the log alone.</summary>
    private static Problem Failed(CaptionFailure failure) => new(failure, failure.Detail);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Error, Message = "an event broke what should not break; it is delivered again")]
    private static partial void Broke(ILogger logger, Exception error);
}

/// <summary>What Event Grid asks back for.</summary>
/// <param name="ValidationResponse">The code it sent.</param>
internal sealed record ValidationDocument([property: JsonPropertyName("validationResponse")] string ValidationResponse);

[JsonSerializable(typeof(ValidationDocument))]
internal sealed partial class ValidationJson : JsonSerializerContext;
