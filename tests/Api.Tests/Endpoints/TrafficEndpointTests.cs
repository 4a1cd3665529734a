using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Api.Endpoints;
using Serverless.Api.Hosting;
using Serverless.Api.Tests.Server;
using Serverless.Core.Service;
using Serverless.Events;
using Serverless.Storage;
using Serverless.Storage.Files;
using Serverless.Testing;

namespace Serverless.Api.Tests.Endpoints;

/// <summary><c>GET /v1/reports/traffic</c> knows how old the model is that serves.</summary>
public sealed class TrafficEndpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("traffic-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""{"maxAgeDays": 90}""", 91.5, "the model is 92 days old; its policy wants one of at most 90 days")]
    [InlineData("""{"maxAgeDays": 90}""", 89.0, null)]
    [InlineData("""{"mode": "immediate"}""", 400.0, null)] // no age is too high
    public async Task A_model_that_serves_for_longer_than_its_package_says_is_stale(string rollout, double days, string? why)
    {
        var report = await ReportAsync(rollout, DateTimeOffset.UtcNow.AddDays(-days));
        Assert.Equal(why is not null, report.GetProperty("verdict").GetString() == "stale");
        Assert.Equal(why, why is null ? null : report.GetProperty("why")[0].GetString());
        Assert.Empty(report.GetProperty("problems").EnumerateArray());
    }

    [Fact]
    public async Task Where_nobody_knows_since_when_it_serves_the_report_says_so()
    {
        var report = await ReportAsync("""{"maxAgeDays": 90}""", null);
        Assert.NotEqual("stale", report.GetProperty("verdict").GetString());
        Assert.StartsWith("the model's age is not known", report.GetProperty("problems")[0].GetString(), StringComparison.Ordinal);
    }

    /// <summary>The report of a host that has captioned one picture.</summary>
    private async Task<JsonElement> ReportAsync(string rollout, DateTimeOffset? since)
    {
        var model = Path.Combine(_folder, "model");
        CopyModel(model);
        await File.WriteAllTextAsync(
            Path.Combine(model, "caption.json"),
            $$"""{"name": "tiny", "version": "1.0.0", "languages": ["en"], "details": ["brief"], "rollout": {{rollout}}}""",
            TestContext.Current.CancellationToken
        );
        var traffic = Path.Combine(_folder, "not", "there", "yet");
        var place = new BlobFolder(FolderStores.AddressOf(traffic), new FileBlobStore(traffic, TimeProvider.System), "");
        await using var server = await ApiServer.StartAsync(
            services =>
                services.AddSingleton(provider => new TrafficEndpoint(
                    new TrafficReports(place, _ => since, TimeProvider.System),
                    provider.GetRequiredService<CaptionService>(),
                    provider.GetRequiredService<EventServices>(),
                    TimeProvider.System
                )),
            ("CAPTION_MODEL", model),
            ("CAPTION_LABEL_MODEL", "none"),
            ("CAPTION_TEXT_MODEL", "none"),
            ("CAPTION_TRAFFIC_TO", $"file://{traffic}/")
        );
        server.Service.Start();
        var asked = await server.SendAsync("POST", "/v1/captions", WarmUpPicture.Png, ("Content-Type", "image/png"));
        Assert.Equal(200, asked.Status);
        await server.Services.GetRequiredService<Upkeep>().FinishAsync(TestContext.Current.CancellationToken);
        var answer = await server.SendAsync("GET", "/v1/reports/traffic");
        Assert.Equal(200, answer.Status);
        var report = JsonDocument.Parse(answer.Body).RootElement;
        Assert.Equal(1, report.GetProperty("health").GetProperty("captions").GetInt32());
        return report;
    }

    private static void CopyModel(string to)
    {
        var from = Path.Combine(Repository.Fixtures, "vit-gpt2-tiny");
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
