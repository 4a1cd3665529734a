using System.IO.Compression;
using System.Xml.Linq;
using Serverless.Testing;

namespace Serverless.Captions.Tests;

/// <summary>A program outside of this repository, which has the library and a model as packages and nothing else.</summary>
public sealed class OutsideProgramTests : IDisposable
{
    private readonly ModelPackages _packages = new();
    private readonly OutsideProgram _program;

    public OutsideProgramTests() => _program = new OutsideProgram(_packages.Folder);

    public void Dispose() => _packages.Dispose();

    [Fact]
    public async Task Ten_lines_caption_a_picture_with_the_embedded_model()
    {
        Parts.Require(Parts.Sdk);
        var example = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "examples", "console", "Program.cs"));
        Assert.True(example.Length <= 10);
        await _program.PackLibraryAsync();
        await ModelPackages.PackAsync(
            Repository.Models,
            Path.Combine(_program.Feed, "Serverless.Models.caption-base.1.0.0.nupkg"),
            "caption-base",
            "1.0.0"
        );
        await _program.WriteAsync("caption-base", "1.0.*");
        await _program.BuildAsync();
        var (code, output) = await _program.RunAsync(ModelPackages.Picture);
        Assert.True(code == 0, output);
        Assert.Contains("boat", output.Split('\t')[2], StringComparison.Ordinal);
        Assert.NotEqual("Refused", output.Split('\t')[1]);
    }

    [Fact]
    public async Task A_floating_version_takes_the_patch_and_an_exact_one_goes_back()
    {
        Parts.Require(Parts.Sdk);
        const string Source = "Console.Write(Serverless.Captions.Captioner.Load().ModelVersion);";
        await _program.PackLibraryAsync();
        await PackTinyAsync("1.0.0");
        await _program.WriteAsync("tiny", "1.0.*", Source);
        await _program.BuildAsync();
        Assert.Equal((0, "1.0.0"), await _program.RunAsync());
        await PackTinyAsync("1.0.1");
        await _program.BuildAsync();
        Assert.Equal((0, "1.0.1"), await _program.RunAsync());
        await _program.WriteAsync("tiny", "[1.0.0]", Source);
        await _program.BuildAsync();
        Assert.Equal((0, "1.0.0"), await _program.RunAsync());

        var path = Path.Combine(_program.Models, "tiny", "tokenizer.json");
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[10] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        var (code, output) = await _program.RunAsync();
        Assert.NotEqual(0, code);
        Assert.Contains("digest: tokenizer.json", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_library_asks_for_all_that_the_assemblies_inside_need()
    {
        Parts.Require(Parts.Sdk);
        await _program.PackLibraryAsync();
        await using var archive = await ZipFile.OpenReadAsync(Assert.Single(Directory.EnumerateFiles(_program.Feed)));
        var names = archive.Entries.Select(entry => entry.FullName).ToList();
        var inside = names.Where(name =>
            name.StartsWith("lib/", StringComparison.Ordinal) && name.EndsWith(".dll", StringComparison.Ordinal)
        );
        var nuspec = archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal));
        await using var stream = await nuspec.OpenAsync();
        var document = await XDocument.LoadAsync(stream, LoadOptions.None, CancellationToken.None);
        var asked = document.Descendants().Where(one => one.Name.LocalName == "dependency").Select(one => (string)one.Attribute("id")!);
        var expected = new List<string>();
        foreach (var name in inside.Select(path => Path.GetFileNameWithoutExtension(path)["Serverless.".Length..]))
        {
            var project = XDocument.Load(Path.Combine(Repository.Root, "src", name, name + ".csproj"));
            expected.AddRange(project.Descendants("PackageReference").Select(one => (string)one.Attribute("Include")!));
            var projects = project.Descendants("ProjectReference").Select(one => (string)one.Attribute("Include")!);
            Assert.All(projects, one => Assert.Contains($"lib/net10.0/Serverless.{Path.GetFileNameWithoutExtension(one)}.dll", names));
        }

        expected.Remove("Microsoft.ML.OnnxRuntime.Managed"); // comes with the natives' package
        Assert.Equal(expected.Distinct().Order(StringComparer.Ordinal), asked.Order(StringComparer.Ordinal));
        Assert.Equal(
            "ref/net10.0/Serverless.Captions.dll",
            Assert.Single(
                names,
                name => name.StartsWith("ref/", StringComparison.Ordinal) && name.EndsWith(".dll", StringComparison.Ordinal)
            )
        );
    }

    private Task PackTinyAsync(string version) =>
        ModelPackages.PackAsync(
            ModelPackages.Tiny,
            Path.Combine(_program.Feed, $"Serverless.Models.tiny.{version}.nupkg"),
            "tiny",
            version
        );
}
