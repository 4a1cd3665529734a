using Microsoft.AspNetCore.Http;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Access;

/// <summary>
/// Guards a host that listens on loopback without authentication: a web page in the user's browser must not reach it. A POST's
/// <c>Host</c> must be a loopback name (against DNS rebinding), and its <c>Origin</c>, where sent, the same origin.
/// </summary>
internal static class LoopbackGuard
{
    private static readonly string[] Names = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Checks a request.</summary>
    /// <param name="request">The request.</param>
    /// <returns>Why it is refused, null when it is not.</returns>
    public static CaptionFailure? Check(HttpRequest request)
    {
        if (request.Method is "GET" or "HEAD")
            return null;
        var host = request.Headers.Host.ToString();
        if (!Names.Contains(WithoutPort(host), StringComparer.OrdinalIgnoreCase))
            return new CaptionFailure(FailureReason.Forbidden, "This host answers only when called by a loopback name.", "Host");
        return
            request.Headers.Origin is { Count: > 0 } sent
            && sent.ToString() is var origin
            && !origin.Equals("http://" + host, StringComparison.OrdinalIgnoreCase)
            ? new CaptionFailure(FailureReason.Forbidden, "Pages of other origins may not call this host.", "Origin")
            : null;
    }

    private static string WithoutPort(string host)
    {
        var colon = host.LastIndexOf(':');
        return colon > host.LastIndexOf(']') ? host[..colon] : host;
    }
}
