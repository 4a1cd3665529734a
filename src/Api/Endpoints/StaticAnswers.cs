using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Serverless.Api.Wire;

namespace Serverless.Api.Endpoints;

/// <summary>Answers that never change: the OpenAPI document and the page.</summary>
internal static partial class StaticAnswers
{
    public static WireAnswer OpenApi { get; } = new(200, "application/json", Read("openapi.json"), []);

    public static WireAnswer Page { get; } = MakePage();

    /// <summary>The page's own style and script are allowed by their digests, and nothing else is.</summary>
    private static WireAnswer MakePage()
    {
        var html = Encoding.UTF8.GetString(Read("page.html"));
        var policy =
            $"default-src 'none'; connect-src 'self'; img-src 'self' blob: data:; style-src {Digests(html, Style())}; script-src {Digests(html, Script())}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        return new WireAnswer(200, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html), [new("Content-Security-Policy", policy)]);
    }

    private static string Digests(string html, Regex element) =>
        string.Join(
            ' ',
            element
                .Matches(html)
                .Select(match => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(match.Groups[1].Value)))}'")
        );

    private static byte[] Read(string name)
    {
        using var stream = typeof(StaticAnswers).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Style();

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Script();
}
