using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Serverless.Api.Endpoints;
using Serverless.Api.Wire;
using Serverless.Fetching;

namespace Serverless.Api.Hosting;

/// <summary>ASP.NET Core's request to ours and our answer back; one log line a request.</summary>
/// <param name="handler">Answers.</param>
/// <param name="clock">Takes the time.</param>
/// <param name="logger">Takes the line.</param>
public sealed class HttpAdapter(RequestHandler handler, TimeProvider clock, ILogger<HttpAdapter> logger)
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
            RequestLog.Gone(logger, RequestHandler.MethodOf(context.Request.Method), clock.GetElapsedTime(start).TotalMilliseconds);
            return;
        }

        var method = RequestHandler.MethodOf(context.Request.Method);
        var route = RequestHandler.RouteOf(context.Request.Path.Value ?? "/");
        var elapsed = clock.GetElapsedTime(start).TotalMilliseconds;
        if (error is null)
            RequestLog.Answered(logger, method, route, answer.Status, TraceOf(context), elapsed, bytes, answer.Note);
        else
            RequestLog.Broke(logger, error, method, route, answer.Status, TraceOf(context), elapsed, bytes, answer.Note);
    }

    private async Task<(WireAnswer Answer, long Bytes)> AnswerAsync(HttpContext context, Action<Exception> onError)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null; // BodyReader holds the limit and gives the answer that names it
        var (request, head, announced) = (context.Request, HeadOf(context.Request), context.Request.ContentLength);
        if (RequestHandler.IsStreamed(request.Method, request.Path.Value ?? "/"))
        {
            return (await handler.TakeAsync(head, request.Body, (caught, _) => onError(caught), context.RequestAborted), announced ?? 0);
        }

        long bytes = 0;
        var body = new RequestBody(
            async (most, token) =>
            {
                if (!(await BodyReader.ReadAsync(request.Body, announced, most, token)).TryGet(out var whole, out var failure))
                {
                    return failure;
                }

                bytes = whole.Length;
                return new BodyBytes(whole);
            },
            isHeld: false
        );
        return (await handler.AnswerAsync(head, body, (caught, _) => onError(caught), context.RequestAborted), bytes);
    }

    private static WireRequest HeadOf(HttpRequest request) =>
        new(
            request.Method,
            request.Path.Value ?? "/",
            [.. request.Query.SelectMany(pair => pair.Value.Select(value => new KeyValuePair<string, string>(pair.Key, value ?? "")))],
            request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            default
        );

    private static async Task SendAsync(HttpContext context, WireAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        if (answer.Status != StatusCodes.Status204NoContent)
            context.Response.ContentLength = answer.Body.Length;
        foreach (var (name, value) in WireAnswer.Always.Concat(answer.Headers))
            context.Response.Headers[name] = value;
        if (context.Request.Method != "HEAD" && answer.Body.Length > 0)
            await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    /// <summary>The caller's trace (W3C Trace Context, or Google's own header), to find the line by.</summary>
    private static string TraceOf(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.TraceParent.ToString().Split('-') is [_, { Length: 32 } trace, _, _])
            return trace;
        return headers["X-Cloud-Trace-Context"].ToString().Split('/') is [{ Length: 32 } google, ..] ? google : "";
    }
}
