using System.Text;
using System.Text.Json;
using Serverless.Api.Wire;

namespace Serverless.Hosts.Aws.Http;

/// <summary>An answer to payload format 2.0. All we answer is text, so nothing is base64.</summary>
internal static class PayloadWriter
{
    public static byte[] Write(WireAnswer answer, bool hasBody)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteNumber("statusCode", answer.Status);
            writer.WriteStartObject("headers");
            if (answer.ContentType is { } type)
                writer.WriteString("content-type", type);
            foreach (var (name, value) in WireAnswer.Always.Concat(answer.Headers))
                writer.WriteString(name.ToLowerInvariant(), value);
            writer.WriteEndObject();
            writer.WriteBoolean("isBase64Encoded", false);
            writer.WriteString("body", hasBody ? Encoding.UTF8.GetString(answer.Body.Span) : "");
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }
}
