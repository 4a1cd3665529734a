using System.Xml.Linq;
using Serverless.Testing;

namespace Serverless.Core.Tests.Architecture;

/// <summary>Core knows no host and no cloud; hosts don't know each other; a cloud's name stays in that cloud's projects.</summary>
public sealed class DependencyTests
{
    private static readonly string[] CloudPackages = ["AWSSDK", "Amazon.", "Azure.", "Google.", "Microsoft.Azure"];

    private static IEnumerable<string> Projects() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories);

    [Fact]
    public void Core_references_nothing_of_ours() => Assert.Empty(References("Core"));

    [Fact]
    public void Hosting_references_Core_and_the_decoders_alone() =>
        Assert.Equal(["Core", "Imaging.Vips", "Imaging.ImageSharp"], References("Hosting"));

    [Theory]
    [InlineData("Imaging.Vips")]
    [InlineData("Imaging.ImageSharp")]
    public void A_decoder_references_Core_alone(string project) => Assert.Equal(["Core"], References(project));

    [Fact]
    public void Archives_reference_Hosting_alone() => Assert.Equal(["Hosting"], References("Archives"));

    [Theory]
    [InlineData("Storage.Aws")]
    [InlineData("Storage.Azure")]
    [InlineData("Storage.Gcp")]
    public void A_store_references_Core_alone(string project) => Assert.Equal(["Core"], References(project));

    [Fact]
    public void No_project_but_tests_references_a_host()
    {
        foreach (var project in Projects()) Assert.DoesNotContain(References(Name(project)), reference => reference.StartsWith("Hosts.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cloud_package_is_referenced_by_that_clouds_projects_alone()
    {
        foreach (var project in Projects().Where(project => !Name(project).Contains(".Aws", StringComparison.Ordinal) && !Name(project).Contains(".Azure", StringComparison.Ordinal) && !Name(project).Contains(".Gcp", StringComparison.Ordinal)))
        {
            var packages = XDocument.Load(project).Descendants("PackageReference").Select(item => item.Attribute("Include")!.Value);
            Assert.DoesNotContain(packages, package => Array.Exists(CloudPackages, cloud => package.StartsWith(cloud, StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("Imaging", "Preprocessing", "Inference", "Generation", "Tokenization", "Quality", "Recognition", "Pipeline", "AltText")]
    [InlineData("Preprocessing", "Inference", "Generation", "Tokenization", "Quality", "Recognition", "Pipeline", "AltText")]
    [InlineData("Generation", "Imaging", "Preprocessing", "Inference", "Tokenization", "Quality", "Recognition", "Pipeline", "AltText")]
    [InlineData("Tokenization", "Imaging", "Preprocessing", "Inference", "Generation", "Quality", "Recognition", "Pipeline", "AltText")]
    [InlineData("Inference", "Imaging", "Tokenization", "Quality", "Recognition", "Pipeline", "AltText")]
    [InlineData("Quality", "Preprocessing", "Inference", "Generation", "Tokenization", "Recognition", "Pipeline", "AltText")]
    [InlineData("Recognition", "Imaging", "Generation", "Tokenization", "Pipeline", "AltText")]
    [InlineData("Storage", "Imaging", "Preprocessing", "Inference", "Generation", "Tokenization", "Quality", "Recognition", "Pipeline", "AltText")]
    [InlineData("AltText", "Imaging", "Preprocessing", "Inference", "Generation", "Tokenization", "Quality", "Recognition", "Pipeline")]
    public void A_room_of_Core_knows_only_its_own_types_and_those_it_takes(string room, params string[] foreign)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Core", room), "*.cs", SearchOption.AllDirectories))
        {
            var code = File.ReadAllText(file);
            Assert.DoesNotContain(foreign, other => code.Contains($"Serverless.Core.{other}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_runtime_is_mentioned_in_Inference_alone()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Core"), "*.cs", SearchOption.AllDirectories))
        {
            if (!file.Contains($"{Path.DirectorySeparatorChar}Inference{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal)) Assert.DoesNotContain("Microsoft.ML.OnnxRuntime", File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    private static string Name(string project) => Path.GetFileNameWithoutExtension(project);

    private static List<string> References(string name) =>
        [.. XDocument.Load(Projects().Single(project => Name(project) == name)).Descendants("ProjectReference").Select(item => Name(item.Attribute("Include")!.Value.Replace('\\', '/')))];
}
