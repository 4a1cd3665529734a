using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Endpoints;

namespace Serverless.Api.Page;

/// <summary><c>GET /</c>: the page, in one answer. Its own style and script are allowed by their digests, and nothing else is.</summary>
internal static class PageEndpoint
{
    private static readonly Lazy<(byte[] Html, string Policy)> Made = new(Make);

    public static IResult Get(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = Made.Value.Policy;
        return TypedResults.Bytes(Made.Value.Html, "text/html; charset=utf-8");
    }

    private static (byte[], string) Make()
    {
        var (style, script) = (Resources.Text("page.css"), Resources.Text("page.js"));
        var html = Resources
            .Text("page.html")
            .Replace("<style></style>", $"<style>{style}</style>", StringComparison.Ordinal)
            .Replace("<script></script>", $"<script>{script}</script>", StringComparison.Ordinal);
        string[] policy =
        [
            "default-src 'none'",
            "connect-src 'self'",
            "img-src 'self' blob: data:",
            $"style-src {Digest(style)}",
            $"script-src {Digest(script)}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ];
        return (Encoding.UTF8.GetBytes(html), string.Join("; ", policy));
    }

    private static string Digest(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
}
