using System.IO.Compression;
using Serverless.Packages.Nuget;
using Serverless.Packages.Packing;
using Serverless.Packages.Registries;

namespace Serverless.Packages.Tests.Registries;

public sealed class NupkgRegistryTests : IDisposable
{
    private readonly TestPackages _packages = new();

    public void Dispose() => _packages.Dispose();

    [Theory]
    [InlineData("model/../../evil", "name_climbs")]
    [InlineData("model/%2e%2e/evil", "name_climbs")]
    [InlineData("/etc/cron.d/evil", "name_climbs")]
    [InlineData("model/CONFIG.json", "name_collides")]
    [InlineData("build/evil.targets", "name_extra")]
    [InlineData("lib/net10.0/evil.dll", "name_extra")]
    [InlineData("tools/init.ps1", "name_extra")]
    public async Task An_entry_that_no_package_of_a_model_has_is_refused(string name, string rule)
    {
        await PackAsync();
        Change(archive => archive.CreateEntry(name).Open().Dispose());
        Assert.Equal(rule, UnpackedRegistry.OpenNupkg(At, PackageLimits.Default).Failure?.Rule);
        Assert.Equal(rule, await RuleAsync());
    }

    [Fact]
    public async Task A_link_is_refused()
    {
        await PackAsync();
        Change(archive => archive.CreateEntry("model/link").ExternalAttributes = unchecked((int)0xA1FF0000));
        Assert.Equal("name_link", await RuleAsync());
    }

    [Fact]
    public async Task A_file_that_the_package_does_not_list_is_refused()
    {
        await PackAsync();
        Change(archive => archive.CreateEntry("model/added_tokens.json").Open().Dispose());
        Assert.Equal("name_extra", await RuleAsync());
    }

    [Fact]
    public async Task An_entry_that_grows_a_hundredfold_is_refused_before_it_is_inflated()
    {
        await PackAsync();
        Change(archive =>
        {
            using var stream = archive.CreateEntry("model/zeros.bin", CompressionLevel.SmallestSize).Open();
            stream.Write(new byte[4 << 20]);
        });
        Assert.Equal("ratio", await RuleAsync());
    }

    [Fact]
    public async Task More_bytes_and_more_files_than_are_taken_are_refused()
    {
        await PackAsync();
        Assert.Equal("size", UnpackedRegistry.OpenNupkg(At, new PackageLimits(100, 1_000)).Failure?.Rule);
        Change(archive =>
        {
            for (var i = 0; i < 200; i++)
                archive.CreateEntry($"model/{i}");
        });
        Assert.Equal("files", UnpackedRegistry.OpenNupkg(At, new PackageLimits(100, 1 << 30)).Failure?.Rule);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(10_000)]
    public async Task What_is_no_archive_is_refused(int bytes)
    {
        await File.WriteAllBytesAsync(At, [.. Enumerable.Range(0, bytes).Select(i => (byte)(i * 7))]);
        Assert.Equal("layout", await RuleAsync());
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_is_refused_or_changes_nothing()
    {
        var digest = (await PackAsync()).Package.Digest;
        var whole = await File.ReadAllBytesAsync(At);
        var seed = new Random(20261126);
        for (var i = 0; i < 40; i++)
        {
            var bytes = (byte[])whole.Clone();
            bytes[seed.Next(bytes.Length)] ^= (byte)(1 << seed.Next(8));
            await File.WriteAllBytesAsync(At, bytes);
            var opened = await _packages.Loader.OpenFileAsync(At, _packages.Policy(null), CancellationToken.None);
            Assert.True(opened.Failure is not null || opened.Value!.Digest == digest);
        }
    }

    private string At => _packages.At("a.nupkg");

    private Task<string?> RuleAsync() => _packages.RuleAsync("a.nupkg", _packages.Policy(null));

    private async Task<PackedModel> PackAsync()
    {
        var packed = await _packages.PackAsync("a.tar");
        using var registry = PackageFile.Open(_packages.At("a.tar"), PackageLimits.Default, _packages.Clock).Value!;
        Assert.Null(await new NupkgWriter(new NupkgOptions()).WriteAsync(registry, At, CancellationToken.None));
        return packed;
    }

    private void Change(Action<ZipArchive> change)
    {
        using var archive = ZipFile.Open(At, ZipArchiveMode.Update);
        change(archive);
    }
}
