using Azure;
using Azure.Identity;
using Serverless.Core.Storage;

namespace Serverless.Storage.Azure;

/// <summary>What Azure's blob service says, in the words of the port (learn.microsoft.com/rest/api/storageservices/blob-service-error-codes).</summary>
internal static class BlobFailures
{
    private static readonly string[] Credentials = ["AuthenticationFailed", "NoAuthenticationInformation", "InvalidAuthenticationInfo"];

    /// <summary>An answer that is no success.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="condition">What the write asked for; null for what is no write.</param>
    public static StoreFailure Of(Response answer, WriteCondition? condition)
    {
        var code = answer.Headers.TryGetValue("x-ms-error-code", out var told) ? told : "";
        if (code is "ContainerNotFound" or "ContainerBeingDeleted") return StoreFailures.ContainerNotFound;
        if (Credentials.Contains(code)) return new StoreFailure(StoreFailureReason.NoCredentials, $"Azure does not accept the credentials ({code}).");
        return answer.Status switch
        {
            404 => condition?.Version is not null ? StoreFailures.Changed : StoreFailures.NotFound,
            409 when condition?.MustBeAbsent == true => StoreFailures.AlreadyExists,
            412 => condition?.MustBeAbsent == true ? StoreFailures.AlreadyExists : StoreFailures.Changed,
            416 => StoreFailures.OutOfRange,
            401 or 403 => new StoreFailure(StoreFailureReason.AccessDenied, $"Azure denies this ({code})."),
            429 or 503 => new StoreFailure(StoreFailureReason.Throttled, "Azure asks for fewer requests."),
            _ => new StoreFailure(StoreFailureReason.Unavailable, FormattableString.Invariant($"Azure answered {answer.Status} {code}.")),
        };
    }

    /// <summary>Null where it is no expected failure.</summary>
    /// <param name="error">What was thrown.</param>
    public static StoreFailure? Of(Exception error) => error switch
    {
        AuthenticationFailedException => new StoreFailure(StoreFailureReason.NoCredentials, "No Azure identity: " + error.Message.Split('\n')[0]),
        OperationCanceledException => new StoreFailure(StoreFailureReason.TimedOut, "Azure kept silent for too long."),
        AggregateException { InnerExceptions: [.., OperationCanceledException] } => new StoreFailure(StoreFailureReason.TimedOut, "Azure kept silent for too long."),
        RequestFailedException or IOException or HttpRequestException or AggregateException => new StoreFailure(StoreFailureReason.Unavailable, "Azure cannot be reached."),
        _ => null,
    };
}
