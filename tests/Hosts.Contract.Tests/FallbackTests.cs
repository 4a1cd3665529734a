using System.Text;
using System.Text.Json;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>Every host hands a long description on to a container host that can write one.</summary>
public sealed class FallbackTests
{
    [Theory]
    [InlineData("aws")]
    [InlineData("azure")]
    [InlineData("gcp")]
    [InlineData("kubernetes")]
    public async Task A_host_hands_on_what_it_cannot_do(string host)
    {
        await using var larger = await ListeningPlatform.KubernetesAsync(With("florence2-tiny"));
        (string, string)[] settings = [.. With("vit-gpt2-tiny"), ("CAPTION_FALLBACK_URL", $"http://127.0.0.1:{larger.Port}")];
        await using IPlatform small = host switch
        {
            "aws" => await FakeLambda.StartAsync(settings),
            "azure" => await ListeningPlatform.AzureAsync(settings),
            "gcp" => await ListeningPlatform.GoogleAsync(settings),
            _ => await ListeningPlatform.KubernetesAsync(settings),
        };
        var file = Path.Combine(Repository.Root, "samples", "cat.png");
        var picture = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        var request = new HostRequest("POST", "/v1/captions?detail=long", [new("Content-Type", "image/png")], picture);
        var answer = await small.SendAsync(request);
        Assert.True(answer.Status == 200, Encoding.UTF8.GetString(answer.Body));
        var model = JsonDocument.Parse(answer.Body).RootElement.GetProperty("model").GetProperty("name").GetString();
        Assert.Equal("florence2-tiny", model);
    }

    private static (string Name, string Value)[] With(string model) =>
        [("CAPTION_MODEL", Path.Combine(Repository.Fixtures, model)), ("CAPTION_LABEL_MODEL", "none"), ("CAPTION_TEXT_MODEL", "none")];
}
