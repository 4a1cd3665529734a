using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Hosts.Kubernetes.Tests;

/// <summary>Reviews of captions over HTTP, kept in a folder.</summary>
public sealed class ReviewTests(ReviewTests.Reviewed reviewed) : IClassFixture<ReviewTests.Reviewed>
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caption_can_be_reviewed_by_its_id_and_its_features_are_kept_to_train_on()
    {
        var photograph = Path.Combine(Repository.Root, "samples", "french-alpine-landscape.jpg"); // only sentences have features
        using var picture = new ByteArrayContent(await File.ReadAllBytesAsync(photograph, Now));
        picture.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        using var described = await reviewed.Host.Client.PostAsync("/v1/captions?minQuality=0", picture, Now);
        var id = JsonDocument.Parse(await described.Content.ReadAsByteArrayAsync(Now)).RootElement.GetProperty("id").GetString();
        var kept = JsonDocument
            .Parse(await File.ReadAllBytesAsync(Path.Combine(reviewed.Folder, "captions", id + ".json"), Now))
            .RootElement;
        Assert.True(kept.GetProperty("features").GetArrayLength() > 10);
        Assert.Equal(JsonValueKind.Null, kept.GetProperty("source").ValueKind);
        var sentences = kept.GetProperty("alternatives").EnumerateArray().ToList();
        Assert.Equal(kept.GetProperty("caption").GetString(), sentences[0].GetProperty("caption").GetString());
        Assert.Equal(kept.GetProperty("signals").GetRawText(), sentences[0].GetProperty("signals").GetRawText());
        Assert.Equal(JsonValueKind.Number, kept.GetProperty("signals").GetProperty("fitLogit").ValueKind);

        foreach (var decision in (string[])["\"accept\"", "\"edit\",\"correctedCaption\":\"green bars\"", "\"reject\""])
            Assert.Equal(HttpStatusCode.Accepted, (await PostAsync($$"""{"id":"{{id}}","decision":{{decision}}}""")).Status);
        var reviews = Directory
            .GetFiles(Path.Combine(reviewed.Folder, "reviews", id!), "*.json")
            .Order(StringComparer.Ordinal)
            .Select(file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement)
            .ToList();
        Assert.Equal(["accept", "edit", "reject"], reviews.Select(review => review.GetProperty("decision").GetString()));
        Assert.All(
            reviews,
            review =>
            {
                Assert.Equal(
                    ("local", true),
                    (review.GetProperty("reviewer").GetString(), review.GetProperty("isTrainable").GetBoolean())
                );
                Assert.True(review.GetProperty("isAnonymous").GetBoolean());
                Assert.Equal(kept.GetProperty("modelDigest").GetString(), review.GetProperty("modelDigest").GetString());
            }
        );
        var entry = await GetAsync($"/v1/reviews/{id}");
        Assert.Equal("open", entry.GetProperty("state").GetString()); // nobody who is known has decided
        Assert.Equal(3, entry.GetProperty("reviews").GetArrayLength());
        Assert.Equal("not_kept", entry.GetProperty("imageMissing").GetString());
    }

    [Theory]
    [InlineData("/v1/reviews?after=1", "malformed_request", "after")]
    [InlineData("/v1/reviews?limit=0", "malformed_request", "limit")]
    [InlineData("/v1/reviews?limit=101", "malformed_request", "limit")]
    [InlineData("/v1/reviews?state=open", "unknown_option", "state")]
    [InlineData("/v1/reviews/01J9Z3NDEKTSV4RRFFQ69G5FAV", "not_found", "id")]
    [InlineData("/v1/reviews/..%2F..%2Fetc", "not_found", "id")]
    public async Task A_queue_that_cannot_be_asked_for_says_why(string path, string code, string field)
    {
        var problem = await GetAsync(path);
        Assert.Equal((code, field), (problem.GetProperty("code").GetString(), problem.GetProperty("field").GetString()));
    }

    [Theory]
    [InlineData("""{"id":"01J9Z3NDEKTSV4RRFFQ69G5FAV","decision":"accept"}""", HttpStatusCode.NotFound, "not_found")]
    [InlineData("""{"id":"../../etc/passwd","decision":"accept"}""", HttpStatusCode.NotFound, "not_found")]
    [InlineData("""{"id":"01J9Z3NDEKTSV4RRFFQ69G5FAV","decision":"maybe"}""", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("""{"id":"01J9Z3NDEKTSV4RRFFQ69G5FAV","decision":"edit"}""", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData(
        """{"id":"01J9Z3NDEKTSV4RRFFQ69G5FAV","decision":"accept","reviewer":"me"}""",
        HttpStatusCode.BadRequest,
        "unknown_option"
    )]
    [InlineData("""{"decision":"accept"}""", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("nonsense", HttpStatusCode.BadRequest, "malformed_request")]
    public async Task What_is_no_review_is_refused(string body, HttpStatusCode status, string code)
    {
        var answer = await PostAsync(body);
        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Reviews_are_JSON_only() =>
        Assert.Equal(
            HttpStatusCode.UnsupportedMediaType,
            (await PostAsync("id=1&decision=accept", "application/x-www-form-urlencoded")).Status
        );

    private async Task<JsonElement> GetAsync(string path) =>
        JsonDocument.Parse(await (await reviewed.Host.Client.GetAsync(path, Now)).Content.ReadAsByteArrayAsync(Now)).RootElement;

    private async Task<(HttpStatusCode Status, string? Code)> PostAsync(string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await reviewed.Host.Client.PostAsync("/v1/reviews", content, Now);
        var text = await response.Content.ReadAsStringAsync(Now);
        return (response.StatusCode, text.Length > 0 ? JsonDocument.Parse(text).RootElement.GetProperty("code").GetString() : null);
    }

    /// <summary>A host that keeps reviews, started once.</summary>
    public sealed class Reviewed : IAsyncLifetime
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("reviews-").FullName;

        public RunningHost Host { get; } = new();

        public async ValueTask InitializeAsync() =>
            await Host.StartAsync(new() { ["CAPTION_REVIEWS_TO"] = $"file://{Folder}/", ["CAPTION_KEEP_FEATURES"] = "on" });

        public async ValueTask DisposeAsync()
        {
            await Host.DisposeAsync();
            Directory.Delete(Folder, recursive: true);
        }
    }
}
