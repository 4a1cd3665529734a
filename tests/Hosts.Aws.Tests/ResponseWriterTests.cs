using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Serverless.Hosts.Aws.Server;

namespace Serverless.Hosts.Aws.Tests;

/// <summary>Answers in both payload formats.</summary>
public sealed class ResponseWriterTests
{
    [Fact]
    public void Format_2_has_one_value_a_header_and_a_list_of_cookies()
    {
        var response = new LambdaResponse { StatusCode = 201 };
        response.Headers.ContentType = "application/json";
        response.Headers.ContentLength = 2;
        response.Headers.Append("X-Many", "one");
        response.Headers.Append("X-Many", "two");
        response.Headers.Append("Set-Cookie", "a=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT");
        response.Headers.Append("Set-Cookie", "b=2");
        AssertJson(
            """
            {"statusCode":201,"headers":{"content-type":"application/json","x-many":"one, two"},
             "cookies":["a=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT","b=2"],"isBase64Encoded":false,"body":"{}"}
            """,
            ResponseWriter.Write(PayloadFormat.Two, response, "{}"u8)
        );
    }

    [Fact]
    public void Format_1_has_lists_of_values_cookies_among_them()
    {
        var response = new LambdaResponse();
        response.Headers.ContentType = "application/problem+json";
        response.Headers.Append("X-Many", "one");
        response.Headers.Append("X-Many", "two");
        response.Headers.Append("Set-Cookie", "a=1");
        response.Headers.Append("Set-Cookie", "b=2");
        AssertJson(
            """
            {"statusCode":200,"multiValueHeaders":{"content-type":["application/problem+json"],"x-many":["one","two"],
             "set-cookie":["a=1","b=2"]},"isBase64Encoded":false,"body":"{}"}
            """,
            ResponseWriter.Write(PayloadFormat.One, response, "{}"u8)
        );
    }

    [Theory]
    [InlineData("text/html; charset=utf-8", null, false)]
    [InlineData("application/json", null, false)]
    [InlineData("application/problem+json", null, false)]
    [InlineData(null, null, false)]
    [InlineData("application/json", "gzip", true)]
    [InlineData("image/png", null, true)]
    [InlineData("application/octet-stream", null, true)]
    public void What_is_no_text_travels_in_base64(string? type, string? coding, bool isBase64)
    {
        var response = new LambdaResponse();
        response.Headers.ContentType = type;
        response.Headers.ContentEncoding = coding;
        foreach (var format in (PayloadFormat[])[PayloadFormat.One, PayloadFormat.Two])
        {
            var answer = JsonNode.Parse(ResponseWriter.Write(format, response, "café"u8))!;
            Assert.Equal(isBase64, answer["isBase64Encoded"]!.GetValue<bool>());
            Assert.Equal(isBase64 ? Convert.ToBase64String("café"u8) : "café", answer["body"]!.GetValue<string>());
        }
    }

    [Fact]
    public void What_the_front_sets_itself_is_left_out()
    {
        var response = new LambdaResponse { StatusCode = 204 };
        response.Headers.ContentLength = 0;
        response.Headers.TransferEncoding = "chunked";
        response.Headers.Connection = "close";
        AssertJson(
            """{"statusCode":204,"headers":{},"isBase64Encoded":false,"body":""}""",
            ResponseWriter.Write(PayloadFormat.Two, response, [])
        );
    }

    private static void AssertJson(string expected, byte[] found) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(found)), JsonSerializer.Serialize(JsonNode.Parse(found)));
}
