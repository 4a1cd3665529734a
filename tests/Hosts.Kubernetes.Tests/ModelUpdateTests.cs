using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Hosts.Kubernetes.Tests;

/// <summary>A real host follows a real registry that the command line fills.</summary>
public sealed class ModelUpdateTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly ModelLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    public async Task A_promoted_version_serves_without_a_failed_request_and_a_rollback_takes_it_back()
    {
        await _line.PublishAsync("1.0.0");
        await _line.PromoteAsync("1.0.0");
        await using var host = new RunningHost();
        await host.StartAsync(_line.Settings());
        Assert.Equal("1.0.0", await VersionAsync(host));

        await _line.PublishAsync("1.1.0", "trocr-style-tiny", """{"mode": "immediate"}""");
        using var enough = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 16).Select(_ => CallAsync(host, enough.Token)).ToList();
        await _line.PromoteAsync("1.1.0");
        await WaitForAsync(host, "1.1.0");
        await enough.CancelAsync();
        foreach (var versions in await Task.WhenAll(callers))
            Assert.DoesNotContain("1.0.0", versions.SkipWhile(version => version == "1.0.0"));

        await _line.RollbackAsync();
        await WaitForAsync(host, "1.0.0");
        using var ready = await host.Client.GetAsync("/health/ready");
        Assert.Equal("""{"status":"ok"}""", await ready.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_damaged_package_leaves_the_old_one_serving_and_the_log_names_file_and_rule()
    {
        await _line.PublishAsync("1.0.0");
        await _line.PromoteAsync("1.0.0");
        await using var host = new RunningHost();
        await host.StartAsync(_line.Settings());
        await _line.PublishAsync("1.0.1", rollout: """{"mode": "immediate"}""");
        await _line.PromoteAsync("1.0.1");
        await WaitForAsync(host, "1.0.1");

        await _line.PublishAsync("1.0.2", "trocr-style-tiny", """{"mode": "immediate"}""");
        await FlipAsync(_line, "1.0.2");
        await _line.PromoteAsync("1.0.2");
        Assert.True(SpinWait.SpinUntil(() => host.Log.Any(line => line.Contains("digest: onnx/", StringComparison.Ordinal)), Patience));
        Assert.Equal("1.0.1", await VersionAsync(host));
    }

    [Fact]
    public async Task Without_the_registry_a_start_takes_what_served_last_and_without_that_the_models_of_the_settings()
    {
        await _line.PublishAsync("1.0.0");
        await _line.PromoteAsync("1.0.0");
        await using (var first = new RunningHost())
        {
            await first.StartAsync(_line.Settings());
            Assert.Equal("1.0.0", await VersionAsync(first));
        }

        Directory.Move(_line.Registry, _line.Registry + "-away");
        await File.WriteAllTextAsync(_line.Registry, "not a folder");
        await using (var second = new RunningHost())
        {
            await second.StartAsync(_line.Settings());
            Assert.Equal("1.0.0", await VersionAsync(second));
        }

        Directory.Delete(Path.Combine(_line.Folder, "cache"), recursive: true);
        await using var third = new RunningHost();
        await third.StartAsync(_line.Settings());
        Assert.NotEqual("1.0.0", await VersionAsync(third));
        using var ready = await third.Client.GetAsync("/health/ready");
        Assert.Contains("no model package could be taken", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_signed_is_taken_only_where_a_setting_says_so_and_readiness_names_it()
    {
        await _line.PublishAsync("1.0.0");
        await _line.PromoteAsync("1.0.0");
        Directory.Delete(Path.Combine(_line.Registry, "aliases"), recursive: true);
        var settings = _line.Settings();
        settings["CAPTION_TRUSTED_KEYS"] = null;
        settings["CAPTION_UNSIGNED_MODELS"] = "on";
        await _line.RunAsync("promote", $"{_line.Registry}:1.0.0", "champion", "--allow-unsigned");
        await using var host = new RunningHost();
        await host.StartAsync(settings);
        using var ready = await host.Client.GetAsync("/health/ready");
        Assert.Contains("unsigned model package", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task FlipAsync(ModelLine line, string version)
    {
        var tree = await line.RunAsync("inspect", Path.Combine(line.Folder, $"tiny-{version}.tar"), "--json");
        using var document = JsonDocument.Parse(tree);
        var digest = document
            .RootElement.GetProperty("files")
            .EnumerateArray()
            .Where(file => file.GetProperty("path").GetString()!.StartsWith("onnx/", StringComparison.Ordinal))
            .Select(file => file.GetProperty("digest").GetString()!)
            .First();
        var blob = Path.Combine(line.Registry, "blobs", "sha256", digest["sha256:".Length..]);
        File.SetAttributes(blob, FileAttributes.Normal);
        var bytes = await File.ReadAllBytesAsync(blob);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(blob, bytes);
    }

    private static async Task<string?> VersionAsync(RunningHost host) =>
        (await host.Client.GetFromJsonAsync<JsonElement>("/v1/model")).GetProperty("version").GetString();

    private static async Task WaitForAsync(RunningHost host, string version)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await VersionAsync(host) != version)
        {
            Assert.False(patience.IsCancellationRequested, $"{version} never served:\n{string.Join('\n', host.Log)}");
            await Task.Delay(100, CancellationToken.None);
        }
    }

    private static async Task<IReadOnlyList<string?>> CallAsync(RunningHost host, CancellationToken enough)
    {
        var versions = new List<string?>();
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "samples", "shapes.png"), CancellationToken.None);
        while (!enough.IsCancellationRequested || versions.Count < 2)
        {
            using var picture = new ByteArrayContent(bytes);
            picture.Headers.ContentType = new("image/png");
            using var answer = await host.Client.PostAsync("/v1/captions", picture, CancellationToken.None);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var document = await answer.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None);
            versions.Add(document.GetProperty("model").GetProperty("version").GetString());
        }

        return versions;
    }
}
