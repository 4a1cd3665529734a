using Serverless.Api.Wire;
using Serverless.Core;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Access;

/// <summary>The platform has let the request through, so it may do what the settings say.</summary>
internal sealed class PlatformAuthenticator(IReadOnlySet<string> scopes) : IAuthenticator
{
    private readonly Caller _anybody = new("platform", scopes);

    public ValueTask<Result<Caller, CaptionFailure>> AuthenticateAsync(WireRequest request, CancellationToken cancellationToken) =>
        new(_anybody);
}
