using System.Text.Json;
using Serverless.Events;
using Serverless.Fetching;

namespace Serverless.Hosts.Azure.Triggers;

/// <summary>
/// Where triggers that are not HTTP come in: queue messages and Event Grid events about uploads. The Functions host has checked who sent them. A failure fails the invocation, and the
/// trigger's own retries and poison queue take over. A request that a caller sent is none, whatever its body looks like: <see
/// cref="FunctionFolders"/> says why, and its headers are looked at besides.
/// </summary>
/// <param name="folders">The app's functions.</param>
internal sealed partial class TriggerEntry(FunctionFolders folders)
{
    private const int MostBytes = 1 << 20;

    private const string InvocationHeader = "X-Azure-Functions-InvocationId";

    /// <summary>What a front, a proxy or a browser adds to a caller's request, and the Functions host never to its own.</summary>
    private static readonly string[] OfCallers =
    [
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "Forwarded",
        "X-Original-URL",
        "X-ARR-LOG-ID",
        "Disguised-Host",
        "Client-IP",
        "x-ms-invocation-id",
        "Origin",
        "Referer",
        "Cookie",
        "Authorization",
        "X-Api-Key",
        "x-functions-key",
    ];

    /// <summary>Whether a request is the Functions host's own call of a trigger.</summary>
    /// <param name="request">The request; its body is not looked at.</param>
    public bool IsCall(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && request.HasJsonContentType()
        && !request.QueryString.HasValue
        && request.Path.Value is ['/', .. var name]
        && folders.Triggers.Contains(name)
        && request.Headers.ContainsKey(InvocationHeader)
        && !Array.Exists(OfCallers, request.Headers.ContainsKey);

    /// <summary>Answers a call.</summary>
    /// <returns>False where it is none.</returns>
    public async ValueTask<bool> AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsCall(request))
            return false;
        var read = await BodyReader.ReadAsync(request.Body, request.ContentLength, MostBytes, context.RequestAborted);
        var invocation = read.TryGet(out var body, out _) ? TriggerInvocation.Read(request.Path, body) : null;
        var (status, line) = invocation is null
            ? (StatusCodes.Status404NotFound, "This is no call of a trigger.")
            : await TakeAsync(invocation, context);
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(
            new TriggerAnswer(new Dictionary<string, string>(), [line]),
            TriggerJson.Default.TriggerAnswer,
            cancellationToken: context.RequestAborted
        );
        return true;
    }

    private static async Task<(int Status, string Line)> TakeAsync(TriggerInvocation invocation, HttpContext context)
    {
        var name = invocation.Function;
        if (context.RequestServices.GetRequiredService<EventServices>().Dispatcher is not { } desk)
        {
            return Failed($"{name}: uploads are not heeded: CAPTION_EVENTS_FROM is not set.");
        }

        var bindings = invocation.Data.Values.Where(value => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array);
        if (bindings.FirstOrDefault() is not { ValueKind: not JsonValueKind.Undefined } told)
        {
            return Failed($"{name}: no binding holds an event; use a queue or an Event Grid trigger.");
        }

        if (!EventReader.Read(told, invocation.Attempt).TryGet(out var delivery, out var fault))
            return Failed($"{name}: {fault.Detail}");
        var report = await desk.TakeAsync(delivery, context.RequestAborted);
        var logger = context.RequestServices.GetRequiredService<ILogger<TriggerEntry>>();
        foreach (var error in report.Errors)
            Broke(logger, error);
        return (report.IsToBeRepeated ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK, $"{name}: {report}");
    }

    private static (int Status, string Line) Failed(string line) => (StatusCodes.Status500InternalServerError, line);

    [LoggerMessage(EventId = 4000, Level = LogLevel.Error, Message = "an event broke what should not break; it is delivered again")]
    private static partial void Broke(ILogger logger, Exception error);
}
