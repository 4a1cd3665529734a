using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Serverless.Hosts.Aws.Server;

/// <summary>An event of payload format 2.0 or 1.0 as ASP.NET Core's request.</summary>
internal static class RequestReader
{
    /// <summary>Reads one; its body is decoded when somebody reads it, for a stranger's is not worth that.</summary>
    /// <param name="root">The event.</param>
    /// <param name="format">Its format.</param>
    public static HttpRequestFeature Read(JsonElement root, PayloadFormat format)
    {
        var context = Object(root, "requestContext");
        var http = format == PayloadFormat.Two ? Object(context, "http") : root;
        var raw = Text(root, format == PayloadFormat.Two ? "rawPath" : "path") ?? "/";
        var (path, headers) = (PathOf(raw, Text(context, "stage")), HeadersOf(root));
        return new HttpRequestFeature
        {
            Protocol = "HTTP/1.1",
            Scheme = headers["X-Forwarded-Proto"] is [{ Length: > 0 } scheme, ..] ? scheme : "https",
            Method = (Text(http, format == PayloadFormat.Two ? "method" : "httpMethod") ?? "").ToUpperInvariant(),
            Path = path,
            RawTarget = raw,
            QueryString = format == PayloadFormat.Two ? QueryOf(Text(root, "rawQueryString")) : QueryOf(root, context),
            Headers = headers,
            Body = BodyOf(root),
        };
    }

    /// <summary>The stage precedes the path on some fronts. Decoded once; an encoded slash is no separator.</summary>
    private static string PathOf(string raw, string? stage)
    {
        var isStaged =
            stage is { Length: > 0 } and not "$default" && (raw == $"/{stage}" || raw.StartsWith($"/{stage}/", StringComparison.Ordinal));
        var path = isStaged ? raw[(stage!.Length + 1)..] : raw;
        return path.Length == 0 ? "/" : Uri.UnescapeDataString(path.Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase));
    }

    private static HeaderDictionary HeadersOf(JsonElement root)
    {
        var headers = new HeaderDictionary();
        foreach (var header in Properties(root, "headers"))
            headers[header.Name] = header.Value.ValueKind == JsonValueKind.String ? header.Value.GetString() : header.Value.ToString();
        foreach (var header in Properties(root, "multiValueHeaders").Where(one => one.Value.ValueKind == JsonValueKind.Array))
            headers[header.Name] = Values(header.Value);
        if (root.TryGetProperty("cookies", out var cookies) && cookies.ValueKind == JsonValueKind.Array)
            headers["Cookie"] = string.Join("; ", Values(cookies).ToArray());
        return headers;
    }

    private static string QueryOf(string? raw) => string.IsNullOrEmpty(raw) ? "" : "?" + raw;

    /// <summary>Format 1.0 gives names and values, which load balancers leave encoded.</summary>
    private static string QueryOf(JsonElement root, JsonElement context)
    {
        var isEncoded = context.ValueKind == JsonValueKind.Object && context.TryGetProperty("elb", out _);
        string Decoded(string? text) => isEncoded ? Uri.UnescapeDataString((text ?? "").Replace('+', ' ')) : text ?? "";
        var query = new QueryBuilder();
        var many = Properties(root, "multiValueQueryStringParameters").ToList();
        foreach (var parameter in many.Where(one => one.Value.ValueKind == JsonValueKind.Array))
            query.Add(Decoded(parameter.Name), Values(parameter.Value).Select(Decoded));
        foreach (var parameter in many.Count > 0 ? default : Properties(root, "queryStringParameters"))
            query.Add(Decoded(parameter.Name), Decoded(parameter.Value.ToString()));
        return query.ToString();
    }

    private static Stream BodyOf(JsonElement root)
    {
        if (Text(root, "body") is not { Length: > 0 } text)
            return Stream.Null;
        var isBase64 = root.TryGetProperty("isBase64Encoded", out var flag) && flag.ValueKind == JsonValueKind.True;
        return isBase64 ? new Base64Body(text) : new MemoryStream(Encoding.UTF8.GetBytes(text), writable: false);
    }

    private static StringValues Values(JsonElement array) => new([.. array.EnumerateArray().Select(value => value.ToString())]);

    private static JsonElement.ObjectEnumerator Properties(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default;

    private static JsonElement Object(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
