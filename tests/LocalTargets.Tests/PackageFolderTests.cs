using System.IO.Compression;
using System.Text;
using Serverless.LocalTargets.Packages;

namespace Serverless.LocalTargets.Tests;

public sealed class PackageFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("packages-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("../outside")]
    [InlineData("inside/../../outside")]
    [InlineData("/etc/outside")]
    [InlineData("..\\outside")]
    [InlineData("inside/./twice")]
    [InlineData("inside//twice")]
    [InlineData("c:/outside")]
    public async Task An_entry_that_leaves_its_folder_is_refused(string name)
    {
        var zip = Zip(("good", 0x81A4), (name, 0x81A4));
        var refusal = (await PackageFolder.CheckAsync(zip, TinyPackage.DigestOf(zip), default)).Failure;
        Assert.Equal((422, "package_entry"), (refusal!.Status, refusal.Code));
        Assert.Contains(name, refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_is_refused()
    {
        var zip = Zip(("link", 0xA1FF));
        Assert.Equal("package_entry", (await PackageFolder.CheckAsync(zip, TinyPackage.DigestOf(zip), default)).Failure?.Code);
    }

    [Fact]
    public async Task A_file_that_is_no_zip_is_refused()
    {
        var file = Path.Combine(_folder, "no.zip");
        await File.WriteAllTextAsync(file, "no zip");
        Assert.Equal("package_unreadable", (await PackageFolder.CheckAsync(file, TinyPackage.DigestOf(file), default)).Failure?.Code);
    }

    [Fact]
    public async Task Modes_of_programs_are_kept()
    {
        var zip = Zip(("bin/program", 0x81ED), ("data", 0x81A4), ("plain", 0));
        var unpacked = await new PackageFolder(Path.Combine(_folder, "unpacked")).OpenAsync(zip, TinyPackage.DigestOf(zip), default);
        Assert.True(File.GetUnixFileMode(Path.Combine(unpacked, "bin", "program")).HasFlag(UnixFileMode.UserExecute));
        Assert.False(File.GetUnixFileMode(Path.Combine(unpacked, "data")).HasFlag(UnixFileMode.UserExecute));
        Assert.True(File.GetUnixFileMode(Path.Combine(unpacked, "plain")).HasFlag(UnixFileMode.UserRead));
    }

    [Fact]
    public async Task A_package_is_unpacked_once_and_not_needed_after()
    {
        var zip = Zip(("data", 0x81A4));
        var digest = TinyPackage.DigestOf(zip);
        var packages = new PackageFolder(Path.Combine(_folder, "unpacked"));
        var unpacked = await packages.OpenAsync(zip, digest, default);
        await File.WriteAllTextAsync(Path.Combine(unpacked, "trace"), "left");
        File.Delete(zip);
        Assert.Equal(unpacked, await packages.OpenAsync(zip, digest, default));
        Assert.True(File.Exists(Path.Combine(unpacked, "trace")));
    }

    [Fact]
    public async Task A_folder_has_the_digest_that_sha256sum_gives()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "built")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "b"), "b");
        await File.WriteAllTextAsync(Path.Combine(folder, "B"), "B");
        // printf '%s  B\n%s  b\n' $(printf B | sha256sum) $(printf b | sha256sum), without the dashes, through sha256sum
        var text = $"{Digest("B")}  B\n{Digest("b")}  b\n";
        Assert.Equal(Digest(text), await PackageDigest.OfAsync(folder, default));
    }

    private static string Digest(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private string Zip(params (string Name, int Mode)[] entries)
    {
        var path = Path.Combine(_folder, "package.zip");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, mode) in entries)
        {
            var entry = zip.CreateEntry(name);
            entry.ExternalAttributes = mode << 16;
            using var content = entry.Open();
            content.Write("content"u8);
        }

        return path;
    }
}
