using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Api.Endpoints;
using Serverless.Api.InferenceProtocol;
using Serverless.Api.Telemetry;
using Serverless.Core.Pipeline;
using Serverless.Results.Documents;

namespace Serverless.Api.Problems;

/// <summary>A failure as an answer: problem details (RFC 9457) with <c>code</c>, <c>retryable</c>, <c>id</c> and <c>field</c>.</summary>
/// <param name="failure">The failure.</param>
/// <param name="note">Added to the code and id in the log line; null for nothing.</param>
internal sealed class Problem(CaptionFailure failure, string? note = null) : IResult
{
    private const string RetryAfterSeconds = "1";

    /// <summary>Whether the answer carries Retry-After.</summary>
    public static bool HasRetryAfter(FailureReason reason) => reason is FailureReason.Busy or FailureReason.NotReady;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var id = httpContext.RequestServices.GetRequiredService<CaptionIds>().Next();
        var (problem, response) = (DocumentWriter.Of(failure, id), httpContext.Response);
        RequestNote.Of(httpContext).Text = $"{problem.Code} {id}{(note is null ? "" : ": " + note)}";
        response.StatusCode = problem.Status;
        if (failure.Reason == FailureReason.Unauthenticated)
            response.Headers.WWWAuthenticate = "Bearer";
        if (HasRetryAfter(failure.Reason))
            response.Headers.RetryAfter = failure.RetryAfter is { } wait
                ? wait.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)
                : RetryAfterSeconds;
        if (InferenceRoutes.IsOf(httpContext))
        {
            var error = new InferenceError($"{problem.Code}: {problem.Detail} ({id})");
            return response.WriteDocumentAsync(error, InferenceJson.Default.InferenceError);
        }

        return response.WriteDocumentAsync(problem, DocumentJson.Writer.ProblemDocument, "application/problem+json");
    }
}
