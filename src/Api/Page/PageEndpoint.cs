using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Endpoints;

namespace Serverless.Api.Page;

/// <summary><c>GET /</c>: the page, in one answer. Its own style and script are allowed by their digests, and nothing else is.</summary>
internal static class PageEndpoint
{
    private static readonly string[] Scripts = ["page.js", "reviews.js"];

    private static readonly Lazy<(byte[] Html, string Policy)> WithReviews = new(() => Make(hasReviews: true)),
        WithoutReviews = new(() => Make(hasReviews: false));

    /// <param name="context">The request.</param>
    /// <param name="hasReviews">Whether this host takes reviews, so that the page asks for the queue.</param>
    public static IResult Get(HttpContext context, bool hasReviews)
    {
        var (html, policy) = (hasReviews ? WithReviews : WithoutReviews).Value;
        context.Response.Headers.ContentSecurityPolicy = policy;
        return TypedResults.Bytes(html, "text/html; charset=utf-8");
    }

    private static (byte[], string) Make(bool hasReviews)
    {
        var (style, scripts) = (Resources.Text("page.css"), Scripts.Select(Resources.Text).ToList());
        var html = Resources
            .Text("page.html")
            .Replace("data-reviews=\"off\"", $"data-reviews=\"{(hasReviews ? "on" : "off")}\"", StringComparison.Ordinal)
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
