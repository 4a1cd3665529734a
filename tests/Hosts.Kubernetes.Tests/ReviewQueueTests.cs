using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Hosts.Kubernetes.Tests;

/// <summary>The queue of captions to review over HTTP, with keys of two reviewers, previews kept, and few reviews a minute.</summary>
public sealed class ReviewQueueTests : IAsyncLifetime
{
    private const string Ann = "key-of-ann",
        Bob = "key-of-bob",
        Reader = "key-of-a-reader";

    private const int PerMinute = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("queue-").FullName;
    private readonly RunningHost _host = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "reviews"));
        var keys = Path.Combine(_folder, "keys.json");
        await File.WriteAllTextAsync(keys, KeyFile((Ann, "caption\",\"review"), (Bob, "review"), (Reader, "caption")), Now);
        await _host.StartAsync(
            new()
            {
                ["CAPTION_REVIEWS_TO"] = $"file://{_folder}/reviews/",
                ["CAPTION_AUTH"] = "keys",
                ["CAPTION_KEYS_FILE"] = keys,
                ["CAPTION_KEEP_PICTURES"] = "on",
                ["CAPTION_REVIEWS_PER_MINUTE"] = PerMinute.ToString(System.Globalization.CultureInfo.InvariantCulture),
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Two_people_settle_a_caption_and_it_leaves_the_queue()
    {
        var id = await DescribeAsync("french-alpine-landscape.jpg");
        var item = Assert.Single((await GetAsync(Ann, "/v1/reviews?limit=5")).GetProperty("items").EnumerateArray().ToList());
        Assert.Equal((id, "open", 1), (item.Text("id"), item.Text("state"), item.GetProperty("views").GetInt32()));

        var entry = await GetAsync(Ann, $"/v1/reviews/{id}");
        var image = entry.GetProperty("image");
        Assert.Equal("image/jpeg", image.Text("mediaType"));
        Assert.Equal([0xFF, 0xD8], Convert.FromBase64String(image.Text("base64")!)[..2]);
        Assert.Equal(JsonValueKind.Null, entry.GetProperty("imageMissing").ValueKind);
        Assert.True(entry.GetProperty("alternatives").GetArrayLength() > 0);

        Assert.Equal(HttpStatusCode.Accepted, (await DecideAsync(Ann, id)).StatusCode);
        Assert.Equal(0, (await GetAsync(Ann, "/v1/reviews")).GetProperty("total").GetInt32());
        Assert.Equal("one", (await GetAsync(Bob, "/v1/reviews")).GetProperty("items")[0].Text("state"));
        Assert.Equal(HttpStatusCode.Accepted, (await DecideAsync(Bob, id)).StatusCode);
        Assert.Equal(0, (await GetAsync(Bob, "/v1/reviews")).GetProperty("total").GetInt32());
        entry = await GetAsync(Ann, $"/v1/reviews/{id}");
        Assert.Equal("settled", entry.Text("state"));
        Assert.Equal(["key-0", "key-1"], entry.GetProperty("reviews").EnumerateArray().Select(review => review.Text("reviewer")));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("a-guess", HttpStatusCode.Unauthorized)]
    [InlineData(Reader, HttpStatusCode.Forbidden)]
    public async Task Nobody_without_the_scope_reads_the_queue_or_decides(string? key, HttpStatusCode status)
    {
        var id = await DescribeAsync("french-alpine-landscape.jpg");
        Assert.Equal(status, (await DecideAsync(key, id)).StatusCode);
        Assert.Equal(status, (await SendAsync(key, HttpMethod.Get, "/v1/reviews")).StatusCode);
        Assert.Equal(status, (await SendAsync(key, HttpMethod.Get, $"/v1/reviews/{id}")).StatusCode);
        Assert.False(Directory.Exists(Path.Combine(_folder, "reviews", "reviews", id)));
    }

    [Fact]
    public async Task One_reviewers_flood_is_bounded_and_another_reviewer_is_still_heard()
    {
        var id = await DescribeAsync("french-alpine-landscape.jpg");
        var statuses = new List<HttpStatusCode>();
        HttpResponseMessage? refused = null;
        for (var i = 0; i < 20; i++)
        {
            var answer = await DecideAsync(Ann, id);
            statuses.Add(answer.StatusCode);
            refused = answer.StatusCode == HttpStatusCode.TooManyRequests ? answer : refused;
        }

        Assert.InRange(statuses.Count(status => status == HttpStatusCode.Accepted), PerMinute, PerMinute + 3); // one more in 20 seconds
        Assert.Contains("busy", await refused!.Content.ReadAsStringAsync(Now), StringComparison.Ordinal);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(HttpStatusCode.Accepted, (await DecideAsync(Bob, id)).StatusCode);
    }

    private async Task<string> DescribeAsync(string sample)
    {
        using var picture = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "samples", sample), Now));
        picture.Headers.ContentType = new("image/jpeg");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/captions?minQuality=0") { Content = picture };
        request.Headers.Add("X-Api-Key", Ann);
        var answer = await _host.Client.SendAsync(request, Now);
        var text = await answer.Content.ReadAsStringAsync(Now);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.Text("id")!;
    }

    private Task<HttpResponseMessage> DecideAsync(string? key, string id) =>
        SendAsync(key, HttpMethod.Post, "/v1/reviews", $$"""{"id":"{{id}}","decision":"reject"}""");

    private async Task<JsonElement> GetAsync(string key, string path)
    {
        using var answer = await SendAsync(key, HttpMethod.Get, path);
        return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Now)).RootElement;
    }

    private async Task<HttpResponseMessage> SendAsync(string? key, HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (key is not null)
            request.Headers.Add("X-Api-Key", key);
        return await _host.Client.SendAsync(request, Now);
    }

    private static string KeyFile(params (string Key, string Scopes)[] keys)
    {
        var lines = keys.Select(
            (one, i) =>
                $$"""{"id":"key-{{i}}","sha256":"{{Convert.ToHexStringLower(
                    SHA256.HashData(Encoding.UTF8.GetBytes(one.Key))
                )}}","scopes":["{{one.Scopes}}"]}"""
        );
        return $$"""{"keys":[{{string.Join(',', lines)}}]}""";
    }
}

file static class Json
{
    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();
}
