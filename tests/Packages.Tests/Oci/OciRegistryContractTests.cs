using Serverless.Packages.Registries;
using Serverless.Packages.Tests.Registries;

namespace Serverless.Packages.Tests.Oci;

/// <summary>Over the stand-in, which knows referrers, sends blobs from elsewhere, gives tags by pages and wants tokens.</summary>
public sealed class OciRegistryContractTests : RegistryContract, IAsyncDisposable
{
    private readonly RegistryServer _server = RegistryServer.Create(redirects: true, authentication: "Bearer", pageSize: 2);

    protected override async Task<IModelRegistry> OpenAsync()
    {
        await _server.StartAsync();
        var credentials = new OciCredentials(RegistryServer.User, RegistryServer.Password);
        return new OciRegistry(new OciAddress(_server.Host, "acme/models"), credentials, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_server.Violations);
        await _server.DisposeAsync();
    }
}
