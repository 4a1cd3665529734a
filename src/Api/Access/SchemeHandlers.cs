using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.Settings;
using Serverless.Settings.Access;

namespace Serverless.Api.Access;

/// <summary>Keys of our own, as <c>X-Api-Key</c> or <c>Authorization: Bearer</c>.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ApiKeys keys
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Bearer = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (KeyOf() is not { } key)
            return Task.FromResult(AuthenticateResult.NoResult());
        return Task.FromResult(
            keys.Find(key) is { } caller ? Tickets.Of(caller, Scheme) : AuthenticateResult.Fail("The key is not accepted.")
        );
    }

    private string? KeyOf()
    {
        if (Request.Headers["X-Api-Key"].ToString() is { Length: > 0 } key)
            return key;
        var value = Request.Headers.Authorization.ToString();
        return value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && value.Length > Bearer.Length
            ? value[Bearer.Length..].Trim()
            : null;
    }
}

/// <summary>The platform has let the request through: it has the scopes of the settings.</summary>
internal sealed class PlatformHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    IOptions<CaptionSettings> settings
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult(Tickets.Of(new Caller("platform", settings.Value.Access.PlatformScopes), Scheme));
}

/// <summary>Whoever sits at this machine; <see cref="LoopbackOriginHandler"/> keeps pages in their browser out.</summary>
internal sealed class LoopbackHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult(Tickets.Of(new Caller("local", Scopes.All) { IsAnonymous = true }, Scheme));
}

/// <summary>Tickets of known callers.</summary>
file static class Tickets
{
    public static AuthenticateResult Of(Caller caller, AuthenticationScheme scheme) =>
        AuthenticateResult.Success(new AuthenticationTicket(new(new CallerIdentity(caller, scheme.Name)), scheme.Name));
}
