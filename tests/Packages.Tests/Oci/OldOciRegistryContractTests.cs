using Serverless.Packages.Registries;
using Serverless.Packages.Tests.Registries;

namespace Serverless.Packages.Tests.Oci;

/// <summary>Over the stand-in as an older registry: referrers are kept under a tag; Basic.</summary>
public sealed class OldOciRegistryContractTests : RegistryContract, IAsyncDisposable
{
    private readonly RegistryServer _server = RegistryServer.Create(hasReferrers: false, authentication: "Basic");

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
