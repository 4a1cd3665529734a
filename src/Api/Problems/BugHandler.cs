using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Telemetry;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Problems;

/// <summary>A bug becomes <c>internal</c>: the caller gets an id, and the log the exception.</summary>
internal sealed class BugHandler : IExceptionHandler
{
    public const string Detail = "Something broke that should not; the id finds it in the log.";

    /// <summary>What the server could not read of a request is the sender's, and says its status itself.</summary>
    public static int StatusOf(Exception exception) =>
        exception is BadHttpRequestException unreadable ? unreadable.StatusCode : StatusCodes.Status500InternalServerError;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // FrameworkProblems answers it.
        if (exception is BadHttpRequestException)
            return false;
        await new Problem(new CaptionFailure(FailureReason.Internal, Detail)).ExecuteAsync(httpContext);
        RequestNote.Of(httpContext).Error = exception;
        return true;
    }
}
