using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.Hosts.Azure;

/// <summary>Every request. Public, as the worker wants functions to be.</summary>
/// <param name="pipeline">Answers.</param>
public sealed class HttpFunction(HttpPipeline pipeline)
{
    /// <summary>The function's name; <see cref="FunctionList"/> says when its callers need no function key.</summary>
    internal const string Name = "Caption";

    /// <summary>
    /// Answers a request. One function for all paths: a second one, without keys, might take by its route what belongs to this one.
    /// </summary>
    /// <param name="request">The request, any method and path.</param>
    /// <param name="context">The invocation.</param>
    [Function(Name)]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Function, Route = "{*path}")] HttpRequest request, FunctionContext context) =>
        pipeline.RunAsync(request.HttpContext, context.CancellationToken);
}
