using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Tests.Server;
using Serverless.Testing;

namespace Serverless.Api.Tests.Roles;

/// <summary>A small host that hands on what it cannot do, and a larger one that it is handed to.</summary>
public sealed class FallbackTests : IAsyncLifetime
{
    private readonly string _key = Path.GetTempFileName();
    private ApiServer _larger = null!;
    private HostInFront _front = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_key, "fallback-key");
        _larger = await StartAsync([("CAPTION_MODEL", Fixture("florence2-tiny"))]);
        _front = await HostInFront.StartAsync(_larger);
    }

    public async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync();
        await _larger.DisposeAsync();
        File.Delete(_key);
    }

    [Fact]
    public async Task A_long_description_comes_from_the_host_that_can_write_one_and_its_document_comes_back_whole()
    {
        await using var small = await StartSmallAsync(_front.Url);
        var trace = $"00-{Guid.NewGuid():N}-00f067aa0ba902b7-01";
        var answer = await AskAsync(small, Long, ("traceparent", trace));
        Assert.Equal(200, answer.Status);
        Assert.Equal(_front.LastAnswer, answer.Body);
        var document = JsonNode.Parse(answer.Body)!;
        Assert.Equal("florence2-tiny", (string?)document["model"]!["name"]);
        Assert.Equal("A small square", (string?)document["existing"]!["text"]);
        Assert.Equal("functional", (string?)document["role"]);
        Assert.Equal("application/json", answer.Headers.ContentType);
        Assert.Equal("Bearer fallback-key", _front.Headers["Authorization"]);
        Assert.Equal("1", _front.Headers["Caption-Fallback"]);
        Assert.StartsWith(trace[..35], _front.Headers["traceparent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_option_and_all_context_go_with_it()
    {
        await using var small = await StartSmallAsync(_front.Url);
        var answer = await AskAsync(
            small,
            """
            "options": { "detail": "long", "beams": 3, "alternatives": 2, "maxCharacters": 200, "minQuality": 0, "explain": true },
            "context": { "role": "informative", "nearbyText": "near", "existingAlt": "square", "fileName": "a.png" },
            """
        );
        Assert.Equal(200, answer.Status); // an unknown name would be a 400 there, and our own failure here
        Assert.Equal(1, _front.Requests);
    }

    [Theory]
    [InlineData("""{ "detail": "short" }""")]
    [InlineData("""{ "beams": 9 }""")]
    [InlineData("""{ "minQuality": 2 }""")]
    public async Task What_no_host_can_do_is_not_handed_on(string options)
    {
        await using var small = await StartSmallAsync(_front.Url);
        Assert.Equal((400, "option_not_supported"), CodeOf(await AskAsync(small, $"\"options\": {options},")));
        Assert.Equal(0, _front.Requests);
    }

    [Fact]
    public async Task A_loop_ends_after_one_turn_with_the_failure_of_the_host_that_was_asked()
    {
        await using var front = await HostInFront.StartAsync(null);
        await using var small = await StartSmallAsync(front.Url);
        front.Instead = async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var again = await small.SendAsync(
                "POST",
                "/v1/captions",
                body.ToArray(),
                ("Content-Type", context.Request.ContentType!),
                ("Caption-Fallback", context.Request.Headers["Caption-Fallback"].ToString())
            );
            context.Response.StatusCode = again.Status;
            context.Response.ContentType = again.Headers.ContentType;
            await context.Response.Body.WriteAsync(again.Body, context.RequestAborted);
        };
        var answer = await AskAsync(small, Long);
        Assert.Equal((400, "option_not_supported"), CodeOf(answer));
        Assert.Equal(1, front.Requests);
        Assert.EndsWith("The host it was handed on to answers 400 option_not_supported.", DetailOf(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_fallback_leaves_the_failure_that_there_was_and_says_so()
    {
        await using var small = await StartSmallAsync("http://127.0.0.1:9");
        var answer = await AskAsync(small, Long);
        Assert.Equal((400, "option_not_supported"), CodeOf(answer));
        Assert.EndsWith("cannot be reached, or broke off.", DetailOf(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_fallback_is_waited_for_no_longer_than_the_setting_says()
    {
        _front.Instead = context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        await using var small = await StartSmallAsync(_front.Url, ("CAPTION_FALLBACK_SECONDS", "1"));
        var answer = await AskAsync(small, Long);
        Assert.Equal((400, "option_not_supported"), CodeOf(answer));
        Assert.EndsWith("did not answer within 1 seconds.", DetailOf(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("huge")]
    [InlineData("redirect")]
    [InlineData("another picture's")]
    [InlineData("half")]
    [InlineData("a stranger's problem")]
    public async Task Nonsense_of_a_fallback_is_never_handed_to_a_caller(string what)
    {
        _front.Instead = what switch
        {
            "html" => context => context.Response.WriteAsync("<html>"),
            "huge" => async context =>
            {
                context.Response.ContentType = "application/json";
                for (var i = 0; i < 8; i++)
                    await context.Response.Body.WriteAsync(new byte[1 << 20], context.RequestAborted);
            },
            "redirect" => context =>
            {
                context.Response.Redirect("http://127.0.0.1:9/");
                return Task.CompletedTask;
            },
            "a stranger's problem" => context =>
            {
                (context.Response.StatusCode, context.Response.ContentType) = (418, "application/problem+json");
                return context.Response.WriteAsync("""{"title":"I am a teapot"}""");
            },
            _ => async context =>
            {
                var other = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "samples", "blank.png"));
                var answer = await _larger.SendAsync("POST", "/v1/captions", other, ("Content-Type", "image/png"));
                context.Response.ContentType = "application/json";
                await context.Response.Body.WriteAsync(what == "half" ? answer.Body.AsMemory(0, 80) : answer.Body, context.RequestAborted);
            },
        };
        await using var small = await StartSmallAsync(_front.Url);
        var answer = await AskAsync(small, Long);
        Assert.Equal((503, "not_ready"), CodeOf(answer));
        Assert.EndsWith("answers what cannot be read.", DetailOf(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_takes_longer_than_this_host_s_time_is_handed_on()
    {
        await using var silent = await HostInFront.StartAsync(null);
        silent.Instead = context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        await using var slow = await StartAsync([
            ("CAPTION_MODEL", $"openai:{silent.Url}#slow"),
            ("CAPTION_DEADLINE_SECONDS", "1"),
            ("CAPTION_FALLBACK_URL", _front.Url),
            ("CAPTION_FALLBACK_SECONDS", "60"),
        ]);
        var answer = await AskAsync(slow, "");
        Assert.Equal(200, answer.Status);
        Assert.Equal(_front.LastAnswer, answer.Body);
    }

    private const string Long = """
        "options": { "detail": "long" },
        "context": { "role": "functional", "linkTarget": "https://example.org/shop", "existingAlt": "A small square" },
        """;

    private static string Fixture(string name) => Path.Combine(Repository.Fixtures, name);

    private static Task<ApiAnswer> AskAsync(ApiServer server, string more, params (string, string)[] headers)
    {
        var picture = File.ReadAllBytes(Path.Combine(Repository.Root, "samples", "cat.png"));
        var body = Encoding.UTF8.GetBytes($$"""{ {{more}} "image": { "base64": "{{Convert.ToBase64String(picture)}}" } }""");
        return server.SendAsync("POST", "/v1/captions", body, [("Content-Type", "application/json"), .. headers]);
    }

    private static (int, string?) CodeOf(ApiAnswer answer) => (answer.Status, (string?)JsonNode.Parse(answer.Body)!["code"]);

    private static string DetailOf(ApiAnswer answer) => (string)JsonNode.Parse(answer.Body)!["detail"]!;

    private Task<ApiServer> StartSmallAsync(string fallback, params (string, string)[] more) =>
        StartAsync([
            ("CAPTION_MODEL", Fixture("vit-gpt2-tiny")),
            ("CAPTION_FALLBACK_URL", fallback),
            ("CAPTION_FALLBACK_KEY_FILE", _key),
            .. more,
        ]);

    private static async Task<ApiServer> StartAsync((string, string)[] settings)
    {
        var server = await ApiServer.StartAsync([("CAPTION_LABEL_MODEL", "none"), ("CAPTION_TEXT_MODEL", "none"), .. settings]);
        server.Service.Start();
        return server;
    }
}
