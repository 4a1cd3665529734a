using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Endpoints;

namespace Serverless.Api.Page;

/// <summary><c>GET /</c>: the page, in one answer. Its own style and script are allowed by their digests, and nothing else is.</summary>
internal static class PageEndpoint
{
    private static readonly string[] Scripts = ["page.js", "reviews.js", "traffic.js"];

    private static readonly ConcurrentDictionary<PageParts, (byte[] Html, string Policy)> Made = new();

    /// <param name="context">The request.</param>
    /// <param name="parts">What this host has beside captions, so that the page asks for it.</param>
    public static IResult Get(HttpContext context, PageParts parts)
    {
        var (html, policy) = Made.GetOrAdd(parts, Make);
        context.Response.Headers.ContentSecurityPolicy = policy;
        return TypedResults.Bytes(html, "text/html; charset=utf-8");
    }

    private static (byte[], string) Make(PageParts parts)
    {
        var (style, scripts) = (Resources.Text("page.css"), Scripts.Select(Resources.Text).ToList());
        var html = Resources
            .Text("page.html")
            .Replace("data-reviews=\"off\"", $"data-reviews=\"{(parts.HasReviews ? "on" : "off")}\"", StringComparison.Ordinal)
            .Replace("data-traffic=\"off\"", $"data-traffic=\"{(parts.HasTraffic ? "on" : "off")}\"", StringComparison.Ordinal)
            .Replace("<style></style>", $"<style>{style}</style>", StringComparison.Ordinal)
            .Replace("<script></script>", string.Concat(scripts.Select(script => $"<script>{script}</script>")), StringComparison.Ordinal);
        string[] policy =
        [
            "default-src 'none'",
            "connect-src 'self'",
            "img-src 'self' blob: data:",
            $"style-src {Digest(style)}",
            $"script-src {string.Join(' ', scripts.Select(Digest))}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ];
        return (Encoding.UTF8.GetBytes(html), string.Join("; ", policy));
    }

    private static string Digest(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
}

/// <summary>What a host has beside captions.</summary>
/// <param name="HasReviews">Whether it takes reviews.</param>
/// <param name="HasTraffic">Whether it counts traffic.</param>
internal readonly record struct PageParts(bool HasReviews, bool HasTraffic);
