using Microsoft.AspNetCore.Http;
using Serverless.Hosts.Contract.Tests.Platforms;

namespace Serverless.LocalTargets.Platforms;

/// <summary>A started revision behind its platform. Disposing it ends it as the platform does.</summary>
internal interface IRevisionServer : IAsyncDisposable
{
    /// <summary>Ends when nothing is left that could answer, though nobody stopped it; says what happened.</summary>
    Task<string> Ended { get; }

    /// <summary>Hands a caller's request on and the answer back.</summary>
    /// <returns>Whether the request may have reached the host.</returns>
    Task<ForwardOutcome> ForwardAsync(HttpContext context);

    /// <summary>A GET of the platform's own: probes.</summary>
    /// <param name="path">Path, such as <c>/health/ready</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HttpRequestException">It cannot be reached yet.</exception>
    Task<HostAnswer> AskAsync(string path, CancellationToken cancellationToken);
}

/// <summary>What became of a request that was handed on.</summary>
internal enum ForwardOutcome
{
    /// <summary>The host has answered, or may have got the request: it is not sent a second time.</summary>
    Sent,

    /// <summary>No connection was made, so nothing was sent: another revision may take it.</summary>
    NotConnected,
}
