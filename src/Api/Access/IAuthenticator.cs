using Serverless.Api.Wire;
using Serverless.Core;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Access;

/// <summary>Finds out who asks.</summary>
public interface IAuthenticator
{
    /// <summary>Looks at the proof a request carries.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <returns>The caller, or <see cref="FailureReason.Unauthenticated"/>, <see cref="FailureReason.Forbidden"/> or <see cref="FailureReason.Busy"/> (over the caller's rate).</returns>
    ValueTask<Result<Caller, CaptionFailure>> AuthenticateAsync(WireRequest request, CancellationToken cancellationToken);
}
