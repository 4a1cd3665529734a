using Microsoft.AspNetCore.Http;

namespace Serverless.LocalTargets.Control;

/// <summary>
/// Keeps web pages of the user's browser away: a request must name a loopback host (against DNS rebinding), and one that comes from a page
/// must come from the same origin.
/// </summary>
internal static class LoopbackOnly
{
    private static readonly string[] Names = ["localhost", "127.0.0.1", "[::1]"];

    /// <returns>Why the request is refused; null where it is not.</returns>
    public static Refusal? Check(HttpRequest request)
    {
        if (!Names.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
            return new Refusal(421, "host", "Host: only a loopback name is answered (127.0.0.1, localhost or [::1]).");
        return
            request.Headers.Origin is { Count: > 0 } origin
            && !origin.ToString().Equals($"http://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)
            ? new Refusal(403, "origin", "Origin: pages of other origins are not answered.")
            : null;
    }
}
