using Serverless.Hosts.Contract.Tests.Platforms;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>All hosts, each behind its platform, started once.</summary>
public sealed class FourPlatforms : IAsyncLifetime
{
    internal IReadOnlyList<(string Name, IPlatform Platform)> All { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        var (kubernetes, google, azure, aws) = (ListeningPlatform.KubernetesAsync(), ListeningPlatform.GoogleAsync(), ListeningPlatform.AzureAsync(), FakeLambda.StartAsync());
        All = [("kubernetes", await kubernetes), ("gcp", await google), ("azure", await azure), ("aws", await aws)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, platform) in All) await platform.DisposeAsync();
    }
}
