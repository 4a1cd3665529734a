using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Serverless.Hosts.Aws.Server;

/// <summary>An answer in the payload format that its request came in.</summary>
internal static class ResponseWriter
{
    /// <summary>Headers that the front sets itself.</summary>
    private static readonly string[] OfFront = ["Content-Length", "Transfer-Encoding", "Connection"];

    /// <param name="format">The format.</param>
    /// <param name="response">Status and headers.</param>
    /// <param name="body">The body; empty for none.</param>
    public static byte[] Write(PayloadFormat format, LambdaResponse response, ReadOnlySpan<byte> body)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            var headers = response.Headers.Where(header => !OfFront.Contains(header.Key, StringComparer.OrdinalIgnoreCase)).ToList();
            writer.WriteStartObject();
            writer.WriteNumber("statusCode", response.StatusCode);
            if (format == PayloadFormat.Two)
                WriteTwo(writer, headers);
            else
                WriteOne(writer, headers);
            var isText = IsText(response.Headers);
            writer.WriteBoolean("isBase64Encoded", !isText);
            writer.WriteString("body", isText ? Encoding.UTF8.GetString(body) : Convert.ToBase64String(body));
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>One value a header; cookies have a list of their own.</summary>
    private static void WriteTwo(Utf8JsonWriter writer, List<KeyValuePair<string, StringValues>> headers)
    {
        writer.WriteStartObject("headers");
        foreach (var (name, values) in headers.Where(header => !IsCookie(header.Key)))
            writer.WriteString(name.ToLowerInvariant(), string.Join(", ", values.ToArray()));
        writer.WriteEndObject();
        if (headers.Find(header => IsCookie(header.Key)) is not { Value.Count: > 0 } cookies)
            return;
        writer.WriteStartArray("cookies");
        foreach (var cookie in cookies.Value)
            writer.WriteStringValue(cookie);
        writer.WriteEndArray();
    }

    private static void WriteOne(Utf8JsonWriter writer, List<KeyValuePair<string, StringValues>> headers)
    {
        writer.WriteStartObject("multiValueHeaders");
        foreach (var (name, values) in headers)
        {
            writer.WriteStartArray(name.ToLowerInvariant());
            foreach (var value in values)
                writer.WriteStringValue(value);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static bool IsCookie(string name) => name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase);

    private static bool IsText(IHeaderDictionary headers)
    {
        if (headers.ContentEncoding.Count > 0)
            return false;
        var type = headers.ContentType.ToString().Split(';')[0];
        return type.Length == 0
            || type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("json", StringComparison.OrdinalIgnoreCase);
    }
}
