using System.Net;
using System.Text;
using System.Text.Json;
using Serverless.Testing;
using Serverless.Testing.Emulators;

namespace Serverless.Storage.Tests;

/// <summary>
/// The stand-in for Cloud Storage against what the service's documentation says of it (json_api/v1/objects, request-preconditions,
/// uploading-objects).
/// </summary>
public sealed class CloudStorageServerTests(CloudStorageServerTests.Fixture fixture)
    : IClassFixture<CloudStorageServerTests.Fixture>,
        IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = new Uri(fixture.Server.Address) };

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_generation_match_of_zero_creates_once()
    {
        Assert.Equal(HttpStatusCode.OK, (await UploadAsync("once.txt", "1", "&ifGenerationMatch=0")).Status);
        var (status, body) = await UploadAsync("once.txt", "2", "&ifGenerationMatch=0");
        Assert.Equal(HttpStatusCode.PreconditionFailed, status);
        Assert.Equal(
            (412, "conditionNotMet", "global"),
            (
                body.GetProperty("error").GetProperty("code").GetInt32(),
                body.GetProperty("error").GetProperty("errors")[0].GetProperty("reason").GetString(),
                body.GetProperty("error").GetProperty("errors")[0].GetProperty("domain").GetString()
            )
        );
    }

    [Fact]
    public async Task Numbers_of_64_bits_are_texts_and_a_rewrite_makes_a_new_generation()
    {
        var first = (await UploadAsync("n.txt", "1")).Body;
        var second = (await UploadAsync("n.txt", "22")).Body;
        Assert.Equal(
            ("1", "2", "1"),
            (
                first.GetProperty("size").GetString(),
                second.GetProperty("size").GetString(),
                second.GetProperty("metageneration").GetString()
            )
        );
        Assert.True(string.CompareOrdinal(first.GetProperty("generation").GetString(), second.GetProperty("generation").GetString()) < 0);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (
                await SendAsync("GET", $"/storage/v1/b/docs/o/n.txt?alt=media&generation={first.GetProperty("generation").GetString()}")
            ).Status
        );
    }

    [Theory]
    [InlineData("GET", "ifGenerationMatch={g}", 200)]
    [InlineData("GET", "ifGenerationMatch=1", 412)]
    [InlineData("GET", "ifGenerationNotMatch={g}", 304)]
    [InlineData("GET", "ifGenerationNotMatch=1", 200)]
    [InlineData("GET", "ifMetagenerationMatch=1", 200)]
    [InlineData("GET", "ifMetagenerationMatch=7", 412)]
    [InlineData("GET", "ifMetagenerationNotMatch=1", 304)]
    [InlineData("DELETE", "ifGenerationMatch=1", 412)]
    [InlineData("DELETE", "ifGenerationNotMatch={g}", 412)]
    [InlineData("DELETE", "ifGenerationMatch={g}", 204)]
    [InlineData("GET", "ifGenerationMatch=x", 400)]
    [InlineData("GET", "ifGenerationmatch=1", 400)]
    public async Task Preconditions_are_kept(string method, string query, int status)
    {
        var generation = (await UploadAsync("p.txt", "x")).Body.GetProperty("generation").GetString();
        Assert.Equal(
            status,
            (int)
                (
                    await SendAsync(method, "/storage/v1/b/docs/o/p.txt?" + query.Replace("{g}", generation, StringComparison.Ordinal))
                ).Status
        );
    }

    [Fact]
    public async Task A_slash_in_a_name_is_encoded_in_paths()
    {
        await UploadAsync("in%2Fa%20%2B%20b.png", "x");
        Assert.Equal(
            "in/a + b.png",
            (await SendAsync("GET", "/storage/v1/b/docs/o/in%2Fa%20%2B%20b.png")).Body.GetProperty("name").GetString()
        );
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("GET", "/storage/v1/b/docs/o/in/a%20%2B%20b.png")).Status);
    }

    [Fact]
    public async Task A_metadata_change_merges_removes_with_null_and_leaves_the_generation()
    {
        var before = (await UploadAsync("m.txt", "x")).Body;
        await SendAsync("PATCH", "/storage/v1/b/docs/o/m.txt", """{"metadata":{"a":"1","b":"2"}}""");
        var after = (
            await SendAsync("PATCH", "/storage/v1/b/docs/o/m.txt?ifMetagenerationMatch=2", """{"metadata":{"a":null,"c":"3"}}""")
        ).Body;
        Assert.Equal("""{"b":"2","c":"3"}""", after.GetProperty("metadata").GetRawText());
        Assert.Equal(
            (before.GetProperty("generation").GetString(), "3"),
            (after.GetProperty("generation").GetString(), after.GetProperty("metageneration").GetString())
        );
        Assert.Equal(
            HttpStatusCode.PreconditionFailed,
            (await SendAsync("PATCH", "/storage/v1/b/docs/o/m.txt?ifMetagenerationMatch=2", "{}")).Status
        );
    }

    [Fact]
    public async Task A_listing_has_pages_prefixes_and_perhaps_no_items()
    {
        foreach (var name in (string[])["l%2F1", "l%2F2", "l%2Fdeep%2F3"])
            await UploadAsync(name, "x");
        var first = (await SendAsync("GET", "/storage/v1/b/docs/o?prefix=l%2F&maxResults=1")).Body;
        Assert.Equal("l/1", first.GetProperty("items")[0].GetProperty("name").GetString());
        var rest = (
            await SendAsync("GET", $"/storage/v1/b/docs/o?prefix=l%2F&pageToken={first.GetProperty("nextPageToken").GetString()}")
        ).Body;
        Assert.Equal(2, rest.GetProperty("items").GetArrayLength());
        Assert.False(rest.TryGetProperty("nextPageToken", out _));
        var folders = (await SendAsync("GET", "/storage/v1/b/docs/o?prefix=l%2Fd&delimiter=%2F")).Body;
        Assert.False(folders.TryGetProperty("items", out _));
        Assert.Equal("l/deep/", folders.GetProperty("prefixes")[0].GetString());
    }

    [Fact]
    public async Task A_media_answer_names_its_generation_and_ranges()
    {
        await UploadAsync("r.txt", "0123456789");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/storage/v1/b/docs/o/r.txt?alt=media");
        request.Headers.TryAddWithoutValidation("Range", "bytes=2-4");
        using var response = await _client.SendAsync(request, Now);
        Assert.Equal(
            (HttpStatusCode.PartialContent, "234", "bytes 2-4/10", "10"),
            (
                response.StatusCode,
                await response.Content.ReadAsStringAsync(Now),
                response.Content.Headers.ContentRange!.ToString(),
                response.Headers.GetValues("x-goog-stored-content-length").Single()
            )
        );
        Assert.NotEmpty(response.Headers.GetValues("x-goog-generation").Single());
    }

    [Theory]
    [InlineData("GET", "/storage/v1/b/nowhere/o", 404)]
    [InlineData("GET", "/storage/v1/b/docs/o?maxResults=0", 400)]
    [InlineData("POST", "/upload/storage/v1/b/docs/o?uploadType=media&name=", 400)]
    [InlineData("POST", "/upload/storage/v1/b/docs/o?uploadType=media&name=%0A", 400)]
    [InlineData("POST", "/upload/storage/v1/b/docs/o?uploadType=resumable&name=", 400)]
    [InlineData("POST", "/upload/storage/v1/b/docs/o?uploadType=other&name=x", 400)]
    [InlineData("PUT", "/upload/storage/v1/b/docs/o?uploadType=resumable&upload_id=unknown", 404)]
    [InlineData("PUT", "/docs/unsigned.txt", 403)]
    public async Task What_is_wrong_is_refused(string method, string path, int status) =>
        Assert.Equal(status, (int)(await SendAsync(method, path, "x")).Status);

    [Fact]
    public async Task A_resumable_upload_takes_chunks_that_follow_one_another_and_tells_how_far_it_is()
    {
        var session = await BeginAsync("chunks.bin", 262_147);
        Assert.Equal((308, (string?)null), await PutAsync(session, [], "bytes */262147"));
        Assert.Equal((400, (string?)null), await PutAsync(session, new byte[100], "bytes 0-99/262147")); // no multiple of 256 KiB
        Assert.Equal((308, "bytes=0-262143"), await PutAsync(session, new byte[262_144], "bytes 0-262143/262147"));
        Assert.Equal((400, (string?)null), await PutAsync(session, new byte[3], "bytes 5-7/262147"));
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("GET", "/storage/v1/b/docs/o/chunks.bin")).Status);
        Assert.Equal((200, (string?)null), await PutAsync(session, new byte[3], "bytes 262144-262146/262147"));
        Assert.Equal("262147", (await SendAsync("GET", "/storage/v1/b/docs/o/chunks.bin")).Body.GetProperty("size").GetString());
        Assert.Equal((200, (string?)null), await PutAsync(session, [], "bytes */262147")); // asked again after the answer was lost
    }

    [Fact]
    public async Task Preconditions_of_a_resumable_upload_are_kept_when_the_object_is_made()
    {
        var session = await BeginAsync("late.txt", 1, "&ifGenerationMatch=0");
        await UploadAsync("late.txt", "first");
        Assert.Equal((412, (string?)null), await PutAsync(session, new byte[1], "bytes 0-0/1"));
        Assert.Equal("5", (await SendAsync("GET", "/storage/v1/b/docs/o/late.txt")).Body.GetProperty("size").GetString());
    }

    [Fact]
    public async Task A_digest_that_does_not_hold_is_refused()
    {
        // The check value of CRC-32C: 0xE3069283.
        var bytes = "123456789"u8.ToArray();
        Assert.Equal(400, (await PutAsync(await BeginAsync("d.txt", 9), bytes, "bytes 0-8/9", "crc32c=AAAAAA==")).Status);
        Assert.Equal(200, (await PutAsync(await BeginAsync("d.txt", 9), bytes, "bytes 0-8/9", "crc32c=4waSgw==")).Status);
    }

    [Fact]
    public async Task A_cancelled_session_takes_nothing()
    {
        var session = await BeginAsync("gone.txt", 1);
        Assert.Equal(499, (int)(await SendAsync("DELETE", session)).Status);
        Assert.Equal((404, (string?)null), await PutAsync(session, new byte[1], "bytes 0-0/1"));
    }

    /// <summary>The signature is gcloud's (tests/Fixtures/signing); its time is over, which is looked at after the signature.</summary>
    [Theory]
    [InlineData("in/h%C3%B6he", "in/h%C3%B6he", 400, "ExpiredToken")]
    [InlineData("in/h%C3%B6he", "in/hohe", 403, "SignatureDoesNotMatch")]
    [InlineData("x-goog-expires=900", "x-goog-expires=9000000", 403, "SignatureDoesNotMatch")]
    public async Task An_address_that_gcloud_signed_is_known_as_signed(string part, string replacement, int status, string code)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Fixtures, "signing", "gcloud-put.url"), Now);
        var golden = new Uri(text.Trim().Replace(part, replacement, StringComparison.Ordinal));
        using var request = new HttpRequestMessage(HttpMethod.Put, golden.PathAndQuery) { Content = new ByteArrayContent(new byte[5]) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "image/png");
        request.Headers.Host = golden.Host;
        request.Headers.Add("x-goog-content-length-range", "5");
        request.Headers.Add("x-goog-if-generation-match", "0");
        using var response = await _client.SendAsync(request, Now);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(code, await response.Content.ReadAsStringAsync(Now), StringComparison.Ordinal);
    }

    private async Task<string> BeginAsync(string name, long length, string query = "")
    {
        var path = $"/upload/storage/v1/b/docs/o?uploadType=resumable&name={name}{query}";
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("X-Upload-Content-Length", $"{length}");
        using var response = await _client.SendAsync(request, Now);
        return response.EnsureSuccessStatusCode().Headers.Location!.PathAndQuery;
    }

    private async Task<(int Status, string? Range)> PutAsync(string session, byte[] chunk, string range, string? hash = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, session) { Content = new ByteArrayContent(chunk) };
        request.Content.Headers.TryAddWithoutValidation("Content-Range", range);
        if (hash is not null)
            request.Headers.Add("x-goog-hash", hash);
        using var response = await _client.SendAsync(request, Now);
        return ((int)response.StatusCode, response.Headers.TryGetValues("Range", out var values) ? values.Single() : null);
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> UploadAsync(string name, string text, string query = "") =>
        await SendAsync("POST", $"/upload/storage/v1/b/docs/o?uploadType=media&name={name}{query}", text);

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "text/plain"),
        };
        using var response = await _client.SendAsync(request, Now);
        var text = await response.Content.ReadAsStringAsync(Now);
        return (response.StatusCode, text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default);
    }

    public sealed class Fixture() : EmulatorFixture(part: null)
    {
        private protected override Task<Emulator> StartAsync() =>
            Emulator.CloudStorageAsync(
                "docs",
                "photos-in",
                "--signed-by",
                Path.Combine(Repository.Fixtures, "signing", "service-account.json")
            );
    }
}
