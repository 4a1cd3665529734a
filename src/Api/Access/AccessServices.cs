using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Serverless.Api.Endpoints;
using Serverless.Settings;
using Serverless.Settings.Access;

namespace Serverless.Api.Access;

/// <summary>Who may ask: authentication, authorization by scopes, rates of keys, and browsers of other origins.</summary>
internal static class AccessServices
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        // Else keys that are due are read in the background: the first token after a quiet night would be held against the evening's keys.
        // The library reads the switch once, and before the first keys are requested.
        AppContext.SetSwitch("Switch.Microsoft.IdentityModel.UpdateConfigAsBlocking", true);
        services
            .AddAuthentication(AccessSchemes.Default)
            .AddPolicyScheme(AccessSchemes.Default, null, scheme => scheme.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(AccessSchemes.Keys, null)
            .AddScheme<AuthenticationSchemeOptions, PlatformHandler>(AccessSchemes.Platform, null)
            .AddScheme<AuthenticationSchemeOptions, LoopbackHandler>(AccessSchemes.Loopback, null)
            .AddJwtBearer(AccessSchemes.Jwt)
            .AddJwtBearer(AccessSchemes.Push);
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, TokenSetup>();
        services.AddSingleton<ApiKeys>();
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationHandler, ScopeHandler>();
        services.AddSingleton<IAuthorizationHandler, LoopbackOriginHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessResultHandler>();
        services.AddRateLimiter(_ => { });
        services.AddSingleton<IConfigureOptions<RateLimiterOptions>, CallerRates>();
        services.AddCors();
        services.AddTransient<ICorsPolicyProvider, OriginPolicies>();
        services.AddTransient<ICorsService, OriginHeaders>();
        return services;
    }

    /// <summary>The scheme that the settings choose; events pushed over HTTP may bring a proof of their own.</summary>
    private static string SchemeOf(HttpContext context)
    {
        var settings = context.RequestServices.GetRequiredService<IOptions<CaptionSettings>>().Value;
        if (settings.Events.Push is not null && context.GetEndpoint()?.Metadata.GetMetadata<EventsMetadata>() is not null)
            return AccessSchemes.Push;
        return settings.Access.Mode switch
        {
            AccessMode.Keys => AccessSchemes.Keys,
            AccessMode.Jwt => AccessSchemes.Jwt,
            AccessMode.Platform => AccessSchemes.Platform,
            _ => AccessSchemes.Loopback,
        };
    }
}
