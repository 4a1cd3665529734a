using System.IO.Compression;
using System.Xml.Linq;
using Serverless.Packages.Loading;
using Serverless.Packages.Nuget;
using Serverless.Packages.Packing;
using Serverless.Packages.Registries;
using Serverless.Signing;

namespace Serverless.Packages.Tests.Packing;

public sealed class NupkgWriterTests : IDisposable
{
    private readonly TestPackages _packages = new();

    public void Dispose() => _packages.Dispose();

    [Fact]
    public async Task The_same_package_makes_the_same_bytes_at_any_hour()
    {
        await _packages.PackAsync("a.tar");
        await WriteAsync("a.tar", "a.nupkg");
        await WriteAsync("a.tar", "b.nupkg");
        Assert.Equal(await File.ReadAllBytesAsync(_packages.At("a.nupkg")), await File.ReadAllBytesAsync(_packages.At("b.nupkg")));
        await using var archive = await ZipFile.OpenReadAsync(_packages.At("a.nupkg"));
        Assert.All(archive.Entries, entry => Assert.Equal(1980, entry.LastWriteTime.Year));
    }

    [Fact]
    public async Task Files_digest_and_signature_are_those_of_the_package_it_was_made_of()
    {
        var packed = await _packages.PackAsync("a.tar");
        using var key = _packages.NewKey();
        await _packages.SignAsync("a.tar", key);
        await WriteAsync("a.tar", "a.nupkg");
        var opened = await _packages.Loader.OpenFileAsync(_packages.At("a.nupkg"), _packages.Policy(key.Public), CancellationToken.None);
        Assert.Null(opened.Failure?.ToString());
        Assert.Equal((packed.Package.Digest, key.Id), (opened.Value!.Digest, opened.Value.Signer));

        using var source = UnpackedRegistry.OpenNupkg(_packages.At("a.nupkg"), PackageLimits.Default).Value!;
        var written = await new PackageOutput(_packages.Clock).WriteAsync(
            _packages.At("b.tar"),
            target => new PackageCopy(source, target).CopyAsync(packed.Package, "1.0.0", CancellationToken.None),
            CancellationToken.None
        );
        Assert.Null(written);
        Assert.Equal(await File.ReadAllBytesAsync(_packages.At("a.tar")), await File.ReadAllBytesAsync(_packages.At("b.tar")));
    }

    [Fact]
    public async Task It_depends_on_the_library_in_the_range_that_the_model_requires()
    {
        await _packages.PackAsync("a.tar", "2.1.0-rc.1");
        await WriteAsync("a.tar", "a.nupkg");
        var metadata = await MetadataAsync("a.nupkg");
        Assert.Equal(("Serverless.Models.tiny", "2.1.0-rc.1"), (metadata("id"), metadata("version")));
        await using var archive = await ZipFile.OpenReadAsync(_packages.At("a.nupkg"));
        var dependency = Assert.Single((await NuspecAsync(archive)).Descendants(), one => one.Name.LocalName == "dependency");
        Assert.Equal("Serverless.Captions", (string?)dependency.Attribute("id"));
        Assert.Equal("[0.1.0, 1.0.0)", (string?)dependency.Attribute("version"));
    }

    [Fact]
    public async Task A_library_of_a_named_version_must_be_one_that_the_model_takes()
    {
        await _packages.PackAsync("a.tar");
        await WriteAsync("a.tar", "a.nupkg", new NupkgOptions("My.Model", new("0.1.0-dev.7")));
        await using var archive = await ZipFile.OpenReadAsync(_packages.At("a.nupkg"));
        var dependency = Assert.Single((await NuspecAsync(archive)).Descendants(), one => one.Name.LocalName == "dependency");
        Assert.Equal("[0.1.0-dev.7, 1.0.0)", (string?)dependency.Attribute("version"));
        Assert.Equal("nuget", (await TryAsync("a.tar", "b.nupkg", new NupkgOptions(Library: new("1.0.0"))))?.Rule);
        Assert.Equal("nuget", (await TryAsync("a.tar", "b.nupkg", new NupkgOptions("no id")))?.Rule);
        Assert.False(File.Exists(_packages.At("b.nupkg")));
    }

    [Theory]
    [InlineData("MIT", "MIT")]
    [InlineData("Apache-2.0,CC-BY-4.0", "Apache-2.0 AND CC-BY-4.0")]
    [InlineData("LicenseRef-research-only", null)]
    public async Task Its_licence_is_an_expression_where_NuGet_takes_one(string licences, string? expression)
    {
        var source = _packages.At("source");
        CopyTiny(source);
        var list = string.Join(", ", licences.Split(',').Select(one => $"\"{one}\""));
        await File.WriteAllTextAsync(
            Path.Combine(source, "caption.json"),
            $$"""{ "name": "tiny", "version": "1.0.0", "licenses": [{{list}}] }"""
        );
        await _packages.PackAsync("a.tar", source: source);
        await WriteAsync("a.tar", "a.nupkg");
        Assert.Equal(expression, (await MetadataAsync("a.nupkg"))("license"));
    }

    [Fact]
    public async Task A_package_of_NuGet_is_not_signed_afterwards()
    {
        await _packages.PackAsync("a.tar");
        await WriteAsync("a.tar", "a.nupkg");
        var edited = await new PackageEditor(_packages.Clock).EditAsync(
            _packages.At("a.nupkg"),
            (_, _) => throw new InvalidOperationException("Nothing is edited."),
            CancellationToken.None
        );
        Assert.Equal("read_only", edited.Failure?.Rule);
    }

    private async Task WriteAsync(string source, string output, NupkgOptions? options = null) =>
        Assert.Null((await TryAsync(source, output, options))?.ToString());

    private async Task<PackageFailure?> TryAsync(string source, string output, NupkgOptions? options = null)
    {
        using var registry = PackageFile.Open(_packages.At(source), PackageLimits.Default, _packages.Clock).Value!;
        return await new NupkgWriter(options ?? new NupkgOptions()).WriteAsync(registry, _packages.At(output), CancellationToken.None);
    }

    private async Task<Func<string, string?>> MetadataAsync(string name)
    {
        await using var archive = await ZipFile.OpenReadAsync(_packages.At(name));
        var nuspec = await NuspecAsync(archive);
        return element => nuspec.Descendants().FirstOrDefault(one => one.Name.LocalName == element)?.Value;
    }

    private static async Task<XDocument> NuspecAsync(ZipArchive archive)
    {
        var entry = archive.Entries.Single(one => one.FullName.EndsWith(".nuspec", StringComparison.Ordinal));
        await using var stream = await entry.OpenAsync();
        return await XDocument.LoadAsync(stream, LoadOptions.None, CancellationToken.None);
    }

    private static void CopyTiny(string target)
    {
        foreach (var file in Directory.EnumerateFiles(TestPackages.Tiny, "*", SearchOption.AllDirectories))
        {
            var path = Path.Combine(target, Path.GetRelativePath(TestPackages.Tiny, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file, path);
        }
    }
}
