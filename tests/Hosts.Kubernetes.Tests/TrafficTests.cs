using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Hosts.Kubernetes.Tests;

/// <summary>Statistics of traffic of a true host: counted, written in windows, told over HTTP and on the page.</summary>
public sealed class TrafficTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("traffic-").FullName;
    private readonly RunningHost _host = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await _host.StartAsync(new() { ["CAPTION_TRAFFIC_TO"] = $"file://{_folder}/made/by/it/", ["CAPTION_TRAFFIC_SECONDS"] = "10" });

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_a_host_captions_and_what_it_cannot_is_counted_without_a_word_of_it()
    {
        var photograph = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "samples", "coffee.jpg"), Now);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(photograph));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PostAsync(photograph[..2_000]));
        var files = Array.Empty<string>();
        for (var round = 0; files.Length == 0 && round < 600; round++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), Now);
            files = Directory.GetFiles(_folder, "*.json", SearchOption.AllDirectories);
        }

        var text = await File.ReadAllTextAsync(files[0], Now);
        Assert.DoesNotContain("a cup", text, StringComparison.Ordinal);
        Assert.Contains("\"brightness\"", text, StringComparison.Ordinal);
        Assert.Contains("\"projection_1\"", text, StringComparison.Ordinal); // the embedded models' own reference has the axes
        Assert.Contains("\"surprise\"", text, StringComparison.Ordinal);

        using var answer = await _host.Client.GetAsync("/v1/reports/traffic", Now);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var report = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Now)).RootElement;
        Assert.Equal("too_few", report.GetProperty("verdict").GetString());
        Assert.Equal("caption-base", report.GetProperty("model").GetProperty("name").GetString());
        Assert.Contains("flickr8k-dev", report.GetProperty("reference").GetProperty("madeBy").GetString(), StringComparison.Ordinal);
        Assert.InRange(report.GetProperty("health").GetProperty("captions").GetInt32(), 0, 1);
        var page = await _host.Client.GetStringAsync("/", Now);
        Assert.Contains("data-traffic=\"on\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CAPTION_TRAFFIC_TO")]
    [InlineData("CAPTION_PREDICTIONS_TO")]
    public async Task A_folder_that_cannot_be_made_stops_the_start_and_is_named(string setting)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "no folder", Now);
        await using var host = new RunningHost();
        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            host.StartAsync(new() { [setting] = $"file://{_folder}/file/below/" })
        );
        Assert.Contains($"{setting} names {_folder}/file/below", ended.Message, StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> PostAsync(byte[] bytes)
    {
        using var picture = new ByteArrayContent(bytes);
        picture.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        using var answer = await _host.Client.PostAsync("/v1/captions", picture, Now);
        return answer.StatusCode;
    }
}
