using Serverless.Hosts.Contract.Tests.Platforms;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>All hosts, each behind its platform, started once.</summary>
public sealed class FourPlatforms : IAsyncLifetime
{
    internal IReadOnlyList<(string Name, IPlatform Platform)> All { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        // The default follows the memory, which platforms give differently.
        (string Name, string Value) pixels = ("CAPTION_MAX_PIXELS", "50000000");
        var (kubernetes, google) = (ListeningPlatform.KubernetesAsync(pixels), ListeningPlatform.GoogleAsync(pixels));
        var (azure, aws) = (ListeningPlatform.AzureAsync(pixels), FakeLambda.StartAsync(pixels));
        All = [("kubernetes", await kubernetes), ("gcp", await google), ("azure", await azure), ("aws", await aws)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, platform) in All)
            await platform.DisposeAsync();
    }
}
