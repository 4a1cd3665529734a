using Serverless.Core;
using Serverless.Packages.Loading;
using Serverless.Packages.Oci;
using Serverless.Packages.Packing;
using Serverless.Packages.Registries;
using Serverless.Storage;
using Serverless.Testing;

namespace Serverless.Packages.Tests.Loading;

/// <summary>A package that was made from another one is taken only where that one is known.</summary>
public sealed class ParentCheckTests : IDisposable
{
    private readonly TestPackages _packages = new();

    [Fact]
    public async Task An_unknown_parent_is_refused_by_name_before_any_other_file_is_read()
    {
        var parent = await _packages.PackAsync("parent");
        var child = await PackChildAsync("child", "tiny", "1.0.0", parent.Package.Digest);
        foreach (var entry in child.Package.Entries.Where(one => one.Path != PackageFiles.Contract))
            File.Delete(Path.Combine(_packages.At("child"), "blobs", "sha256", OciDigest.Hex(entry.Blob.Digest)));
        var failure = (await OpenAsync("child")).Failure!;
        Assert.Equal(("requires_parent", PackageFiles.Contract), (failure.Rule, failure.File));
        Assert.Contains($"tiny 1.0.0 ({parent.Package.Digest})", failure.Detail, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_packages.Cache, "packages")));
    }

    [Fact]
    public async Task It_is_told_together_with_what_else_is_not_met()
    {
        await PackChildAsync("child", "tiny", "1.0.0", OciDigest.Of([1]));
        var policy = _packages.Policy(null);
        var poor = policy with { Machine = policy.Machine with { Opset = 9 } };
        var failure = (await _packages.Loader.OpenFileAsync(_packages.At("child"), poor, CancellationToken.None)).Failure!;
        Assert.Equal("requires_opset", failure.Rule);
        Assert.Contains("requires the package tiny 1.0.0", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parent_that_this_machine_holds_is_known()
    {
        var parent = await _packages.PackAsync("parent");
        await PackChildAsync("child", "tiny", "1.0.0", parent.Package.Digest);
        Assert.Null((await OpenAsync("parent")).Failure);
        Assert.Null((await OpenAsync("child")).Failure);
    }

    [Fact]
    public async Task A_parent_in_the_same_registry_is_known()
    {
        var parent = await _packages.PackAsync("parent");
        var child = await PackChildAsync("child", "tiny", "1.0.0", parent.Package.Digest);
        Directory.CreateDirectory(_packages.At("registry"));
        using var registry = _packages.OpenFolder("registry");
        await PushAsync("child", child, registry);
        Assert.Equal("requires_parent", await RuleOfAsync(registry));
        await PushAsync("parent", parent, registry);
        Assert.Null(await RuleOfAsync(registry));
    }

    [Fact]
    public async Task A_digest_of_another_version_than_the_one_named_is_not_the_parent()
    {
        var parent = await _packages.PackAsync("parent");
        await PackChildAsync("child", "tiny", "0.9.0", parent.Package.Digest);
        Assert.Null((await OpenAsync("parent")).Failure);
        var failure = (await OpenAsync("child")).Failure!;
        Assert.Equal("requires_parent", failure.Rule);
        Assert.Contains("but that digest is of tiny 1.0.0", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_cannot_be_asked_for_it_is_asked_again_later()
    {
        var child = await PackChildAsync("child", "tiny", "1.0.0", OciDigest.Of([1]));
        var store = new FailingStore(PackageFile.FolderOf(_packages.At("child"), _packages.Clock).Store);
        using var registry = new StoreRegistry(new BlobFolder(new BlobAddress("s3", "models", "child/"), store, ""));
        var (contract, isRead) = (OciDigest.Hex(child.Package.Find(PackageFiles.Contract)!.Blob.Digest), false);
        store.Fault = (_, key) =>
        {
            if (isRead)
                return new StoreFailure(StoreFailureReason.Unavailable, "The store is out of reach.");
            isRead = key.Contains(contract, StringComparison.Ordinal); // what is asked for after it is the parent
            return null;
        };
        var opened = await _packages.Loader.OpenAsync(registry, child.Package.Digest, _packages.Policy(null), CancellationToken.None);
        Assert.Equal(PackageFailureKind.TryAgain, opened.Failure?.Kind);
    }

    public void Dispose() => _packages.Dispose();

    private async Task<PackedModel> PackChildAsync(string name, string parentName, string parentVersion, string digest)
    {
        var source = Directory.CreateDirectory(_packages.At(name + "-source")).FullName;
        foreach (var file in Directory.EnumerateFiles(TestPackages.Tiny, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(source, Path.GetRelativePath(TestPackages.Tiny, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        File.WriteAllText(
            Path.Combine(source, PackageFiles.Contract),
            $$"""
            {
              "name": "tiny", "version": "1.0.1",
              "requires": { "parent": { "name": "{{parentName}}", "version": "{{parentVersion}}", "digest": "{{digest}}" } }
            }
            """
        );
        return await _packages.PackAsync(name, "1.0.1", source);
    }

    private async Task PushAsync(string name, PackedModel packed, StoreRegistry registry)
    {
        using var source = _packages.OpenFolder(name);
        Assert.Null(await new PackageCopy(source, registry).CopyAsync(packed.Package, packed.Contract.Version, CancellationToken.None));
    }

    private async Task<string?> RuleOfAsync(StoreRegistry registry) =>
        (await _packages.Loader.OpenAsync(registry, "1.0.1", _packages.Policy(null), CancellationToken.None)).Failure?.Rule;

    private Task<Result<VerifiedPackage, PackageFailure>> OpenAsync(string name) =>
        _packages.Loader.OpenFileAsync(_packages.At(name), _packages.Policy(null), CancellationToken.None);
}
