using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Serverless.LocalTargets.Tests;

/// <summary>What may become a revision, and what is said to the rest.</summary>
public sealed class RevisionTests : IAsyncLifetime
{
    private RunningTarget _target = null!;
    private TinyPackage _package = null!;

    public async ValueTask InitializeAsync()
    {
        _target = await RunningTarget.StartAsync("kubernetes", "--start-seconds", "5");
        _package = TinyPackage.Zip(_target.Folder);
    }

    public ValueTask DisposeAsync() => _target.DisposeAsync();

    [Fact]
    public async Task A_package_with_another_digest_is_refused_before_anything_is_unpacked()
    {
        var answer = await _target.PutAsync("a", _package with { Sha256 = new string('0', 64) });
        await RefusedAsync(answer, HttpStatusCode.UnprocessableEntity, "package_digest");
        Assert.False(Directory.Exists(Path.Combine(_target.StateFolder, "packages")));
        Assert.Empty((await _target.StateAsync()).GetProperty("revisions").EnumerateArray());
    }

    [Fact]
    public async Task A_package_with_an_entry_that_climbs_is_refused_before_anything_is_unpacked()
    {
        var path = Path.Combine(_target.Folder, "climbing.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            zip.CreateEntry("Serverless.Hosts.Kubernetes");
            zip.CreateEntry("../../climbed");
        }

        var answer = await _target.PutAsync("a", new TinyPackage(path, TinyPackage.DigestOf(path)));
        await RefusedAsync(answer, HttpStatusCode.UnprocessableEntity, "package_entry");
        Assert.False(Directory.Exists(Path.Combine(_target.StateFolder, "packages")));
    }

    [Fact]
    public async Task The_same_id_takes_the_same_content_again_and_no_other()
    {
        await _target.ReadyAsync(_package, "a");
        Assert.Equal(HttpStatusCode.OK, (await _target.PutAsync("a", _package)).StatusCode);
        await RefusedAsync(await _target.PutAsync("a", _package, version: "1.0.1"), HttpStatusCode.Conflict, "revision_exists");
        var otherSettings = await _target.PutAsync("a", _package, new() { ["CAPTION_QUEUE"] = "1" });
        await RefusedAsync(otherSettings, HttpStatusCode.Conflict, "revision_exists");
    }

    [Theory]
    [InlineData("""{"version":"1","package":"x","sha256":"y"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"package":"x"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"version":"1","packages":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"version":""", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    public async Task What_is_no_definition_is_refused(string body, HttpStatusCode expected) =>
        Assert.Equal(expected, (await _target.Control.PutAsync("/revisions/a", new StringContent(body))).StatusCode);

    [Fact]
    public async Task A_host_that_ends_before_it_is_ready_has_failed_and_says_why_without_secrets()
    {
        await _target.PutAsync("a", _package, new() { ["TINY_END"] = "3", ["CAPTION_API_KEY"] = "a-very-secret-key" });
        var revision = await _target.SettledAsync("a");
        Assert.Equal("failed", revision.GetProperty("state").GetString());
        var reason = revision.GetProperty("reason").GetString()!;
        Assert.Contains("exit code 3", reason, StringComparison.Ordinal);
        Assert.Contains("cannot start: the key is ***", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_never_becomes_ready_has_failed_when_the_time_is_over()
    {
        await _target.PutAsync("a", _package, new() { ["TINY_UNREADY"] = "1" });
        var revision = await _target.SettledAsync("a");
        Assert.Equal("failed", revision.GetProperty("state").GetString());
        Assert.Contains(
            "Not ready within 5 s: GET /health/ready answers 503",
            revision.GetProperty("reason").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_package_for_another_target_has_failed_and_says_so()
    {
        var other = TinyPackage.Zip(_target.Folder, "gcp");
        await _target.PutAsync("a", other);
        Assert.Contains(
            "no program Serverless.Hosts.Kubernetes",
            (await _target.SettledAsync("a")).GetProperty("reason").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_host_gets_its_settings_and_the_platform_s_variables_and_none_of_whoever_started_the_program()
    {
        await _target.PutAsync("a", _package, new() { ["CAPTION_QUEUE"] = "7" });
        await _target.SettledAsync("a");
        await _target.WeighAsync(("a", 100));
        var variables = await _target.Front.GetFromJsonAsync<Dictionary<string, string>>("/environment");
        Assert.Equal("7", variables!["CAPTION_QUEUE"]);
        Assert.Equal("127.0.0.1", variables["CAPTION_ADDRESS"]);
        Assert.True(variables.ContainsKey("KUBERNETES_SERVICE_HOST"));
        Assert.False(variables.ContainsKey("CAPTION_AUTH"));
    }

    [Fact]
    public async Task Requests_that_name_another_host_or_come_from_a_page_are_refused()
    {
        foreach (var client in (HttpClient[])[_target.Control, _target.Front])
        {
            using var rebound = new HttpRequestMessage(HttpMethod.Get, "/state") { Headers = { Host = "evil.example" } };
            Assert.Equal(HttpStatusCode.MisdirectedRequest, (await client.SendAsync(rebound)).StatusCode);
            using var page = new HttpRequestMessage(HttpMethod.Get, "/state");
            page.Headers.Add("Origin", "https://evil.example");
            Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(page)).StatusCode);
        }
    }

    [Fact]
    public async Task Settings_are_told_by_their_digest_alone()
    {
        await _target.PutAsync("a", _package, new() { ["CAPTION_API_KEY"] = "a-very-secret-key" });
        await _target.SettledAsync("a");
        Assert.DoesNotContain("a-very-secret-key", (await _target.StateAsync()).GetRawText(), StringComparison.Ordinal);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(_target.StateFolder, "state.json"))
        );
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }
}
