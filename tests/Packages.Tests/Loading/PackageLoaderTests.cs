using NuGet.Versioning;
using Serverless.Core;
using Serverless.Packages.Aliases;
using Serverless.Packages.Loading;
using Serverless.Packages.Oci;
using Serverless.Packages.Registries;
using Serverless.Signing;
using Serverless.Storage;
using Serverless.Testing;

namespace Serverless.Packages.Tests.Loading;

public sealed class PackageLoaderTests : IDisposable
{
    private readonly TestPackages _packages = new();

    [Fact]
    public async Task A_signed_package_is_loaded_from_the_cache_under_its_digest()
    {
        var packed = await _packages.PackAsync("a.tar");
        using var key = _packages.NewKey();
        await _packages.SignAsync("a.tar", key);
        var opened = await _packages.Loader.OpenFileAsync(_packages.At("a.tar"), _packages.Policy(key.Public), CancellationToken.None);
        Assert.Null(opened.Failure);
        var package = opened.Value!;
        Assert.Equal((packed.Package.Digest, key.Id, "1.0.0"), (package.Digest, package.Signer, package.Contract.Version));
        Assert.StartsWith(_packages.Cache, package.Folder, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patch_fetches_only_the_files_that_changed()
    {
        await _packages.PackAsync("a");
        var first = (await OpenAsync("a")).Value!;
        var patch = await _packages.PackAsync("b", "1.0.1");
        foreach (var entry in patch.Package.Entries.Where(entry => entry.Path != PackageFiles.Contract))
            File.Delete(Path.Combine(_packages.At("b"), "blobs", "sha256", OciDigest.Hex(entry.Blob.Digest)));
        var second = await OpenAsync("b");
        Assert.Null(second.Failure);
        Assert.Equal("1.0.1", second.Value!.Contract.Version);

        // What is damaged here is fetched; and here it cannot be.
        var graph = patch.Package.Entries.First(entry => entry.Path.StartsWith("onnx/", StringComparison.Ordinal));
        foreach (var folder in (string[])[first.Folder, second.Value.Folder])
        {
            var file = Path.Combine(folder, graph.Path);
            File.SetAttributes(file, FileAttributes.Normal);
            File.WriteAllBytes(file, [1, 2, 3]);
        }

        var third = await OpenAsync("b");
        Assert.Equal(("blob_missing", graph.Path), (third.Failure?.Rule, third.Failure?.File));
    }

    [Fact]
    public async Task A_flipped_bit_in_any_file_is_named()
    {
        var packed = await _packages.PackAsync("a");
        foreach (var entry in packed.Package.Entries.Where(one => one.Path != PackageFiles.Contract))
        {
            var blob = Path.Combine(_packages.At("a"), "blobs", "sha256", OciDigest.Hex(entry.Blob.Digest));
            var bytes = File.ReadAllBytes(blob);
            bytes[bytes.Length / 2] ^= 4;
            File.WriteAllBytes(blob, bytes);
            var failure = (await OpenAsync("a")).Failure;
            Assert.Equal(("digest", entry.Path), (failure?.Rule, failure?.File));
            Assert.Empty(Directory.EnumerateDirectories(Path.Combine(_packages.Cache, "packages")));
            bytes[bytes.Length / 2] ^= 4;
            File.WriteAllBytes(blob, bytes);
        }
    }

    [Theory]
    [InlineData(PackageFiles.Contract, "digest")]
    [InlineData("", "digest")] // the manifest itself
    public async Task A_flipped_bit_in_what_is_read_first_is_refused(string file, string rule)
    {
        var packed = await _packages.PackAsync("a");
        var digest = packed.Package.Find(file)?.Blob.Digest ?? packed.Package.Digest;
        var blob = Path.Combine(_packages.At("a"), "blobs", "sha256", OciDigest.Hex(digest));
        var bytes = File.ReadAllBytes(blob);
        bytes[10] ^= 1;
        File.WriteAllBytes(blob, bytes);
        Assert.Equal(rule, await _packages.RuleAsync("a", _packages.Policy(null)));
    }

    [Fact]
    public async Task Without_a_good_signature_nothing_is_taken()
    {
        using var key = _packages.NewKey();
        using var other = _packages.NewKey("other.pem");
        await _packages.PackAsync("a.tar");
        Assert.Equal("unsigned", await _packages.RuleAsync("a.tar", _packages.Policy(key.Public)));
        await _packages.SignAsync("a.tar", other);
        Assert.Equal("key_unknown", await _packages.RuleAsync("a.tar", _packages.Policy(key.Public)));
        var expired = new TrustedKeys([other.Public.All[0] with { Expires = _packages.Clock.GetUtcNow() }]);
        Assert.Equal("key_expired", await _packages.RuleAsync("a.tar", _packages.Policy(expired)));
        await _packages.SignAsync("a.tar", key);
        Assert.Null(await _packages.RuleAsync("a.tar", _packages.Policy(key.Public)));
    }

    [Fact]
    public async Task A_signature_counts_until_its_day()
    {
        using var key = _packages.NewKey();
        await _packages.PackAsync("a");
        await _packages.SignAsync("a", key, _packages.Clock.GetUtcNow().AddDays(1));
        Assert.Null(await _packages.RuleAsync("a", _packages.Policy(key.Public)));
        _packages.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal("key_expired", await _packages.RuleAsync("a", _packages.Policy(key.Public)));
    }

    [Fact]
    public async Task A_signature_of_another_package_does_not_hold()
    {
        using var key = _packages.NewKey();
        await _packages.PackAsync("signed");
        await _packages.SignAsync("signed", key);
        var other = await _packages.PackAsync("other", "1.0.1");
        using var signed = _packages.OpenFolder("signed");
        using var target = _packages.OpenFolder("other");
        var package = (await PackageReader.ReadAsync(signed, "1.0.0", CancellationToken.None)).Value!.Package;
        var referrer = (await signed.ListReferrersAsync(package.Digest, CancellationToken.None)).Value![0];
        var content = (await signed.ReadManifestAsync(referrer.Digest, CancellationToken.None)).Value!;
        var manifest = OciManifest.Parse(content).Value!;
        foreach (var blob in manifest.Layers.Prepend(manifest.Config))
        {
            async Task<Stream> OpenBlob(CancellationToken token) => (await signed.OpenBlobAsync(blob, 0, token)).Value!;
            Assert.Null(await target.WriteBlobAsync(blob, OpenBlob, CancellationToken.None));
        }

        var forged = manifest with { Subject = other.Package.Content.Descriptor };
        Assert.Null(await target.WriteManifestAsync(forged.ToContent(), null, CancellationToken.None));
        Assert.Equal("signature", await _packages.RuleAsync("other", _packages.Policy(key.Public)));
    }

    [Fact]
    public async Task What_a_package_requires_is_told_whole_and_before_its_files()
    {
        var packed = await _packages.PackAsync("a");
        foreach (var entry in packed.Package.Entries.Where(one => one.Path != PackageFiles.Contract))
            File.Delete(Path.Combine(_packages.At("a"), "blobs", "sha256", OciDigest.Hex(entry.Blob.Digest)));
        var policy = _packages.Policy(null);
        var poor = policy with { Machine = new PackageRequirements(new NuGetVersion("3.0.0"), 9, ["CUDAExecutionProvider"], 1) };
        var failure = (await _packages.Loader.OpenFileAsync(_packages.At("a"), poor, CancellationToken.None)).Failure!;
        Assert.Equal(("requires_core", PackageFiles.Contract), (failure.Rule, failure.File));
        Assert.Contains("opset", failure.Detail, StringComparison.Ordinal);
        Assert.Contains("CUDAExecutionProvider", failure.Detail, StringComparison.Ordinal);
        Assert.Equal("version_low", await _packages.RuleAsync("a", policy with { MinVersion = new NuGetVersion("1.0.1") }));
        Assert.Equal("blob_missing", await _packages.RuleAsync("a", policy));
    }

    [Fact]
    public async Task A_damaged_entry_of_the_cache_is_made_anew()
    {
        await _packages.PackAsync("a");
        var folder = (await OpenAsync("a")).Value!.Folder;
        var file = Path.Combine(folder, "config.json");
        File.Delete(file);
        File.WriteAllText(file, "{}");
        Assert.Null((await OpenAsync("a")).Failure);
        Assert.NotEqual("{}", File.ReadAllText(file));
    }

    [Fact]
    public async Task What_a_killed_process_left_half_done_is_removed_and_what_another_one_works_in_is_not()
    {
        await _packages.PackAsync("a");
        var packages = Directory.CreateDirectory(Path.Combine(_packages.Cache, "packages")).FullName;
        var left = Directory.CreateDirectory(Path.Combine(packages, ".part-left")).FullName;
        File.WriteAllText(Path.Combine(left, "config.json"), "{");
        File.WriteAllText(Path.Combine(packages, ".part-gone.lock"), "");
        using var other = PackageWorkshop.Create(packages);
        File.WriteAllText(Path.Combine(other.Folder, "config.json"), "{");
        Assert.Null((await OpenAsync("a")).Failure);
        Assert.Equal(
            [Path.GetFileName(other.Folder), Path.GetFileName(other.Folder) + ".lock"],
            Directory.EnumerateFileSystemEntries(packages, ".part-*").Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        Assert.True(File.Exists(Path.Combine(other.Folder, "config.json")));
    }

    [Fact]
    public async Task Where_the_registry_is_out_of_reach_the_cache_serves_what_was_verified()
    {
        using var key = _packages.NewKey();
        await _packages.PackAsync("a");
        await _packages.SignAsync("a", key);
        var store = new FailingStore(PackageFile.FolderOf(_packages.At("a"), _packages.Clock).Store);
        using var registry = new StoreRegistry(new BlobFolder(new BlobAddress("s3", "models", "a/"), store, ""));
        var policy = _packages.Policy(key.Public);
        var first = await _packages.Loader.OpenAsync(registry, "1.0.0", policy, CancellationToken.None);
        Assert.Null(first.Failure);
        store.Fault = (_, _) => new StoreFailure(StoreFailureReason.Unavailable, "The store is out of reach.");
        var second = await _packages.Loader.OpenAsync(registry, "1.0.0", policy, CancellationToken.None);
        Assert.Equal(first.Value!.Folder, second.Value?.Folder);
        using var other = _packages.NewKey("other.pem");
        var distrusting = await _packages.Loader.OpenAsync(registry, "1.0.0", _packages.Policy(other.Public), CancellationToken.None);
        Assert.Equal("store", distrusting.Failure?.Rule);
    }

    [Fact]
    public async Task An_alias_is_opened_by_its_signed_entry()
    {
        using var key = _packages.NewKey();
        var packed = await _packages.PackAsync("a");
        await _packages.SignAsync("a", key);
        using var registry = _packages.OpenFolder("a");
        var policy = _packages.Policy(key.Public);
        Assert.Equal("not_found", (await OpenAliasAsync()).Failure?.Rule);
        var unsigned = new AliasBook(registry, new AliasKeys(null, null, true, _packages.At("other")), _packages.Clock, "mallory");
        var target = new AliasTarget("tiny", "1.0.0", packed.Package.Digest);
        await unsigned.PromoteAsync(target, AliasNames.Champion, "mine", CancellationToken.None);
        Assert.Equal("unsigned", (await OpenAliasAsync()).Failure?.Rule);
        Assert.Null((await OpenAliasAsync("1.0.0")).Failure);

        Task<Result<VerifiedPackage, PackageFailure>> OpenAliasAsync(string tag = AliasNames.Champion) =>
            _packages.Loader.OpenAsync(registry, tag, policy, CancellationToken.None);
    }

    public void Dispose() => _packages.Dispose();

    private Task<Result<VerifiedPackage, PackageFailure>> OpenAsync(string name) =>
        _packages.Loader.OpenFileAsync(_packages.At(name), _packages.Policy(null), CancellationToken.None);
}
