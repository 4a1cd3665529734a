using System.Net;
using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Hosts.Kubernetes.Tests;

/// <summary>Measurements for Prometheus, on a port of their own.</summary>
public sealed partial class MetricsTests(MetricsTests.Host host) : IClassFixture<MetricsTests.Host>
{
    [Fact]
    public async Task Measurements_of_captions_requests_and_the_runtime_are_in_prometheus_s_format()
    {
        using var picture = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "samples", "cat.png"), Now));
        picture.Headers.ContentType = new("image/png");
        Assert.Equal(HttpStatusCode.OK, (await host.Running.Client.PostAsync("/v1/captions", picture, Now)).StatusCode);
        var lines = await ReadUntilAsync("caption_verdicts");
        Assert.Contains(lines, line => Verdicts().IsMatch(line));
        Assert.Contains(lines, line => line.StartsWith("http_server_request_duration_seconds_count{", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("http_route=\"/v1/captions\"", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("dotnet_", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.True(line.Length == 0 || line[0] == '#' || Sample().IsMatch(line), line));
    }

    [Theory]
    [InlineData("GET", "/metrics", 200)]
    [InlineData("GET", "/health/live", 200)]
    [InlineData("POST", "/metrics", 404)]
    [InlineData("GET", "/metrics/", 404)]
    [InlineData("GET", "/", 404)]
    [InlineData("GET", "/v1/model", 404)]
    [InlineData("GET", "/openapi/v1.json", 404)]
    [InlineData("POST", "/v1/captions", 404)]
    public async Task The_port_serves_nothing_else(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(host.Metrics, path));
        request.Headers.Host = host.Running.Client.BaseAddress!.Authority; // a header decides nothing
        using var client = new HttpClient();
        using var answer = await client.SendAsync(request, Now);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_stranger_finds_no_measurements_on_the_main_port()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Host = host.Metrics.Authority;
        Assert.Equal(HttpStatusCode.NotFound, (await host.Running.Client.SendAsync(request, Now)).StatusCode);
    }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    /// <summary>Scrapes until a measurement is there: a scrape may be a cached one.</summary>
    private async Task<string[]> ReadUntilAsync(string name)
    {
        using var client = new HttpClient();
        while (true)
        {
            var text = await client.GetStringAsync(new Uri(host.Metrics, "/metrics"), Now);
            if (text.Contains(name, StringComparison.Ordinal))
                return text.Split('\n');
            await Task.Delay(100, Now);
        }
    }

    [GeneratedRegex("""^caption_verdicts_total\{.*verdict="(good|review|refused)".*\} 1( .*)?$""")]
    private static partial Regex Verdicts();

    [GeneratedRegex("""^[a-zA-Z_:][a-zA-Z0-9_:]*(\{.*\})? [-+0-9.eEInfNa]+( [0-9.]+)?$""")]
    private static partial Regex Sample();

    /// <summary>A host with the port.</summary>
    public sealed class Host : IAsyncLifetime
    {
        public RunningHost Running { get; } = new();

        internal Uri Metrics { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await Running.StartAsync(new Dictionary<string, string?> { ["CAPTION_METRICS_PORT"] = "0" });
            Metrics = (await Running.FurtherAsync(1))[0];
        }

        public ValueTask DisposeAsync() => Running.DisposeAsync();
    }
}
