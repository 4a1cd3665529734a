using System.Text.Json;
using Serverless.Api.Wire;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Events;

namespace Serverless.Api.Endpoints;

/// <summary><c>POST /v1/events</c>: an upload event in any form; 204 done or recorded, 503 deliver it again.</summary>
/// <param name="desk">Takes the events; null where none are heeded.</param>
/// <param name="origins">Senders whose webhook handshake is answered.</param>
/// <param name="dropsMalformed">Whether what cannot be read is acknowledged, for the platform would send it for days.</param>
internal sealed class EventEndpoint(EventDispatcher? desk, IReadOnlyList<string> origins, bool dropsMalformed)
{
    private const string OriginHeader = "WebHook-Request-Origin",
        RateHeader = "WebHook-Request-Rate",
        RetryAfterSeconds = "5";

    /// <summary>The answer to a webhook's handshake (CloudEvents webhooks 1.0, section 4); null where the request is none.</summary>
    public WireAnswer? Handshake(WireRequest request)
    {
        if (desk is null || request.Header(OriginHeader) is not { } origin)
            return null;
        if (!origins.Contains(origin, StringComparer.OrdinalIgnoreCase))
            return new WireAnswer(403, null, ReadOnlyMemory<byte>.Empty, [], "webhook of a stranger");
        List<KeyValuePair<string, string>> headers = [new("Allow", "POST"), new("WebHook-Allowed-Origin", origin)];
        if (request.Header(RateHeader) is { } rate)
            headers.Add(new("WebHook-Allowed-Rate", rate));
        return new WireAnswer(200, null, ReadOnlyMemory<byte>.Empty, headers, "webhook welcomed");
    }

    /// <summary>Takes a delivery.</summary>
    /// <param name="read">The request, or why its body could not be had.</param>
    /// <param name="onError">Takes bugs, for the log.</param>
    /// <param name="cancellationToken">The sender went away, or the platform's deadline.</param>
    /// <returns>An answer, or the failure that is one.</returns>
    public async Task<Result<WireAnswer, CaptionFailure>> TakeAsync(
        Result<WireRequest, CaptionFailure> read,
        Action<Exception> onError,
        CancellationToken cancellationToken
    )
    {
        if (desk is null)
            return new CaptionFailure(FailureReason.NotFound, "This host heeds no events: CAPTION_EVENTS_FROM is not set.");
        if (!read.TryGet(out var request, out var failure))
            return failure.Reason == FailureReason.Busy ? failure : Malformed(failure);
        if (!EventReader.Read(new EventRequest(request.Headers, request.Body)).TryGet(out var delivery, out var fault))
        {
            return Malformed(new CaptionFailure(fault.Reason, fault.Detail));
        }
        if (delivery.ValidationCode is { } code)
            return Validated(code);
        var report = await desk.TakeAsync(delivery, cancellationToken);
        foreach (var error in report.Errors)
            onError(error);
        return report.IsToBeRepeated
            ? new WireAnswer(503, null, ReadOnlyMemory<byte>.Empty, [new("Retry-After", RetryAfterSeconds)], report.ToString())
            : new WireAnswer(204, null, ReadOnlyMemory<byte>.Empty, [], report.ToString());
    }

    private Result<WireAnswer, CaptionFailure> Malformed(CaptionFailure failure) =>
        dropsMalformed ? new WireAnswer(204, null, ReadOnlyMemory<byte>.Empty, [], $"malformed event dropped: {failure.Detail}") : failure;

    private static WireAnswer Validated(string code)
    {
        var answer = new Dictionary<string, string> { ["validationResponse"] = code };
        return new WireAnswer(
            200,
            "application/json",
            JsonSerializer.SerializeToUtf8Bytes(answer, ValidationJson.Default.DictionaryStringString),
            [],
            "subscription validated"
        );
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ValidationJson : System.Text.Json.Serialization.JsonSerializerContext;
