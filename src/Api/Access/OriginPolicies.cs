using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Serverless.Api.Endpoints;
using Serverless.Settings;

namespace Serverless.Api.Access;

/// <summary>Cross-origin calls of browsers (Fetch standard, section 3.2): pages of the settings' origins may call every route.</summary>
/// <param name="settings">The origins.</param>
internal sealed class OriginPolicies(IOptions<CaptionSettings> settings) : ICorsPolicyProvider
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    public Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName)
    {
        // There is no policy where no origins are set, where OPTIONS names a path that does not exist, and for the handshake of a sender
        // of events, which is no browser.
        var method = HttpMethods.IsOptions(context.Request.Method) ? RouteMethod.Of(context) : context.Request.Method;
        var origins = settings.Value.Access.AllowedOrigins;
        if (method is null || origins.Count == 0 || EventEndpoints.IsHandshake(context.Request))
            return Task.FromResult<CorsPolicy?>(null);
        var policy = new CorsPolicyBuilder()
            .SetIsOriginAllowed(origin => origins.Contains(origin, StringComparer.Ordinal))
            .WithMethods(method)
            .WithHeaders("Authorization", "Content-Type", "X-Api-Key")
            .SetPreflightMaxAge(MaxAge);
        return Task.FromResult<CorsPolicy?>(policy.Build());
    }
}
