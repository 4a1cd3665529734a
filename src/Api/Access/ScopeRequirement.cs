using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Access;

/// <summary>A caller with one of some scopes.</summary>
/// <param name="Scopes">The usual one first.</param>
internal sealed record ScopeRequirement(IReadOnlyList<string> Scopes) : IAuthorizationRequirement;

/// <summary>Lets endpoints require scopes.</summary>
internal static class ScopePolicies
{
    public static RouteHandlerBuilder RequireScope(this RouteHandlerBuilder endpoint, params string[] scopes) =>
        endpoint.RequireAuthorization(Of(scopes));

    /// <summary>A caller must have one of the scopes.</summary>
    public static AuthorizationPolicy Of(params string[] scopes) =>
        new AuthorizationPolicyBuilder().AddRequirements(new ScopeRequirement(scopes)).Build();
}

/// <summary>Why a known caller is turned away.</summary>
/// <param name="handler">Who says so.</param>
/// <param name="failure">The answer to the caller.</param>
internal sealed class AccessFailureReason(IAuthorizationHandler handler, CaptionFailure failure)
    : AuthorizationFailureReason(handler, failure.Detail)
{
    public CaptionFailure Failure => failure;
}

/// <summary>Holds callers' scopes against what endpoints require.</summary>
internal sealed class ScopeHandler : AuthorizationHandler<ScopeRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (CallerIdentity.Of(context.User) is not { } identity)
            return Task.CompletedTask; // nobody is known: the request is challenged
        if (identity.Denial is { } denial)
            context.Fail(new AccessFailureReason(this, denial));
        else if (requirement.Scopes.Any(identity.Caller.Scopes.Contains))
            context.Succeed(requirement);
        else
            context.Fail(new AccessFailureReason(this, Lacking(requirement.Scopes[0])));
        return Task.CompletedTask;
    }

    private static CaptionFailure Lacking(string scope) => new(FailureReason.Forbidden, $"This caller lacks the scope '{scope}'.");
}

/// <summary>Without authentication, a page in the user's browser must not reach a host on loopback: <see cref="LoopbackGuard"/>.</summary>
internal sealed class LoopbackOriginHandler : IAuthorizationHandler
{
    public Task HandleAsync(AuthorizationHandlerContext context)
    {
        if (
            context.User.Identity?.AuthenticationType == AccessSchemes.Loopback
            && context.Resource is HttpContext { Request: var request }
            && LoopbackGuard.Check(request) is { } failure
        )
            context.Fail(new AccessFailureReason(this, failure));
        return Task.CompletedTask;
    }
}
