using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;
using Serverless.LocalTargets.Packages;
using Serverless.Testing;

namespace Serverless.LocalTargets.Tests;

/// <summary>What is each platform's own; a real caption through each.</summary>
public sealed class PlatformTests
{
    [Theory]
    [InlineData("aws", "Hosts.Aws")]
    [InlineData("azure", "Hosts.Azure")]
    [InlineData("gcp", "Hosts.Gcp")]
    [InlineData("kubernetes", "Hosts.Kubernetes")]
    [InlineData("onprem", "Hosts.Kubernetes")]
    public async Task The_built_host_captions_a_picture_behind_its_platform(string target, string project)
    {
        await using var running = await RunningTarget.StartAsync(target);
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var bin = Path.Combine(Repository.Root, "src", project, "bin", configuration, "net10.0", RuntimeInformation.RuntimeIdentifier);
        var package = new TinyPackage(bin, await PackageDigest.OfAsync(bin, default));
        await running.ReadyAsync(package, "a");
        await running.WeighAsync(("a", 100));
        using var picture = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "samples", "shapes.png")));
        picture.Headers.ContentType = new("image/png");
        using var answer = await running.Front.PostAsync("/v1/captions?beams=1", picture);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("a", answer.Headers.GetValues("X-Caption-Revision").Single());
        var document = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("png", document.GetProperty("image").GetProperty("format").GetString());
        Assert.Equal(1, (await running.FiguresAsync("a")).GetProperty("captioned").GetInt32());
        var model = (await running.RevisionAsync("a")).GetProperty("models")[0];
        Assert.Equal(document.GetProperty("model").GetProperty("digest").GetString(), model.GetProperty("digest").GetString());
    }

    [Fact]
    public async Task Lambda_starts_environments_up_to_its_limit_each_with_one_request_at_a_time()
    {
        await using var running = await RunningTarget.StartAsync("aws", "--concurrency", "2");
        await running.ReadyAsync(TinyPackage.Zip(running.Folder, "aws"), "a");
        await running.WeighAsync(("a", 100));
        var watch = Stopwatch.StartNew();
        var pids = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PidAsync(running)));
        Assert.Equal(2, pids.Distinct().Count());
        Assert.True(watch.Elapsed >= TimeSpan.FromSeconds(0.9), "six requests of 300 ms in two environments, one after another in each");
    }

    [Fact]
    public async Task Lambda_answers_429_when_no_environment_becomes_free_in_time()
    {
        await using var running = await RunningTarget.StartAsync("aws", "--concurrency", "1", "--wait-seconds", "0");
        await running.ReadyAsync(TinyPackage.Zip(running.Folder, "aws"), "a");
        await running.WeighAsync(("a", 100));
        var both = await Task.WhenAll(running.CaptionAsync("?delayMs=3000"), running.CaptionAsync("?delayMs=3000"));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests], both.Select(answer => answer.Status).Order());
        Assert.Equal(1, (await running.FiguresAsync("a")).GetProperty("throttled").GetInt32());
    }

    [Fact]
    public async Task An_entry_spreads_requests_over_targets_and_turns_to_the_standby_when_one_is_gone()
    {
        await using var entry = await RunningTarget.StartAsync("entry", "--readiness-seconds", "1");
        await using var first = await RunningTarget.StartAsync("gcp");
        await using var second = await RunningTarget.StartAsync("onprem");
        await AddAsync(entry, "gcp", first);
        await AddAsync(entry, "onprem", second);
        await entry.WeighAsync(("gcp", 50), ("onprem", 50));
        var answers = new List<string?>();
        for (var i = 0; i < 10; i++)
            answers.Add((await entry.CaptionAsync()).Revision);
        Assert.Equal(5, answers.Count(id => id == "gcp"));

        await entry.WeighAsync(("gcp", 100), ("onprem", 0));
        await first.KillAsync();
        Assert.Equal((HttpStatusCode.OK, "onprem"), await entry.CaptionAsync());
    }

    private static async Task AddAsync(RunningTarget entry, string name, RunningTarget target)
    {
        await target.ReadyAsync(TinyPackage.Zip(target.Folder, name), "a");
        await target.WeighAsync(("a", 100));
        var put = await entry.Control.PutAsJsonAsync($"/revisions/{name}", new { version = "1.0.0", url = target.Front.BaseAddress });
        Assert.Equal(HttpStatusCode.Accepted, put.StatusCode);
        Assert.Equal("ready", (await entry.SettledAsync(name)).GetProperty("state").GetString());
    }

    private static async Task<int> PidAsync(RunningTarget running)
    {
        using var answer = await running.Front.PostAsync("/v1/captions?delayMs=300", new StringContent("picture"));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("pid").GetInt32();
    }
}
