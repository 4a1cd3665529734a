using Serverless.Api.Wire;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Settings.Access;

namespace Serverless.Api.Access;

/// <summary>Whoever sits at this machine, and no page in their browser.</summary>
internal sealed class LoopbackAuthenticator : IAuthenticator
{
    private static readonly Caller Local = new("local", Scopes.All);

    public ValueTask<Result<Caller, CaptionFailure>> AuthenticateAsync(WireRequest request, CancellationToken cancellationToken) =>
        new(LoopbackGuard.Check(request) is { } failure ? failure : Local);
}
