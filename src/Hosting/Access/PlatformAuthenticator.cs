using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Hosting.Wire;

namespace Serverless.Hosting.Access;

/// <summary>The platform has let the request through, so it may do what needs no scope of its own.</summary>
internal sealed class PlatformAuthenticator : IAuthenticator
{
    private static readonly Caller Anybody = new("platform", new HashSet<string>(StringComparer.Ordinal) { Scopes.Caption });

    public ValueTask<Result<Caller, CaptionFailure>> AuthenticateAsync(WireRequest request, CancellationToken cancellationToken) => new(Anybody);
}
