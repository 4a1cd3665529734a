using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serverless.Api;

namespace Serverless.Hosts.Azure;

/// <summary>
/// The pipeline of every host that listens, run inside the one HTTP function: the worker's own pipeline is fixed and takes no middleware.
/// </summary>
/// <param name="services">The services.</param>
/// <param name="drain">Says when the worker ends.</param>
/// <param name="logger">Takes what should not happen.</param>
public sealed partial class HttpPipeline(IServiceProvider services, Drain drain, ILogger<HttpPipeline> logger)
{
    private const string RetryAfterSeconds = "1";

    private readonly RequestDelegate _run = Build(services);

    /// <summary>Answers a request. No exception leaves: the worker would answer 200 with an empty body.</summary>
    /// <param name="http">The request and its answer.</param>
    /// <param name="invocation">The Functions host gives up.</param>
    public async Task RunAsync(HttpContext http, CancellationToken invocation)
    {
        // The worker's routing has chosen the catch-all already; routing in the pipeline would take that for its own choice.
        http.SetEndpoint(null);
        http.Request.RouteValues = [];
        // Functions run beside the server's own flow, where the accessor is empty.
        if (http.RequestServices.GetService<IHttpContextAccessor>() is { } accessor)
            accessor.HttpContext = http;
        var caller = http.RequestAborted;
        using var any = CancellationTokenSource.CreateLinkedTokenSource(caller, invocation, drain.Ending);
        http.RequestAborted = any.Token;
        try
        {
            await _run(http);
        }
        catch (OperationCanceledException) when (any.IsCancellationRequested)
        {
            // Answered below, where there still is somebody to answer.
        }
        catch (Exception error)
        {
            Broke(logger, error);
            Answer(http, StatusCodes.Status500InternalServerError);
        }
        finally
        {
            http.RequestAborted = caller;
        }

        var isUnanswered =
            http.Response is { StatusCode: StatusCodes.Status200OK or StatusCodes.Status499ClientClosedRequest, ContentLength: null };
        if (isUnanswered && any.IsCancellationRequested && !caller.IsCancellationRequested)
        {
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
            Answer(http, StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>Builds the pipeline; nothing else chooses it.</summary>
    private static RequestDelegate Build(IServiceProvider services) => new ApplicationBuilder(services).UseCaptioning().Build();

    private static void Answer(HttpContext http, int status)
    {
        if (!http.Response.HasStarted)
            http.Response.StatusCode = status;
    }

    [LoggerMessage(EventId = 4002, Level = LogLevel.Error, Message = "a request broke what should not break")]
    private static partial void Broke(ILogger logger, Exception error);
}
