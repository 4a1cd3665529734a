using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Problems;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Access;

/// <summary>Answers those who may not pass in our problem documents.</summary>
internal sealed class AccessResultHandler : IAuthorizationMiddlewareResultHandler
{
    private static readonly CaptionFailure Missing = new(
        FailureReason.Unauthenticated,
        "Send a key as X-Api-Key, or a key or token as Authorization: Bearer."
    );

    private static readonly CaptionFailure Wrong = new(FailureReason.Unauthenticated, "The key or token is not accepted.");

    public async Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (authorizeResult.Succeeded)
            await next(context);
        else
            await new Problem(authorizeResult.Challenged ? await Unknown(context) : Denied(authorizeResult)).ExecuteAsync(context);
    }

    /// <summary>No proof, or one that is not accepted; the scheme remembers which.</summary>
    private static async Task<CaptionFailure> Unknown(HttpContext context) =>
        (await context.AuthenticateAsync()).Failure is null ? Missing : Wrong;

    private static CaptionFailure Denied(PolicyAuthorizationResult result) =>
        result.AuthorizationFailure!.FailureReasons.OfType<AccessFailureReason>().First().Failure;
}
