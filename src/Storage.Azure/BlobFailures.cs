using System.Net;
using System.Xml;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs.Models;

namespace Serverless.Storage.Azure;

/// <summary>
/// Errors of Azure's blob service and its client as failures of the port
/// (learn.microsoft.com/rest/api/storageservices/blob-service-error-codes).
/// </summary>
internal static class BlobFailures
{
    private static readonly BlobErrorCode[] Credentials =
    [
        BlobErrorCode.AuthenticationFailed,
        BlobErrorCode.NoAuthenticationInformation,
        BlobErrorCode.InvalidAuthenticationInfo,
    ];

    private static readonly BlobErrorCode[] Containers = [BlobErrorCode.ContainerNotFound, BlobErrorCode.ContainerBeingDeleted];

    private static readonly StoreFailure NoResponse = new(StoreFailureReason.TimedOut, "Azure kept silent for too long.");

    private static readonly StoreFailure Unreachable = new(StoreFailureReason.Unavailable, "Azure cannot be reached.");

    /// <summary>Null where it is no expected failure.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="condition">What the write asked for; null for what is no write.</param>
    public static StoreFailure? Of(Exception error, WriteCondition? condition) =>
        error switch
        {
            AuthenticationFailedException => new StoreFailure(
                StoreFailureReason.NoCredentials,
                "No Azure identity: " + error.Message.Split('\n')[0]
            ),
            RequestFailedException { Status: > 0 } answer => OfResponse(answer.Status, answer.ErrorCode ?? "", condition),
            OperationCanceledException => NoResponse,
            AggregateException { InnerExceptions: [.., OperationCanceledException] } => NoResponse,
            XmlException => new StoreFailure(StoreFailureReason.Unavailable, "Azure's answer cannot be read."),
            RequestFailedException or IOException or HttpRequestException or AggregateException => Unreachable,
            _ => null,
        };

    private static StoreFailure OfResponse(int status, string code, WriteCondition? condition)
    {
        if (Containers.Contains(code))
            return StoreFailures.ContainerNotFound;
        if (Credentials.Contains(code))
        {
            return new StoreFailure(StoreFailureReason.NoCredentials, $"Azure does not accept the credentials ({code}).");
        }

        return (HttpStatusCode)status switch
        {
            HttpStatusCode.NotFound => condition?.Version is not null ? StoreFailures.Changed : StoreFailures.NotFound,
            HttpStatusCode.Conflict when condition?.MustBeAbsent == true => StoreFailures.AlreadyExists,
            HttpStatusCode.PreconditionFailed => condition?.MustBeAbsent == true ? StoreFailures.AlreadyExists : StoreFailures.Changed,
            HttpStatusCode.RequestedRangeNotSatisfiable => StoreFailures.OutOfRange,
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new StoreFailure(
                StoreFailureReason.AccessDenied,
                $"Azure denies this ({code})."
            ),
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => new StoreFailure(
                StoreFailureReason.Throttled,
                "Azure asks for fewer requests."
            ),
            _ => new StoreFailure(StoreFailureReason.Unavailable, FormattableString.Invariant($"Azure answered {status} {code}.")),
        };
    }
}
