using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Serverless.Api.Endpoints;

/// <summary>
/// Paths as they are written: the framework would take <c>/V1/captions</c> and <c>/v1/captions/</c> for <c>/v1/captions</c> where gateways in
/// front, with rules by path, do not.
/// </summary>
/// <param name="sources">The routes.</param>
internal sealed class ExactPaths(ICollection<EndpointDataSource> sources)
{
    private readonly Lazy<(FrozenSet<string> Whole, string[] Starts)> _known = new(() => Known(sources));

    /// <summary>Takes the route away from a request whose path is not written as one.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not null && !IsKnown(context.Request.Path.Value ?? ""))
            context.SetEndpoint(null);
        return next(context);
    }

    private bool IsKnown(string path) =>
        _known.Value.Whole.Contains(path)
        || Array.Exists(_known.Value.Starts, start => path.Length > start.Length && path.StartsWith(start, StringComparison.Ordinal));

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
