using Serverless.Packages.Registries;
using Serverless.Packages.Tests.Registries;
using Serverless.Testing;

namespace Serverless.Packages.Tests.Oci;

/// <summary>Over Debian's <c>docker-registry</c>: a registry by others, which has no referrers of its own.</summary>
public sealed class DockerRegistryContractTests : RegistryContract, IAsyncDisposable
{
    private DockerRegistry? _server;

    public DockerRegistryContractTests() => Parts.Require(Parts.DockerRegistry);

    protected override async Task<IModelRegistry> OpenAsync()
    {
        _server = await DockerRegistry.StartAsync();
        return new OciRegistry(new OciAddress(_server.Host, "acme/models"), OciCredentials.None, TimeProvider.System);
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
