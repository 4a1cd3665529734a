using System.Text.Json;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>
/// Every host follows a registry. A function stands still between two calls: there another model comes in after an answer, and one of the
/// next calls has it; what listens all the time looks by itself.
/// </summary>
public sealed class ModelUpdateTests : IDisposable
{
    private const int MaxCalls = 600;

    private readonly ModelLine _line = new();

    public void Dispose() => _line.Dispose();

    [Theory]
    [InlineData("aws")]
    [InlineData("azure")]
    [InlineData("gcp")]
    [InlineData("kubernetes")]
    public async Task A_promoted_model_serves_from_one_of_the_next_calls_on_and_a_cold_start_has_it_at_once(string platform)
    {
        await _line.PublishAsync("1.0.0");
        await _line.PromoteAsync("1.0.0");
        await using (var warm = await StartAsync(platform))
        {
            Assert.Equal("1.0.0", await VersionAsync(warm));
            await _line.PublishAsync("1.1.0", "trocr-style-tiny", """{"mode": "immediate"}""");
            await _line.PromoteAsync("1.1.0");
            var calls = 0;
            while (await VersionAsync(warm) != "1.1.0")
            {
                Assert.True(++calls < MaxCalls, "1.1.0 never served");
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }

        await using var cold = await StartAsync(platform);
        Assert.Equal("1.1.0", await VersionAsync(cold));
    }

    private async Task<IPlatform> StartAsync(string platform)
    {
        var settings = _line.Settings().Select(pair => (pair.Key, pair.Value!)).ToArray();
        return platform switch
        {
            "aws" => await FakeLambda.StartAsync(settings),
            "azure" => await ListeningPlatform.AzureAsync(settings),
            "gcp" => await ListeningPlatform.GoogleAsync(settings),
            _ => await ListeningPlatform.KubernetesAsync(settings),
        };
    }

    private static async Task<string?> VersionAsync(IPlatform platform)
    {
        var answer = await platform.SendAsync(new HostRequest("GET", "/v1/model", [], []));
        Assert.Equal(200, answer.Status);
        using var document = JsonDocument.Parse(answer.Body);
        return document.RootElement.GetProperty("version").GetString();
    }
}
