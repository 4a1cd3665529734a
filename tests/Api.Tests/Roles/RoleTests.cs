using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Serverless.Api.Tests.Server;
using Serverless.Core.Service;
using Serverless.Testing;

namespace Serverless.Api.Tests.Roles;

/// <summary>Two hosts of one image: one that writes captions, and one that scores them, over HTTP between them.</summary>
public sealed class RoleTests(RoleTests.Hosts hosts) : IClassFixture<RoleTests.Hosts>
{
    [Theory]
    [InlineData("astronaut.jpg", "")]
    [InlineData("coffee.jpg", """ "options": { "beams": 4, "alternatives": 3, "explain": true }, """)]
    [InlineData("locomotion-house-cat.jpg", """ "context": { "existingAlt": "A cat walks" }, "options": { "minQuality": 0.9 }, """)]
    [InlineData("bar-chart.png", """ "context": { "existingAlt": "A chart of sales" }, """)]
    [InlineData("page-of-text.png", "")]
    [InlineData("blank.png", "")]
    [InlineData("rocket.jpg", """ "context": { "role": "decorative" }, """)]
    public async Task Two_hosts_give_the_document_that_one_gives(string file, string more)
    {
        var body = JsonOf(file, more);
        var one = await hosts.All.SendAsync("POST", "/v1/captions", body, Json);
        var two = await hosts.Caption.SendAsync("POST", "/v1/captions", body, Json);
        Assert.Equal(200, one.Status);
        Assert.Equal(200, two.Status);
        Assert.Equal(Comparable(one), Comparable(two));
    }

    [Fact]
    public async Task The_scorer_is_shown_the_key_and_the_trace_of_the_request()
    {
        var trace = $"00-{Guid.NewGuid():N}-00f067aa0ba902b7-01";
        await hosts.Caption.SendAsync("POST", "/v1/captions", Picture("cat.png"), Png, ("traceparent", trace));
        Assert.Equal("Bearer scorer-key", hosts.Front.Headers["Authorization"]);
        Assert.StartsWith(trace[..35], hosts.Front.Headers["traceparent"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("unready")]
    [InlineData("redirect")]
    [InlineData("other model")]
    [InlineData("too few")]
    [InlineData("huge")]
    [InlineData("broken")]
    [InlineData("silent")]
    public async Task Without_the_scorer_a_caption_is_for_review_and_says_that_quality_is_unavailable(string how)
    {
        await using var front = await HostInFront.StartAsync(hosts.Score);
        front.Instead = Wrong(how);
        await using var caption = await StartCaptionAsync(
            front.Url,
            ("CAPTION_SCORER_SECONDS", how == "silent" ? "1" : "20"),
            ("CAPTION_SCORER_KEY_FILE", hosts.Key)
        );
        var answer = await caption.SendAsync("POST", "/v1/captions", Picture("astronaut.jpg"), Jpeg);
        var document = JsonNode.Parse(answer.Body)!;
        Assert.Equal((200, "review"), (answer.Status, (string?)document["verdict"]));
        Assert.Contains("quality_unavailable", document["quality"]!["reasons"]!.AsArray().Select(reason => (string?)reason));
        Assert.Null(document["quality"]!["fit"]);
        Assert.NotNull(document["altText"]);
        var line = await caption.Log.FirstAsync(2020);
        Assert.Equal(LogLevel.Warning, line.Level);

        if (how == "silent")
            return; // a second is too short to demand an answer within
        front.Instead = null;
        var next = JsonNode.Parse((await caption.SendAsync("POST", "/v1/captions", Picture("astronaut.jpg"), Jpeg)).Body)!;
        var reasons = next["quality"]!["reasons"]!.AsArray().Select(reason => (string?)reason);
        Assert.DoesNotContain("quality_unavailable", reasons);
        await caption.Log.FirstAsync(2021);
    }

    [Fact]
    public async Task A_dead_scorer_is_left_alone_after_some_failures_and_captions_go_on()
    {
        await using var front = await HostInFront.StartAsync(hosts.Score);
        front.Instead = Wrong("unready");
        await using var caption = await StartCaptionAsync(front.Url);
        for (var i = 0; i < 6; i++)
            Assert.Equal(200, (await caption.SendAsync("POST", "/v1/captions", Picture("cat.png"), Png)).Status);
        Assert.InRange(front.Requests, 1, 5);
        Assert.Single(caption.Log.Of(2020));
    }

    [Fact]
    public async Task What_says_nothing_stays_refused_without_the_scorer()
    {
        await using var caption = await StartCaptionAsync("http://127.0.0.1:9");
        var document = JsonNode.Parse((await caption.SendAsync("POST", "/v1/captions", Picture("blank.png"), Png)).Body)!;
        Assert.Equal("refused", (string?)document["verdict"]);
    }

    [Fact]
    public async Task Each_role_has_its_routes_alone()
    {
        Assert.Equal(404, await StatusAsync(hosts.Caption, "POST", "/v1/scores"));
        foreach (var path in (string[])["/v1/captions", "/v1/uploads", "/v1/events", "/v1/reviews"])
            Assert.Equal(404, await StatusAsync(hosts.Score, "POST", path, ("Authorization", "Bearer scorer-key")));
        Assert.Equal(200, await StatusAsync(hosts.Score, "GET", "/v1/model", ("Authorization", "Bearer scorer-key")));
        Assert.Equal(200, await StatusAsync(hosts.Score, "GET", "/health/ready"));
        var openApi = JsonNode.Parse((await hosts.Score.SendAsync("GET", "/openapi/v1.json")).Body)!;
        Assert.Equal(["/v1/scores", "/v1/model"], openApi["paths"]!.AsObject().Select(path => path.Key).Where(IsOfTheApi));
    }

    [Fact]
    public async Task A_host_that_captions_does_not_load_the_quality_model()
    {
        Assert.Null(hosts.Caption.Service.Models!.Matcher);
        Assert.NotNull(hosts.Score.Service.Models!.Matcher);
        Assert.Equal(hosts.All.Service.Models!.Identity.Digest, hosts.Caption.Service.Models!.Identity.Digest);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_host_that_scores_loads_the_captioner_for_the_first_words_of_a_caller_and_not_before()
    {
        await using var score = await Hosts.StartAsync([("CAPTION_ROLE", "score")]);
        await using var front = await HostInFront.StartAsync(score);
        await using var caption = await StartCaptionAsync(front.Url);
        Assert.Equal(200, (await score.SendAsync("GET", "/health/ready")).Status);
        Assert.Equal(200, (await score.SendAsync("GET", "/v1/model")).Status);
        var described = await caption.SendAsync("POST", "/v1/captions", Picture("astronaut.jpg"), Jpeg);
        Assert.Equal("good", (string?)JsonNode.Parse(described.Body)!["verdict"]);
        Assert.Equal("score", score.Service.StartTimes!.What);
        Assert.False(score.Service.Models!.Captioner.IsOpen);

        var words = JsonOf("coffee.jpg", """ "caption": "a cup of coffee on a table", "options": { "explain": true }, """);
        var own = await score.SendAsync("POST", "/v1/scores", words, Json);
        Assert.Equal(200, own.Status);
        Assert.Equal((await hosts.All.SendAsync("POST", "/v1/scores", words, Json)).Body, own.Body);
        Assert.True(score.Service.Models!.Captioner.IsOpen);
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("""{"model":"sha256:0","pictures":[]}""", 400)]
    [InlineData("""{"model":"sha256:0","pictures":[{"image":"AA==","texts":["a dog"]}]}""", 503)]
    [InlineData("""{"model":"MODEL","pictures":[{"image":"AA==","texts":["a dog"]}]}""", 415)]
    [InlineData("""{"model":"MODEL","pictures":[{"image":"AA==","texts":[]}]}""", 400)]
    [InlineData("""{"model":"MODEL","pictures":[{"image":"PICTURE","texts":["a dog", ""]}]}""", 200)]
    public async Task A_question_of_another_host_is_checked(string body, int status)
    {
        var digest = hosts.Score.Service.Models!.Identity.Digest;
        var asked = body.Replace("MODEL", digest, StringComparison.Ordinal)
            .Replace("PICTURE", Convert.ToBase64String(WarmUpPicture.Png), StringComparison.Ordinal);
        var answer = await hosts.Score.SendAsync(
            "POST",
            "/v1/scores",
            Encoding.UTF8.GetBytes(asked),
            ("Content-Type", "application/vnd.caption.match+json"),
            ("Authorization", "Bearer scorer-key")
        );
        Assert.Equal(status, answer.Status);
    }

    private static readonly (string, string) Png = ("Content-Type", "image/png"),
        Jpeg = ("Content-Type", "image/jpeg"),
        Json = ("Content-Type", "application/json");

    private static byte[] Picture(string file) => File.ReadAllBytes(Path.Combine(Repository.Root, "samples", file));

    private static byte[] JsonOf(string file, string more) =>
        Encoding.UTF8.GetBytes($$"""{ {{more}} "image": { "base64": "{{Convert.ToBase64String(Picture(file))}}" } }""");

    private static bool IsOfTheApi(string path) => path.StartsWith("/v1/", StringComparison.Ordinal);

    /// <summary>The document without what differs between any two answers.</summary>
    private static string Comparable(ApiAnswer answer)
    {
        var document = JsonNode.Parse(answer.Body)!.AsObject();
        foreach (var field in (string[])["id", "timings", "provenance"])
            Assert.True(document.Remove(field));
        return document.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private static RequestDelegate Wrong(string how) =>
        how switch
        {
            "html" => context => context.Response.WriteAsync("<html>Welcome</html>"),
            "unready" => context =>
            {
                context.Response.StatusCode = 503;
                return Task.CompletedTask;
            },
            "redirect" => context =>
            {
                context.Response.Redirect("http://127.0.0.1:9/");
                return Task.CompletedTask;
            },
            "other model" => context => context.Response.WriteAsync("""{"model":"sha256:0","matches":[]}"""),
            "too few" => context => context.Response.WriteAsync("""{"model":"sha256:0"}"""),
            "huge" => async context =>
            {
                var block = new byte[1 << 20];
                for (var i = 0; i < 40; i++)
                    await context.Response.Body.WriteAsync(block, context.RequestAborted);
            },
            "broken" => context =>
            {
                context.Abort();
                return Task.CompletedTask;
            },
            _ => context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default),
        };

    private static async Task<int> StatusAsync(ApiServer server, string method, string path, params (string, string)[] headers) =>
        (await server.SendAsync(method, path, method == "POST" ? WarmUpPicture.Png : null, headers)).Status;

    private static Task<ApiServer> StartCaptionAsync(string scorer, params (string, string)[] more) =>
        Hosts.StartAsync([("CAPTION_ROLE", "caption"), ("CAPTION_SCORER_URL", scorer), .. more]);

    /// <summary>A host of every role, with their models loaded.</summary>
    public sealed class Hosts : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("roles-").FullName;

        internal string Key => Path.Combine(_folder, "key");

        internal ApiServer All { get; private set; } = null!;

        internal ApiServer Caption { get; private set; } = null!;

        internal ApiServer Score { get; private set; } = null!;

        internal HostInFront Front { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var keys = Path.Combine(_folder, "keys.json");
            await File.WriteAllTextAsync(Key, "scorer-key\n");
            var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("scorer-key"u8));
            await File.WriteAllTextAsync(keys, $$"""{"keys":[{"id":"caption","sha256":"{{digest}}","scopes":["caption"]}]}""");
            All = await StartAsync([]);
            Score = await StartAsync([("CAPTION_ROLE", "score"), ("CAPTION_AUTH", "keys"), ("CAPTION_KEYS_FILE", keys)]);
            Front = await HostInFront.StartAsync(Score);
            Caption = await StartCaptionAsync(Front.Url, ("CAPTION_SCORER_KEY_FILE", Key));
        }

        public async ValueTask DisposeAsync()
        {
            await Caption.DisposeAsync();
            await Front.DisposeAsync();
            await Score.DisposeAsync();
            await All.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }

        internal static async Task<ApiServer> StartAsync((string, string)[] settings)
        {
            var server = await ApiServer.StartAsync(settings);
            server.Service.Start();
            return server;
        }
    }
}
