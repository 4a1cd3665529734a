using System.Text.Json;
using Serverless.Hosting.Endpoints;
using Serverless.Hosting.Events;
using Serverless.Hosting.Wire;

namespace Serverless.Hosts.Azure.Triggers;

/// <summary>
/// Where triggers that are not HTTP come in: queue messages and Event Grid events about uploads. The Functions host has checked who sent them. A failure fails the invocation, and the
/// trigger's own retries and poison queue take over.
/// </summary>
internal static class TriggerEntry
{
    private const int MostBytes = 1 << 20;

    private static readonly string[] OurRoots = ["/v1", "/health", "/openapi"];

    public static async ValueTask<bool> AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var isCall = HttpMethods.IsPost(request.Method) && request.HasJsonContentType() && !Array.Exists(OurRoots, root => request.Path.StartsWithSegments(root));
        if (!isCall) return false;
        var read = await BodyReader.ReadAsync(request.Body, request.ContentLength, MostBytes, context.RequestAborted);
        var invocation = read.TryGet(out var body, out _) ? TriggerInvocation.Read(request.Path, body) : null;
        var (status, line) = invocation is null ? (StatusCodes.Status404NotFound, "This is neither a request nor a call of a trigger.") : await TakeAsync(invocation, context);
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(new TriggerAnswer(new Dictionary<string, string>(), [line]), TriggerJson.Default.TriggerAnswer, cancellationToken: context.RequestAborted);
        return true;
    }

    private static async Task<(int Status, string Line)> TakeAsync(TriggerInvocation invocation, HttpContext context)
    {
        if (context.RequestServices.GetRequiredService<RequestHandler>().Events is not { } desk) return (StatusCodes.Status500InternalServerError, $"{invocation.Function}: uploads are not heeded: CAPTION_EVENTS_FROM is not set.");
        if (invocation.Data.Values.FirstOrDefault(value => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array) is not { ValueKind: not JsonValueKind.Undefined } told) return (StatusCodes.Status500InternalServerError, $"{invocation.Function}: no binding holds an event; use a queue or an Event Grid trigger.");
        if (!EventReader.Read(told, invocation.Attempt).TryGet(out var delivery, out var fault)) return (StatusCodes.Status500InternalServerError, $"{invocation.Function}: {fault.Detail}");
        var outcomes = await desk.TakeAsync(delivery.Events, context.RequestAborted);
        return (outcomes.Any(outcome => outcome.IsToBeRepeated) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK, $"{invocation.Function}: {EventDesk.Say(outcomes)}");
    }
}
