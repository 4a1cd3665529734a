using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Serverless.Hosting.Endpoints;
using Serverless.Hosting.Wire;

namespace Serverless.Hosting.Http;

/// <summary>ASP.NET Core's request to ours and our answer back; one log line a request.</summary>
/// <param name="handler">Answers.</param>
/// <param name="maxBodyBytes">Largest body.</param>
/// <param name="clock">Takes the time.</param>
/// <param name="logger">Takes the line.</param>
public sealed class HttpAdapter(RequestHandler handler, long maxBodyBytes, TimeProvider clock, ILogger<HttpAdapter> logger)
{
    /// <summary>Handles one request.</summary>
    /// <param name="context">The request and its answer.</param>
    public async Task HandleAsync(HttpContext context)
    {
        var start = clock.GetTimestamp();
        Exception? error = null;
        long bytes = 0;
        WireAnswer answer;
        try
        {
            (answer, bytes) = await AnswerAsync(context, caught => error = caught);
            await SendAsync(context, answer);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or BadHttpRequestException)
        {
            RequestLog.Gone(logger, context.Request.Method, clock.GetElapsedTime(start).TotalMilliseconds);
            return;
        }

        RequestLog.Answered(logger, error, context.Request.Method, RequestHandler.RouteOf(context.Request.Path.Value ?? "/"), answer.Status, TraceOf(context), clock.GetElapsedTime(start).TotalMilliseconds, bytes, answer.Note);
    }

    private async Task<(WireAnswer Answer, long Bytes)> AnswerAsync(HttpContext context, Action<Exception> onError)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null; // BodyReader holds the limit and gives the answer that names it
        var (request, announced) = (context.Request, context.Request.ContentLength);
        if (RequestHandler.IsStreamed(request.Method, request.Path.Value ?? "/")) return (await handler.TakeAsync(RequestOf(request, default), request.Body, (caught, _) => onError(caught), context.RequestAborted), announced ?? 0);
        var body = await BodyReader.ReadAsync(request.Body, announced, maxBodyBytes, context.RequestAborted);
        if (!body.TryGet(out var bytes, out var failure)) return (handler.Fail(failure), announced ?? 0);
        return (await handler.AnswerAsync(RequestOf(request, bytes), (caught, _) => onError(caught), context.RequestAborted), bytes.Length);
    }

    private static WireRequest RequestOf(HttpRequest request, ReadOnlyMemory<byte> body) => new(
        request.Method,
        request.Path.Value ?? "/",
        [.. request.Query.SelectMany(pair => pair.Value.Select(value => new KeyValuePair<string, string>(pair.Key, value ?? "")))],
        request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        body);

    private static async Task SendAsync(HttpContext context, WireAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        if (answer.Status != StatusCodes.Status204NoContent) context.Response.ContentLength = answer.Body.Length;
        foreach (var (name, value) in WireAnswer.Always.Concat(answer.Headers)) context.Response.Headers[name] = value;
        if (context.Request.Method != "HEAD" && answer.Body.Length > 0) await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    /// <summary>The caller's trace (W3C Trace Context, or Google's own header), to find the line by.</summary>
    private static string TraceOf(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.TraceParent.ToString().Split('-') is [_, { Length: 32 } trace, _, _]) return trace;
        return headers["X-Cloud-Trace-Context"].ToString().Split('/') is [{ Length: 32 } google, ..] ? google : "";
    }
}
