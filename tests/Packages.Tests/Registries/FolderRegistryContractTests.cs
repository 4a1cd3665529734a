using Serverless.Packages.Registries;

namespace Serverless.Packages.Tests.Registries;

/// <summary>Over a folder.</summary>
public sealed class FolderRegistryContractTests : RegistryContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("caption-registry-").FullName;

    protected override Task<IModelRegistry> OpenAsync() =>
        Task.FromResult<IModelRegistry>(new StoreRegistry(PackageFile.FolderOf(_folder, TimeProvider.System)));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
