using Serverless.Packages.Packing;
using Serverless.Packages.Registries;
using Serverless.Storage;
using Serverless.Testing;

namespace Serverless.Packages.Tests.Registries;

public sealed class PackageCopyTests : IDisposable
{
    private readonly TestPackages _packages = new();

    [Fact]
    public async Task A_package_goes_through_a_registry_with_its_signature()
    {
        using var key = _packages.NewKey();
        var packed = await _packages.PackAsync("a.tar");
        await _packages.SignAsync("a.tar", key);
        using var source = PackageFile.Open(_packages.At("a.tar"), PackageLimits.Default, _packages.Clock).Value!;
        using var registry = Registry(new MemoryBlobStore(_packages.Clock));
        Assert.Null(await new PackageCopy(source, registry).CopyAsync(packed.Package, "1.0.0", CancellationToken.None));
        var opened = await _packages.Loader.OpenAsync(registry, "1.0.0", _packages.Policy(key.Public), CancellationToken.None);
        Assert.Equal((packed.Package.Digest, key.Id), (opened.Value?.Digest, opened.Value?.Signer));
    }

    [Fact]
    public async Task Where_the_disk_is_full_it_is_told_and_no_version_appears()
    {
        var packed = await _packages.PackAsync("a");
        using var source = _packages.OpenFolder("a");
        for (var writes = 0; writes < 8; writes += 2)
        {
            var (left, store) = (writes, new FailingStore(new MemoryBlobStore(_packages.Clock)));
            var full = new StoreFailure(StoreFailureReason.Unavailable, "The file system failed: No space left on device.");
            store.Fault = (call, _) => call == "write" && left-- <= 0 ? full : null;
            using var registry = Registry(store);
            var failure = await new PackageCopy(source, registry).CopyAsync(packed.Package, "1.0.0", CancellationToken.None);
            Assert.Equal((PackageFailureKind.TryAgain, "store"), (failure?.Kind, failure?.Rule));
            Assert.Empty((await registry.ListTagsAsync(CancellationToken.None)).Value!);
            store.Fault = (_, _) => null;
            Assert.Null(await new PackageCopy(source, registry).CopyAsync(packed.Package, "1.0.0", CancellationToken.None));
        }
    }

    [Fact]
    public async Task Versions_that_are_pushed_side_by_side_are_all_there()
    {
        var store = new MemoryBlobStore(_packages.Clock);
        var packed = new List<PackedModel>();
        for (var i = 0; i < 4; i++)
            packed.Add(await _packages.PackAsync($"p{i}", $"1.{i}.0"));
        var pushed = await Task.WhenAll(packed.Select((one, i) => Task.Run(() => PushAsync(one, i))));
        Assert.All(pushed, Assert.Null);
        using var registry = Registry(store);
        Assert.Equal(["1.0.0", "1.1.0", "1.2.0", "1.3.0"], (await registry.ListTagsAsync(CancellationToken.None)).Value!);

        async Task<PackageFailure?> PushAsync(PackedModel one, int i)
        {
            using var source = _packages.OpenFolder($"p{i}");
            using var target = Registry(store);
            return await new PackageCopy(source, target).CopyAsync(one.Package, $"1.{i}.0", CancellationToken.None);
        }
    }

    public void Dispose() => _packages.Dispose();

    private static StoreRegistry Registry(IBlobStore store) => new(new BlobFolder(new BlobAddress("s3", "models", ""), store, ""));
}
