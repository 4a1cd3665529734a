using System.Text.Json;
using Serverless.Api.Endpoints;
using Serverless.Api.Telemetry;
using Serverless.Api.Wire;
using Serverless.Core.Pipeline;
using Serverless.Hosts.Aws.Events;
using Serverless.Hosts.Aws.Http;
using Serverless.Hosts.Aws.Runtime;

namespace Serverless.Hosts.Aws;

/// <summary>From an event to a result.</summary>
internal sealed class Dispatcher(RequestHandler handler, TimeProvider clock, JsonLog log)
{
    /// <summary>Lambda takes no larger result.</summary>
    private const int MostBytes = 6 << 20;

    public async Task<InvocationResult> DispatchAsync(Invocation invocation, CancellationToken deadline)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(invocation.Event);
        }
        catch (JsonException)
        {
            return InvocationResult.Failed("Function.UnknownEvent", "The event is no JSON.");
        }

        using (document)
        {
            var shape = EventShapes.Of(document.RootElement);
            return shape switch
            {
                EventShape.Http => await AnswerAsync(invocation, document.RootElement, deadline),
                EventShape.HttpOne => OldFormat(invocation),
                EventShape.Nothing => new InvocationResult("{}"u8.ToArray()),
                EventShape.Unknown => Refuse(invocation, "Function.UnknownEvent", "An event of no known shape."),
                _ when handler.Events is not { } => Refuse(
                    invocation,
                    "Function.EventNotSupported",
                    $"Upload events ({shape}) are not heeded: CAPTION_EVENTS_FROM is not set."
                ),
                EventShape.Queue => await new UploadEvents(handler.Events, log).TakeBatchAsync(
                    invocation,
                    document.RootElement.GetProperty("Records"),
                    deadline
                ),
                _ => await new UploadEvents(handler.Events, log).TakeAsync(invocation, document.RootElement, deadline),
            };
        }
    }

    private async Task<InvocationResult> AnswerAsync(Invocation invocation, JsonElement root, CancellationToken deadline)
    {
        var start = clock.GetTimestamp();
        Exception? bug = null;
        WireRequest? request = null;
        WireAnswer answer;
        try
        {
            answer = PayloadReader.Read(root, invocation.TraceId).TryGet(out request, out var failure)
                ? await handler.AnswerAsync(request, PayloadReader.BodyOf(root), (error, _) => bug = error, deadline)
                : handler.Fail(failure);
        }
        catch (OperationCanceledException)
        {
            answer = handler.Fail(new CaptionFailure(FailureReason.DeadlineExceeded, "The function's time ran out."));
        }

        var payload = PayloadWriter.Write(answer, request?.Method != "HEAD");
        if (payload.Length > MostBytes)
        {
            answer = handler.Fail(new CaptionFailure(FailureReason.Internal, "The answer is larger than Lambda takes."));
            payload = PayloadWriter.Write(answer, hasBody: true);
        }

        log.Write(
            bug is null ? "INFO" : "ERROR",
            "request",
            ("requestId", invocation.Id),
            ("method", request is null ? null : RequestHandler.MethodOf(request.Method)),
            ("route", request is null ? null : RequestHandler.RouteOf(request.Path)),
            ("status", answer.Status),
            ("ms", clock.GetElapsedTime(start).TotalMilliseconds),
            ("bytes", request is null ? null : RequestBody.AnnouncedOf(request)),
            ("note", answer.Note),
            ("trace", invocation.TraceId),
            ("exception", bug)
        );
        return new InvocationResult(payload);
    }

    private InvocationResult OldFormat(Invocation invocation)
    {
        log.Write("ERROR", "payload format 1.0 is not taken; set payload_format_version = \"2.0\"", ("requestId", invocation.Id));
        return new InvocationResult(
            PayloadWriter.Write(
                handler.Fail(new CaptionFailure(FailureReason.Internal, "This function takes payload format 2.0.")),
                hasBody: true
            )
        );
    }

    private InvocationResult Refuse(Invocation invocation, string type, string message)
    {
        log.Write("ERROR", message, ("requestId", invocation.Id));
        return InvocationResult.Failed(type, message);
    }
}
