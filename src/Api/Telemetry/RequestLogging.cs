using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Serverless.Api.Telemetry;

/// <summary>One log line a request, and the measurements that are ours alone.</summary>
/// <param name="clock">Takes the time.</param>
/// <param name="logger">Takes the line.</param>
internal sealed partial class RequestLogging(TimeProvider clock, ILogger<RequestLogging> logger)
{
    private const string Line = "{Method} {Route} {Status} {ElapsedMs:F1} ms {Bytes} bytes {Note} {Trace}";

    private const int CallerLeft = StatusCodes.Status499ClientClosedRequest;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var start = clock.GetTimestamp();
        await next(context);
        if (context.Features.Get<UnloggedRequest>() is not null)
            return;
        var (note, status) = (RequestNote.Of(context), context.Response.StatusCode);
        var elapsed = clock.GetElapsedTime(start).TotalMilliseconds;
        var (method, route) = (MethodOf(context.Request.Method), RouteOf(context));
        CaptionMeter.Count(note);
        if (status == CallerLeft)
            Gone(logger, method, elapsed);
        else if (note.Error is { } error)
            Broke(logger, error, method, route, status, TraceOf(context), elapsed, note.BodyBytes, note.Text);
        else
            Answered(logger, method, route, status, TraceOf(context), elapsed, note.BodyBytes, note.Text);
    }

    /// <summary>A path as logs may have it: "-" where nobody serves it, since it may hold anything.</summary>
    internal static string RouteOf(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } pattern } ? pattern : "-";

    /// <summary>A method as logs may have it (OpenTelemetry's conventions for HTTP): "_OTHER" for any other method.</summary>
    internal static string MethodOf(string method) =>
        method is "GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "CONNECT" or "OPTIONS" or "TRACE" or "PATCH" ? method : "_OTHER";

    /// <summary>The caller's trace (W3C Trace Context, or Google's own header), to find the line by.</summary>
    private static string TraceOf(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.TraceParent.ToString().Split('-') is [_, { Length: 32 } trace, _, _])
            return trace;
        return headers["X-Cloud-Trace-Context"].ToString().Split('/') is [{ Length: 32 } google, ..] ? google : "";
    }

    [LoggerMessage(EventId = 1000, Level = LogLevel.Information, Message = Line)]
    private static partial void Answered(
        ILogger logger,
        string method,
        string route,
        int status,
        string trace,
        double elapsedMs,
        long bytes,
        string note
    );

    [LoggerMessage(EventId = 1002, Level = LogLevel.Error, Message = Line)]
    private static partial void Broke(
        ILogger logger,
        Exception error,
        string method,
        string route,
        int status,
        string trace,
        double elapsedMs,
        long bytes,
        string note
    );

    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "{Method} caller went away after {ElapsedMs:F1} ms")]
    private static partial void Gone(ILogger logger, string method, double elapsedMs);
}
