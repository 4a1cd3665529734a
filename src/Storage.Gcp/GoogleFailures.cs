using System.Net;
using Google;

namespace Serverless.Storage.Gcp;

/// <summary>
/// Errors of Cloud Storage and its client as failures of the port (cloud.google.com/storage/docs/json_api/v1/status-codes).
/// </summary>
internal static class GoogleFailures
{
    /// <summary>There are no credentials, or they give no token.</summary>
    /// <param name="error">The library's error.</param>
    public static StoreFailure NoCredentials(Exception error) =>
        new(StoreFailureReason.NoCredentials, "No Google credentials: " + error.Message.Split('\n')[0].TrimEnd());

    /// <summary>Null where it is no expected failure: an <see cref="InvalidOperationException"/> among them, which is a bug.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="condition">What the write asked for; null for what is no write.</param>
    public static StoreFailure? Of(Exception error, WriteCondition? condition) =>
        error switch
        {
            GoogleApiException answer => OfResponse(answer.HttpStatusCode, answer.Error?.Message, condition),
            NoTokenException => NoCredentials(error),
            OperationCanceledException => new StoreFailure(StoreFailureReason.TimedOut, "Cloud Storage kept silent for too long."),
            IOException or HttpRequestException => new StoreFailure(StoreFailureReason.Unavailable, "Cloud Storage cannot be reached."),
            _ => null,
        };

    private static StoreFailure OfResponse(HttpStatusCode status, string? message, WriteCondition? condition) =>
        status switch
        {
            HttpStatusCode.NotFound when message?.Contains("bucket does not exist", StringComparison.Ordinal) == true =>
                StoreFailures.ContainerNotFound,
            HttpStatusCode.NotFound => condition?.Version is not null ? StoreFailures.Changed : StoreFailures.NotFound,
            HttpStatusCode.PreconditionFailed => condition?.MustBeAbsent == true ? StoreFailures.AlreadyExists : StoreFailures.Changed,
            HttpStatusCode.RequestedRangeNotSatisfiable => StoreFailures.OutOfRange,
            HttpStatusCode.Unauthorized => new StoreFailure(
                StoreFailureReason.NoCredentials,
                "Cloud Storage does not accept the credentials."
            ),
            HttpStatusCode.Forbidden => new StoreFailure(
                StoreFailureReason.AccessDenied,
                "Cloud Storage denies this; without the right to list, it may say so of objects that are not there as well."
            ),
            HttpStatusCode.TooManyRequests => new StoreFailure(StoreFailureReason.Throttled, "Cloud Storage asks for fewer requests."),
            HttpStatusCode.ServiceUnavailable => new StoreFailure(StoreFailureReason.Throttled, "Cloud Storage is busy."),
            _ => new StoreFailure(StoreFailureReason.Unavailable, FormattableString.Invariant($"Cloud Storage answered {(int)status}.")),
        };
}
