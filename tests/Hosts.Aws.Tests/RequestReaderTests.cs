using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Serverless.Hosts.Aws.Server;

namespace Serverless.Hosts.Aws.Tests;

/// <summary>Events of both payload formats as requests.</summary>
public sealed class RequestReaderTests
{
    /// <summary>As a function URL or an HTTP API sends it.</summary>
    private const string Two = """
        {"version":"2.0","rawPath":"/v1/captions","rawQueryString":"beams=4&name=a%20b&name=c%2Bd&plus=a+b&empty=",
         "cookies":["a=1","b=2; c=3"],
         "headers":{"content-type":"image/png","x-many":"one,two","x-forwarded-proto":"https"},
         "requestContext":{"stage":"$default","http":{"method":"post","path":"/v1/captions"}},
         "body":"AAEC","isBase64Encoded":true}
        """;

    [Fact]
    public async Task Format_2_is_read_whole()
    {
        var request = Read(Two, PayloadFormat.Two);
        Assert.Equal(("POST", "/v1/captions", "https", "HTTP/1.1"), (request.Method, request.Path, request.Scheme, request.Protocol));
        Assert.Equal("image/png", request.Headers.ContentType);
        Assert.Equal("one,two", request.Headers["X-Many"]);
        Assert.Equal("a=1; b=2; c=3", request.Headers.Cookie);
        var query = QueryOf(request);
        Assert.Equal(("4", "a b", ""), ($"{query["beams"]}", $"{query["plus"]}", $"{query["empty"]}"));
        Assert.Equal(["a b", "c+d"], query["name"].ToArray());
        Assert.Equal([0, 1, 2], await BytesAsync(request));
    }

    [Fact]
    public async Task Format_1_is_read_whole()
    {
        var request = Read(
            """
            {"version":"1.0","httpMethod":"POST","path":"/v1/captions",
             "headers":{"Content-Type":"image/png","X-Many":"two"},
             "multiValueHeaders":{"Content-Type":["image/png"],"X-Many":["one","two"],"Cookie":["a=1; b=2"]},
             "queryStringParameters":{"beams":"4","name":"c+d","percent":"100%25"},
             "multiValueQueryStringParameters":{"beams":["4"],"name":["a b","c+d"],"percent":["100%25"]},
             "requestContext":{"stage":"$default"},
             "body":"AAEC","isBase64Encoded":true}
            """,
            PayloadFormat.One
        );
        Assert.Equal(("POST", "/v1/captions", "https"), (request.Method, request.Path, request.Scheme));
        Assert.Equal("image/png", request.Headers.ContentType);
        Assert.Equal(["one", "two"], request.Headers["x-many"].ToArray());
        Assert.Equal("a=1; b=2", request.Headers.Cookie);
        var query = QueryOf(request);
        Assert.Equal(("4", "100%25"), ($"{query["beams"]}", $"{query["percent"]}")); // decoded already: a percent sign is one
        Assert.Equal(["a b", "c+d"], query["name"].ToArray());
        Assert.Equal([0, 1, 2], await BytesAsync(request));
    }

    [Theory]
    [InlineData("queryStringParameters", """{"name":"c%2Bd","a%20b":"1+2","percent":"100%2525"}""")]
    [InlineData("multiValueQueryStringParameters", """{"name":["c%2Bd"],"a%20b":["1+2"],"percent":["100%2525"]}""")]
    public void A_load_balancer_leaves_queries_encoded(string field, string parameters)
    {
        var root =
            """{"httpMethod":"GET","path":"/","requestContext":{"elb":{"targetGroupArn":"x"}},""" + $"\"{field}\":{parameters}" + "}";
        var query = QueryOf(Read(root, PayloadFormat.One));
        Assert.Equal(("c+d", "1 2", "100%25"), ($"{query["name"]}", $"{query["a b"]}", $"{query["percent"]}"));
    }

    [Theory]
    [InlineData("headers", """{"x-amzn-trace-id":"Root=1","host":"captions.example"}""")]
    [InlineData("multiValueHeaders", """{"x-amzn-trace-id":["Root=1"],"host":["captions.example"]}""")]
    public void Headers_come_in_one_list_or_the_other(string field, string headers)
    {
        var root = """{"httpMethod":"GET","path":"/","requestContext":{"elb":{}},""" + $"\"{field}\":{headers}" + "}";
        var request = Read(root, PayloadFormat.One);
        Assert.Equal(("captions.example", "Root=1"), ($"{request.Headers.Host}", $"{request.Headers["X-Amzn-Trace-Id"]}"));
    }

    [Theory]
    [InlineData("$default", "/v1/captions", "/v1/captions")]
    [InlineData("prod", "/prod/v1/captions", "/v1/captions")]
    [InlineData("prod", "/prod", "/")]
    [InlineData("prod", "/prod/", "/")]
    [InlineData("prod", "/production/v1", "/production/v1")]
    [InlineData("prod", "/v1/captions", "/v1/captions")]
    [InlineData("v1", "/v1/v1/captions", "/v1/captions")]
    [InlineData("$default", "/v1/uploads/a%20b", "/v1/uploads/a b")]
    [InlineData("$default", "/v1/uploads/a%2Fb", "/v1/uploads/a%2Fb")] // an encoded slash is no separator
    [InlineData("$default", "/v1/uploads/a%2fb", "/v1/uploads/a%2Fb")]
    [InlineData("$default", "/v1/uploads/a%252Fb", "/v1/uploads/a%2Fb")] // decoded once
    [InlineData("$default", "/caf%C3%A9", "/café")]
    public void The_path_is_what_stands_after_the_stage_decoded_once(string stage, string raw, string expected)
    {
        var two = $$$$"""{"rawPath":"{{{{raw}}}}","requestContext":{"stage":"{{{{stage}}}}","http":{"method":"GET"}}}""";
        var one = $$$"""{"httpMethod":"GET","path":"{{{raw}}}","requestContext":{"stage":"{{{stage}}}"}}""";
        Assert.Equal((expected, expected), (Read(two, PayloadFormat.Two).Path, Read(one, PayloadFormat.One).Path));
    }

    [Theory]
    [InlineData("\"caf\u00e9\"", "false", new byte[] { 99, 97, 102, 0xC3, 0xA9 })]
    [InlineData("\"AAEC\"", "false", new byte[] { 65, 65, 69, 67 })]
    [InlineData("\"AAE=\"", "true", new byte[] { 0, 1 })]
    [InlineData("\"\"", "true", new byte[0])]
    [InlineData("null", "false", new byte[0])]
    public async Task A_body_is_text_or_base64_as_the_event_says(string body, string isBase64, byte[] expected)
    {
        var root = $$"""{"httpMethod":"POST","path":"/","body":{{body}},"isBase64Encoded":{{isBase64}}}""";
        Assert.Equal(expected, await BytesAsync(Read(root, PayloadFormat.One)));
    }

    [Fact]
    public async Task A_long_body_in_base64_is_decoded_piece_by_piece()
    {
        var bytes = new byte[200_001];
        new Random(1).NextBytes(bytes);
        var root = $$"""{"httpMethod":"POST","path":"/","body":"{{Convert.ToBase64String(bytes)}}","isBase64Encoded":true}""";
        Assert.Equal(bytes, await BytesAsync(Read(root, PayloadFormat.One)));
    }

    [Fact]
    public async Task A_body_that_is_no_base64_is_the_senders_fault()
    {
        var request = Read("""{"httpMethod":"POST","path":"/","body":"%%%","isBase64Encoded":true}""", PayloadFormat.One);
        await Assert.ThrowsAsync<BadHttpRequestException>(() => BytesAsync(request));
    }

    private static HttpRequestFeature Read(string root, PayloadFormat format)
    {
        using var document = JsonDocument.Parse(root);
        return RequestReader.Read(document.RootElement, format);
    }

    private static IQueryCollection QueryOf(HttpRequestFeature request)
    {
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        return new QueryFeature(features).Query;
    }

    private static async Task<byte[]> BytesAsync(HttpRequestFeature request)
    {
        using var kept = new MemoryStream();
        await request.Body.CopyToAsync(kept, TestContext.Current.CancellationToken);
        return kept.ToArray();
    }
}
