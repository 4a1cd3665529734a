using Microsoft.AspNetCore.Http;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Problems;

/// <summary>The time that a platform gives a request; over, the caller is still there and gets an answer.</summary>
/// <param name="token">
/// Cancelled when the time is over. Whoever sets this feature links it into <see cref="HttpContext.RequestAborted"/>.
/// </param>
public sealed class PlatformDeadline(CancellationToken token)
{
    /// <summary>Whether the time is over.</summary>
    public bool IsOver => token.IsCancellationRequested;

    /// <summary>Answers 504 where the time ran out before there was an answer.</summary>
    internal static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException)
            when (!context.Response.HasStarted && context.Features.Get<PlatformDeadline>() is { IsOver: true })
        {
            context.RequestAborted = CancellationToken.None; // it says that the time is over, and the answer is to be written
            await new Problem(new CaptionFailure(FailureReason.DeadlineExceeded, "The function's time ran out.")).ExecuteAsync(context);
        }
    }
}
