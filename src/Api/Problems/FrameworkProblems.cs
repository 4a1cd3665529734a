using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Problems;

/// <summary>What the framework itself answers (no route, another method, a request it cannot read) in our problem documents.</summary>
internal sealed class FrameworkProblems : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context) =>
        new(new Problem(FailureOf(context.HttpContext)).ExecuteAsync(context.HttpContext));

    private static CaptionFailure FailureOf(HttpContext context) =>
        context.Response.StatusCode switch
        {
            StatusCodes.Status405MethodNotAllowed => MethodNotAllowed(context.Response),
            >= 400 and < 500 when ErrorOf(context) is BadHttpRequestException unreadable => new CaptionFailure(
                FailureReason.MalformedRequest,
                unreadable.Message
            ),
            >= 500 => new CaptionFailure(FailureReason.Internal, BugHandler.Detail),
            _ => new CaptionFailure(FailureReason.NotFound, "There is nothing at this path; GET /openapi/v1.json lists what there is."),
        };

    private static Exception? ErrorOf(HttpContext context) => context.Features.Get<IExceptionHandlerFeature>()?.Error;

    /// <summary>The framework lists every method; the answer names those that do something.</summary>
    private static CaptionFailure MethodNotAllowed(HttpResponse response)
    {
        var methods = response.Headers.GetCommaSeparatedValues("Allow").Where(method => method is not ("OPTIONS" or "HEAD"));
        var allowed = string.Join(", ", methods.Order(StringComparer.Ordinal));
        response.Headers.Allow = allowed;
        return new CaptionFailure(FailureReason.MethodNotAllowed, $"This path takes {allowed}.");
    }
}
