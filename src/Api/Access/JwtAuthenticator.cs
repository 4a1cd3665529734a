using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Serverless.Api.Wire;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Settings.Access;

namespace Serverless.Api.Access;

/// <summary>Tokens of an issuer (RFC 7519, RFC 9068): signature, issuer, audience, algorithm and times are checked; scopes from <c>scope</c> or <c>scp</c>.</summary>
internal sealed class JwtAuthenticator(JwtSettings settings, SigningKeys keys) : IAuthenticator
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    public async ValueTask<Result<Caller, CaptionFailure>> AuthenticateAsync(WireRequest request, CancellationToken cancellationToken)
    {
        if (Credentials.Bearer(request) is not { } token)
            return Credentials.Missing;
        var result = await _handler.ValidateTokenAsync(token, Checks()).WaitAsync(cancellationToken);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken valid)
            return Credentials.Wrong;
        var scopes = valid
            .Claims.Where(claim => claim.Type is "scope" or "scp")
            .SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(Scopes.All.Contains);
        return new Caller(valid.Subject ?? "", scopes.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>New ones for each token: the handler writes into them.</summary>
    private TokenValidationParameters Checks() =>
        new()
        {
            ValidIssuer = settings.Issuer,
            ValidAudience = settings.Audience,
            ValidAlgorithms = settings.Algorithms,
            ConfigurationManager = keys,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = Skew,
        };
}
