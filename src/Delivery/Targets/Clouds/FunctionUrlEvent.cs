using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Core;

namespace Serverless.Delivery.Targets.Clouds;

/// <summary>Requests as Lambda's function URLs hand them over, payload format 2.0, and their answers.</summary>
internal static class FunctionUrlEvent
{
    public static JsonObject Of(ProbeRequest request)
    {
        var headers = new JsonObject { ["host"] = "delivery" };
        if (request.MediaType is { } type)
            headers["content-type"] = type;
        return new JsonObject
        {
            ["version"] = "2.0",
            ["routeKey"] = "$default",
            ["rawPath"] = request.Path,
            ["rawQueryString"] = "",
            ["headers"] = headers,
            ["requestContext"] = new JsonObject
            {
                ["stage"] = "$default",
                ["requestId"] = "delivery",
                ["http"] = new JsonObject
                {
                    ["method"] = request.Method,
                    ["path"] = request.Path,
                    ["protocol"] = "HTTP/1.1",
                    ["sourceIp"] = "127.0.0.1",
                    ["userAgent"] = "delivery",
                },
            },
            ["body"] = request.Body is { } body ? Convert.ToBase64String(body) : null,
            ["isBase64Encoded"] = request.Body is not null,
        };
    }

    public static Result<ProbeResponse, TargetFailure> Read(byte[] answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            if (!document.RootElement.TryGetProperty("statusCode", out var status))
                return new ProbeResponse(502, answer); // the function failed: its error is in place of an answer
            var text = document.RootElement.TryGetProperty("body", out var body) ? body.GetString() ?? "" : "";
            var isBase64 = document.RootElement.TryGetProperty("isBase64Encoded", out var coded) && coded.ValueKind == JsonValueKind.True;
            return new ProbeResponse(status.GetInt32(), isBase64 ? Convert.FromBase64String(text) : Encoding.UTF8.GetBytes(text));
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            return TargetFailure.Refused("The function's answer is no answer of a function URL.");
        }
    }
}
