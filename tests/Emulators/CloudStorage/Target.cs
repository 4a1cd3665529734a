using Microsoft.AspNetCore.Http.Features;

namespace Serverless.CloudStorage;

/// <summary>
/// The address of a request as it was sent: each segment decoded once, so that a slash in a name must have been encoded.
/// </summary>
internal sealed record Target(string Path, string[] Segments, string RawQuery, IReadOnlyDictionary<string, string> Query)
{
    public static Target Of(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var (path, query) = raw.Split('?', 2) is [var before, var after] ? (before, after) : (raw, "");
        var pairs = query
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(
                pair => Uri.UnescapeDataString(pair[0]),
                pair => pair.Length > 1 ? Uri.UnescapeDataString(pair[1].Replace('+', ' ')) : "",
                StringComparer.Ordinal
            );
        return new Target(path, [.. path.TrimStart('/').Split('/').Select(Uri.UnescapeDataString)], query, pairs);
    }
}
