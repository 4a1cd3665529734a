using Serverless.Api.Wire;

namespace Serverless.Api.Access;

/// <summary>Cross-origin calls of browsers (Fetch standard, section 3.2), the same on every host.</summary>
/// <param name="allowed">Origins, as browsers send them.</param>
public sealed class CrossOrigin(IReadOnlyList<string> allowed)
{
    private const string MaxAgeSeconds = "600";

    /// <summary>The answer to OPTIONS.</summary>
    /// <param name="request">The request.</param>
    /// <param name="method">What the path takes.</param>
    public WireAnswer Preflight(WireRequest request, string method)
    {
        List<KeyValuePair<string, string>> headers = [new("Allow", $"{method}, OPTIONS"), .. HeadersFor(request)];
        if (headers.Count > 1 && request.Header("Access-Control-Request-Method") is not null)
            headers.AddRange([
                new("Access-Control-Allow-Methods", method),
                new("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Api-Key"),
                new("Access-Control-Max-Age", MaxAgeSeconds),
            ]);
        return new WireAnswer(204, null, ReadOnlyMemory<byte>.Empty, headers);
    }

    /// <summary>What any answer to this request carries.</summary>
    /// <param name="request">The request.</param>
    public IEnumerable<KeyValuePair<string, string>> HeadersFor(WireRequest request)
    {
        if (allowed.Count == 0)
            yield break;
        yield return new("Vary", "Origin");
        if (request.Header("Origin") is { } origin && allowed.Contains(origin, StringComparer.Ordinal))
            yield return new("Access-Control-Allow-Origin", origin);
    }
}
