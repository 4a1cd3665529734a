using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Serverless.Api.Wire;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Fetching;

namespace Serverless.Hosts.Aws.Http;

/// <summary>Payload format 2.0 to a request (docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).</summary>
internal static class PayloadReader
{
    /// <summary>The request, its body left out: that is decoded once it is known who asks (<see cref="BodyOf"/>).</summary>
    /// <param name="root">The event.</param>
    /// <param name="traceId">The runtime's own word on the trace; it stands above the front's.</param>
    public static Result<WireRequest, CaptionFailure> Read(JsonElement root, string? traceId)
    {
        var context = root.GetProperty("requestContext");
        if (Text(context.GetProperty("http"), "method") is not { Length: > 0 } method)
            return new CaptionFailure(FailureReason.MalformedRequest, "The event names no method.");
        var query = QueryHelpers.ParseQuery(Text(root, "rawQueryString"));
        return new WireRequest(
            method.ToUpperInvariant(),
            Path(Text(root, "rawPath") ?? "/", Text(context, "stage")),
            [.. query.SelectMany(pair => pair.Value.Select(value => new KeyValuePair<string, string>(pair.Key, value ?? "")))],
            Headers(root, traceId),
            default
        );
    }

    /// <summary>The body of the same event.</summary>
    /// <param name="root">The event.</param>
    public static RequestBody BodyOf(JsonElement root) =>
        new(
            (most, _) =>
                Task.FromResult<Result<BodyBytes, CaptionFailure>>(
                    Body(root, most).TryGet(out var bytes, out var failure) ? new BodyBytes(bytes) : failure
                ),
            isHeld: true
        );

    /// <summary>The stage stands before the path on some fronts. Decoded once; an encoded slash is no separator.</summary>
    private static string Path(string raw, string? stage)
    {
        var path =
            stage is { Length: > 0 } and not "$default" && (raw == $"/{stage}" || raw.StartsWith($"/{stage}/", StringComparison.Ordinal))
                ? raw[(stage.Length + 1)..]
                : raw;
        return path.Length == 0 ? "/" : Uri.UnescapeDataString(path.Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase));
    }

    private static Dictionary<string, string> Headers(JsonElement root, string? traceId)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (root.TryGetProperty("headers", out var sent) && sent.ValueKind == JsonValueKind.Object)
        {
            foreach (var header in sent.EnumerateObject())
                headers[header.Name] =
                    header.Value.ValueKind == JsonValueKind.String ? header.Value.GetString()! : header.Value.ToString();
        }

        if (root.TryGetProperty("cookies", out var cookies) && cookies.ValueKind == JsonValueKind.Array)
            headers["Cookie"] = string.Join("; ", cookies.EnumerateArray().Select(cookie => cookie.ToString()));
        if (traceId is not null)
            headers["X-Amzn-Trace-Id"] = traceId;
        return headers;
    }

    private static Result<byte[], CaptionFailure> Body(JsonElement root, long maxBodyBytes)
    {
        if (Text(root, "body") is not { } text)
            return Array.Empty<byte>();
        var isBase64 = root.TryGetProperty("isBase64Encoded", out var flag) && flag.ValueKind == JsonValueKind.True;
        if ((isBase64 ? text.Length / 4 * 3 - 2 : text.Length) > maxBodyBytes)
            return BodyReader.TooLarge(maxBodyBytes);
        if (!isBase64)
            return Encoding.UTF8.GetBytes(text) is var plain && plain.Length <= maxBodyBytes ? plain : BodyReader.TooLarge(maxBodyBytes);
        try
        {
            return Convert.FromBase64String(text) is var bytes && bytes.Length <= maxBodyBytes ? bytes : BodyReader.TooLarge(maxBodyBytes);
        }
        catch (FormatException)
        {
            return new CaptionFailure(FailureReason.MalformedRequest, "The event says that its body is base64; it is not.");
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
