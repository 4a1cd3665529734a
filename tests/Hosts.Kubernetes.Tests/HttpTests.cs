using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Hosts.Kubernetes.Tests;

/// <summary>The container host over real HTTP.</summary>
public sealed class HttpTests(RunningHost host) : IClassFixture<RunningHost>
{
    public static TheoryData<string> Bad =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Fixtures, "bad")).Select(path => Path.GetFileName(path)!)];

    [Fact]
    public async Task Raw_multipart_and_base64_give_the_same_document()
    {
        var bytes = Sample("bar-chart.png");
        var raw = await PostAsync("/v1/captions", Picture(bytes, "image/png"));
        using var form = new MultipartFormDataContent { { Picture(bytes, "image/png"), "image", "chart.png" } };
        var multipart = await PostAsync("/v1/captions", form);
        var json = await PostAsync("/v1/captions", Json($$$"""{"image":{"base64":"{{{Convert.ToBase64String(bytes)}}}"}}"""));
        foreach (var (status, document) in (IEnumerable<(HttpStatusCode, JsonElement)>)[raw, multipart, json])
        {
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal("A chart", document.GetProperty("altText").GetString());
            Assert.Equal(("review", "chart"), (Text(document, "verdict"), Text(document, "kind")));
            Assert.Equal(("kind", "ai"), (Text(document, "captionFrom"), Text(document.GetProperty("provenance"), "generator")));
            Assert.Equal(
                raw.Body.GetProperty("quality").GetProperty("score").GetDouble(),
                document.GetProperty("quality").GetProperty("score").GetDouble(),
                1e-3
            );
            Assert.Equal(
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)),
                Text(document.GetProperty("image"), "sha256")
            );
        }
    }

    [Fact]
    public async Task A_picture_sent_in_chunks_without_a_length_is_taken()
    {
        using var content = Picture(Sample("shapes.png"), "application/octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/captions") { Content = content };
        request.Headers.TransferEncodingChunked = true;
        using var response = await host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_refused_caption_is_a_document_with_a_reason()
    {
        var (status, document) = await PostAsync("/v1/captions", Picture(Sample("blank.png"), "image/png"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            ("refused", JsonValueKind.Null, JsonValueKind.Null),
            (Text(document, "verdict"), document.GetProperty("caption").ValueKind, document.GetProperty("altText").ValueKind)
        );
        Assert.Equal("blank_image", document.GetProperty("quality").GetProperty("reasons")[0].GetString());
    }

    [Fact]
    public async Task Scores_judge_given_words()
    {
        using var form = new MultipartFormDataContent
        {
            { Picture(Sample("bar-chart.png"), "image/png"), "image", "chart.png" },
            { new StringContent("a bar chart with green bars"), "caption" },
        };
        var (status, right) = await PostAsync("/v1/scores", form);
        Assert.Equal((HttpStatusCode.OK, "review"), (status, Text(right, "verdict")));
        Assert.Equal("out_of_scope", right.GetProperty("quality").GetProperty("reasons")[0].GetString());
        var wrong = await PostAsync(
            "/v1/scores",
            Json($$$"""{"image":{"base64":"{{{Convert.ToBase64String(Sample("bar-chart.png"))}}}"},"caption":"a dog on a beach"}""")
        );
        Assert.Equal("refused", Text(wrong.Body, "verdict"));
        Assert.Equal(
            ["findings", "image", "model", "quality", "verdict"],
            wrong.Body.EnumerateObject().Select(field => field.Name).Order()
        );
    }

    [Fact]
    public async Task The_model_says_who_it_is()
    {
        var model = await GetAsync("/v1/model");
        Assert.Equal(("caption-base", "1.0.0"), (Text(model, "name"), Text(model, "version")));
        Assert.StartsWith("sha256:", Text(model, "digest"), StringComparison.Ordinal);
        Assert.Contains("Flickr8k", Text(model, "card"), StringComparison.Ordinal);
        Assert.True(model.GetProperty("loadedSince").GetDateTimeOffset() <= DateTimeOffset.UtcNow);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/health/started")]
    public async Task A_ready_host_is_healthy(string path) => Assert.Equal("ok", Text(await GetAsync(path), "status"));

    [Fact]
    public async Task The_page_and_the_OpenAPI_document_are_served()
    {
        using var page = await host.Client.GetAsync("/");
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.StartsWith("3.1", Text(await GetAsync("/openapi/v1.json"), "openapi"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_bad_picture_gets_the_code_in_its_name_whatever_it_is_said_to_be(string name)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Repository.Fixtures, "bad", name));
        foreach (var type in (string[])["image/jpeg", "application/octet-stream"])
        {
            var (status, problem) = await PostAsync("/v1/captions", Picture(bytes, type));
            AssertProblem(problem, status, name.Split('.')[0]);
        }
    }

    [Theory]
    [InlineData("POST", "/v1/captions?beams=99", "image/png", 400, "option_not_supported", "beams")]
    [InlineData("POST", "/v1/captions?detail=long", "image/png", 400, "option_not_supported", "detail")]
    [InlineData("POST", "/v1/captions?wings=2", "image/png", 400, "unknown_option", "wings")]
    [InlineData("POST", "/v1/captions?context=x", "image/png", 400, "malformed_request", "context")]
    [InlineData("POST", "/v1/captions?caption=x", "image/png", 400, "malformed_request", "caption")]
    [InlineData("POST", "/v1/scores", "image/png", 400, "malformed_request", "caption")]
    [InlineData("POST", "/v1/captions", "text/plain", 415, "unsupported_media_type", null)]
    [InlineData("POST", "/v1/captions", "application/json", 400, "malformed_request", null)]
    [InlineData("POST", "/nowhere", "image/png", 404, "not_found", null)]
    [InlineData("PUT", "/v1/captions", "image/png", 405, "method_not_allowed", null)]
    [InlineData("POST", "/v1/model", "image/png", 405, "method_not_allowed", null)]
    public async Task A_request_that_cannot_be_honoured_says_why(
        string method,
        string path,
        string type,
        int status,
        string code,
        string? field
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = Picture(Sample("blank.png"), type) };
        using var response = await host.Client.SendAsync(request);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(status, (int)response.StatusCode);
        AssertProblem(problem, response.StatusCode, code);
        Assert.Equal(field, problem.TryGetProperty("field", out var found) ? found.GetString() : null);
        Assert.Equal(status == 405, response.Content.Headers.Allow.Count > 0);
    }

    [Theory]
    [InlineData("{\"image\":{\"url\":\"http://127.0.0.1:1/\"}}")]
    [InlineData("{\"image\":{\"blob\":\"s3://bucket/key\"}}")]
    public async Task Addresses_are_forbidden(string body)
    {
        var (status, problem) = await PostAsync("/v1/captions", Json(body));
        AssertProblem(problem, status, "forbidden");
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_and_told_another_way()
    {
        var (status, problem) = await PostAsync("/v1/captions", Picture(new byte[2_000_001], "image/png"));
        AssertProblem(problem, status, "body_too_large");
        Assert.Contains("/v1/uploads", Text(problem, "detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_another_origin_may_not_post()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/captions")
        {
            Content = Picture(Sample("blank.png"), "image/png"),
        };
        request.Headers.Add("Origin", "https://evil.example");
        using var response = await host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Callers_who_hang_up_or_speak_nonsense_do_not_stop_the_host()
    {
        foreach (
            var words in (string[])
                [
                    "POST /v1/captions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf",
                    "nonsense\r\n\r\n",
                    "POST /v1/captions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                ]
        )
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, host.Client.BaseAddress!.Port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(words));
        }

        Assert.Equal("ok", Text(await GetAsync("/health/ready"), "status"));
    }

    [Fact]
    public async Task A_bad_picture_writes_one_log_line_and_no_word_of_the_sender()
    {
        var before = host.Log.Count;
        var (_, problem) = await PostAsync("/v1/captions?secretword=1", Picture(Encoding.ASCII.GetBytes("secretpixels"), "image/png"));
        var id = Text(problem, "id");
        while (!host.Log.Any(line => line.Contains(id, StringComparison.Ordinal)))
            await Task.Delay(20);
        var lines = host.Log.Skip(before).Where(line => line.Contains(id, StringComparison.Ordinal)).ToList();
        Assert.Single(lines);
        Assert.DoesNotContain(
            host.Log,
            line => line.Contains("secret", StringComparison.Ordinal) || line.Contains("VIPS", StringComparison.Ordinal)
        );
    }

    private static byte[] Sample(string name) => File.ReadAllBytes(Path.Combine(Repository.Root, "samples", name));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static void AssertProblem(JsonElement problem, HttpStatusCode status, string code)
    {
        Assert.Equal(
            (code, (int)status, "urn:caption:problem:" + code),
            (Text(problem, "code"), problem.GetProperty("status").GetInt32(), Text(problem, "type"))
        );
        Assert.NotEmpty(Text(problem, "title"));
        Assert.NotEmpty(Text(problem, "detail"));
        Assert.Equal(26, Text(problem, "id").Length);
        Assert.True(problem.TryGetProperty("retryable", out _));
    }

    private static ByteArrayContent Picture(byte[] bytes, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, HttpContent content)
    {
        using var response = await host.Client.PostAsync(path, content);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    private async Task<JsonElement> GetAsync(string path) => JsonDocument.Parse(await host.Client.GetStringAsync(path)).RootElement;
}
