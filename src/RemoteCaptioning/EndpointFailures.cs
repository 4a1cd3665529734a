using System.ClientModel;
using System.Net;
using Polly.Timeout;
using Serverless.Core.Pipeline;

namespace Serverless.RemoteCaptioning;

/// <summary>What an endpoint's failures mean to a caller. Its own words are not passed on: they may quote what it was sent.</summary>
internal static class EndpointFailures
{
    /// <returns>The failure; null for a bug of ours.</returns>
    public static CaptionFailure? Of(Exception error) =>
        error switch
        {
            TimeoutRejectedException or TimeoutException => new(
                FailureReason.DeadlineExceeded,
                "The captioner's endpoint did not answer in time."
            ),
            OperationCanceledException => new(FailureReason.DeadlineExceeded, "The captioner's endpoint did not answer in time."),
            ClientResultException { Status: > 0 } answered => Of((HttpStatusCode)answered.Status),
            AggregateException { InnerExceptions: [var only] } => Of(only),
            ClientResultException { InnerException: { } inner } => Of(inner),
            ClientResultException or HttpRequestException or IOException => new(
                FailureReason.NotReady,
                "The captioner's endpoint cannot be reached, or broke off."
            ),
            System.Text.Json.JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException =>
                new(FailureReason.Internal, "The captioner's endpoint answers what cannot be read."),
            _ => null,
        };

    private static CaptionFailure Of(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.TooManyRequests => new(FailureReason.Busy, "The captioner's endpoint has too much to do; try again later."),
            HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => new(
                FailureReason.DeadlineExceeded,
                "The captioner's endpoint did not answer in time."
            ),
            >= HttpStatusCode.InternalServerError => new(FailureReason.NotReady, $"The captioner's endpoint fails ({(int)status})."),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new(
                FailureReason.Internal,
                "The captioner's endpoint does not take the key it was shown."
            ),
            _ => new(FailureReason.Internal, $"The captioner's endpoint does not take what it was asked ({(int)status})."),
        };
}
