using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Serverless.Core.Pipeline;
using Serverless.Settings;
using Serverless.Settings.Access;

namespace Serverless.Api.Access;

/// <summary>
/// Tokens of an issuer (RFC 7519, RFC 9068): signature, issuer, audience, algorithm and times are checked; scopes are from <c>scope</c> or
/// <c>scp</c>. A token that pushes events must be of the one expected identity
/// (cloud.google.com/pubsub/docs/authenticate-push-subscriptions).
/// </summary>
/// <param name="settings">The issuers.</param>
/// <param name="clock">Measures the age of keys.</param>
/// <param name="logger">Logs why keys cannot be read.</param>
internal sealed class TokenSetup(IOptions<CaptionSettings> settings, TimeProvider clock, ILogger<TokenSetup> logger)
    : IConfigureNamedOptions<JwtBearerOptions>
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1),
        FetchTimeout = TimeSpan.FromSeconds(5);

    private const int MaxKeySetBytes = 1 << 20;

    private static readonly CaptionFailure OtherIdentity = new(
        FailureReason.Forbidden,
        "The token is of another identity than the one that pushes events."
    );

    public void Configure(JwtBearerOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, JwtBearerOptions options)
    {
        if (name == AccessSchemes.Jwt && settings.Value.Access.Jwt is { } jwt)
            Configure(options, jwt, token => CallerOf(token));
        if (name == AccessSchemes.Push && settings.Value.Events.Push is { } push)
            Configure(options, push.Token, token => SenderOf(token, push.Identity));
    }

    private void Configure(JwtBearerOptions options, JwtSettings jwt, Func<JsonWebToken, CallerIdentity> identityOf)
    {
        var client = new HttpClient { Timeout = FetchTimeout, MaxResponseContentBufferSize = MaxKeySetBytes };
        options.MapInboundClaims = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = jwt.Issuer,
            ValidAudience = jwt.Audience,
            ValidAlgorithms = jwt.Algorithms,
            ConfigurationManager = new SigningKeys(jwt, clock, client, error => AccessLog.KeysError(logger, error)),
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = Skew,
        };
        options.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                context.Principal = new ClaimsPrincipal(identityOf((JsonWebToken)context.SecurityToken));
                return Task.CompletedTask;
            },
        };
    }

    private static CallerIdentity CallerOf(JsonWebToken token)
    {
        var scopes = token
            .Claims.Where(claim => claim.Type is "scope" or "scp")
            .SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(Scopes.All.Contains);
        return new CallerIdentity(new Caller(token.Subject ?? "", scopes.ToHashSet(StringComparer.Ordinal)), AccessSchemes.Jwt);
    }

    private static CallerIdentity SenderOf(JsonWebToken token, string identity)
    {
        string? Claim(string name) => token.TryGetPayloadValue<string>(name, out var value) ? value : null;
        var isVerified = token.TryGetPayloadValue<bool>("email_verified", out var verified) && verified;
        var isExpected =
            (isVerified && Claim("email") == identity)
            || Claim("sub") == identity
            || Claim("azp") == identity
            || Claim("appid") == identity;
        var sender = new Caller(identity, new HashSet<string>(StringComparer.Ordinal) { Scopes.Caption });
        return new CallerIdentity(sender, AccessSchemes.Push) { Denial = isExpected ? null : OtherIdentity };
    }
}
