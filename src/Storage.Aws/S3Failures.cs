using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace Serverless.Storage.Aws;

/// <summary>Errors of S3 and its SDK as failures of the port (docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html).</summary>
internal static class S3Failures
{
    private static readonly string[] Credentials =
    [
        "InvalidAccessKeyId",
        "SignatureDoesNotMatch",
        "ExpiredToken",
        "InvalidToken",
        "TokenRefreshRequired",
    ];

    private static readonly string[] Throttling =
    [
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "RequestLimitExceeded",
        "TooManyRequests",
    ];

    /// <summary>Null where it is no expected failure.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="condition">What the write asked for; null for what is no write.</param>
    public static StoreFailure? Of(Exception error, WriteCondition? condition) =>
        error switch
        {
            AmazonS3Exception refusal => OfResponse(refusal, condition),
            OperationCanceledException or TimeoutException => NoResponse,
            HttpRequestException or IOException => Unreachable,
            AmazonServiceException { InnerException: OperationCanceledException or TimeoutException } => NoResponse,
            AmazonServiceException => Unreachable,
            AmazonClientException => new StoreFailure(
                StoreFailureReason.NoCredentials,
                "No AWS credentials were found: " + error.Message.Split('\n')[0]
            ),
            _ => null,
        };

    /// <summary>A concurrent conditional write (409).</summary>
    public static StoreFailure ConcurrentWriter { get; } =
        new(StoreFailureReason.Unavailable, "S3 met another writer of the same object.");

    private static StoreFailure NoResponse { get; } = new(StoreFailureReason.TimedOut, "S3 kept silent for too long.");

    private static StoreFailure Unreachable { get; } = new(StoreFailureReason.Unavailable, "S3 cannot be reached.");

    private static StoreFailure Unavailable(FormattableString why) =>
        new(StoreFailureReason.Unavailable, FormattableString.Invariant(why));

    private static StoreFailure OfResponse(AmazonS3Exception response, WriteCondition? condition)
    {
        if (response.ErrorCode == "NoSuchBucket")
            return StoreFailures.ContainerNotFound;
        if (response.ErrorCode == "NoSuchVersion")
            return StoreFailures.Changed;
        if (Credentials.Contains(response.ErrorCode))
        {
            return new StoreFailure(StoreFailureReason.NoCredentials, $"S3 does not accept the credentials ({response.ErrorCode}).");
        }

        var isConditional = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
        if (isConditional || Throttling.Contains(response.ErrorCode))
        {
            return new StoreFailure(StoreFailureReason.Throttled, "S3 asks for fewer requests.");
        }

        return response.StatusCode switch
        {
            HttpStatusCode.NotFound => condition?.Version is not null ? StoreFailures.Changed : StoreFailures.NotFound,
            HttpStatusCode.PreconditionFailed => condition?.MustBeAbsent == true ? StoreFailures.AlreadyExists : StoreFailures.Changed,
            HttpStatusCode.Conflict => ConcurrentWriter,
            HttpStatusCode.RequestedRangeNotSatisfiable => StoreFailures.OutOfRange,
            HttpStatusCode.Forbidden => new StoreFailure(
                StoreFailureReason.AccessDenied,
                "S3 denies this; without the right to list, it says so of objects that are not there as well."
            ),
            HttpStatusCode.Unauthorized => new StoreFailure(StoreFailureReason.NoCredentials, "S3 wants credentials."),
            HttpStatusCode.MovedPermanently => new StoreFailure(
                StoreFailureReason.Unavailable,
                "The bucket is in another region; set AWS_REGION."
            ),
            >= HttpStatusCode.InternalServerError => Unavailable($"S3 failed ({(int)response.StatusCode})."),
            _ => Unavailable($"S3 answered {(int)response.StatusCode} {response.ErrorCode}."),
        };
    }
}
