using Serverless.Packages.Registries;
using Serverless.Storage;

namespace Serverless.Packages.Tests.Registries;

/// <summary>Over a store in memory, below a prefix.</summary>
public sealed class StoreRegistryContractTests : RegistryContract
{
    private readonly MemoryBlobStore _store = new(TimeProvider.System);

    protected override Task<IModelRegistry> OpenAsync() =>
        Task.FromResult<IModelRegistry>(new StoreRegistry(new BlobFolder(new BlobAddress("s3", "models", "tiny/"), _store, "tiny/")));
}
