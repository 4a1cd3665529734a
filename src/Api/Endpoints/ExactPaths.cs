using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Serverless.Api.Endpoints;

/// <summary>
/// Compares paths exactly: the framework would take <c>/V1/captions</c> and <c>/v1/captions/</c> for <c>/v1/captions</c>, and gateways in
/// front, with rules by path, do not.
/// </summary>
/// <param name="sources">The routes.</param>
internal sealed class ExactPaths(ICollection<EndpointDataSource> sources)
{
    private readonly Lazy<(FrozenSet<string> Complete, string[] Prefixes)> _known = new(() => Known(sources));

    /// <summary>Removes the route from a request whose path is not exactly a known one.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not null && !IsKnown(context.Request.Path.Value ?? ""))
            context.SetEndpoint(null);
        return next(context);
    }

    private bool IsKnown(string path) =>
        _known.Value.Complete.Contains(path)
        || Array.Exists(_known.Value.Prefixes, prefix => path.Length > prefix.Length && path.StartsWith(prefix, StringComparison.Ordinal));

    private static (FrozenSet<string>, string[]) Known(ICollection<EndpointDataSource> sources)
    {
        var patterns = sources
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .Distinct()
            .ToLookup(pattern => pattern.Contains('{', StringComparison.Ordinal));
        return (
            patterns[false].ToFrozenSet(StringComparer.Ordinal),
            [.. patterns[true].Select(pattern => pattern[..pattern.IndexOf('{', StringComparison.Ordinal)])]
        );
    }
}
