using Microsoft.IdentityModel.JsonWebTokens;
using Serverless.Api.Wire;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Settings;
using Serverless.Settings.Access;

namespace Serverless.Api.Access;

/// <summary>The token of who pushes events: signed by the issuer, for us, and of the one identity that is expected (cloud.google.com/pubsub/docs/authenticate-push-subscriptions).</summary>
internal sealed class PushAuthenticator(JwtAuthenticator tokens, string identity) : IAuthenticator
{
    public static PushAuthenticator Of(PushIdentity push, TimeProvider clock, Action<string> onFault) =>
        new(new JwtAuthenticator(push.Token, Authenticators.KeysOf(push.Token, clock, onFault)), push.Identity);

    public async ValueTask<Result<Caller, CaptionFailure>> AuthenticateAsync(WireRequest request, CancellationToken cancellationToken)
    {
        var known = await tokens.AuthenticateAsync(request, cancellationToken);
        if (!known.TryGet(out _, out var failure))
            return failure;
        var token = new JsonWebToken(Credentials.Bearer(request)!);
        string? Claim(string name) => token.TryGetPayloadValue<string>(name, out var value) ? value : null;
        var isVerified = token.TryGetPayloadValue<bool>("email_verified", out var verified) && verified;
        var isExpected =
            (isVerified && Claim("email") == identity)
            || Claim("sub") == identity
            || Claim("azp") == identity
            || Claim("appid") == identity;
        return isExpected
            ? new Caller(identity, new HashSet<string>(StringComparer.Ordinal) { Scopes.Caption })
            : new CaptionFailure(FailureReason.Forbidden, "The token is of another identity than the one that pushes events.");
    }
}
