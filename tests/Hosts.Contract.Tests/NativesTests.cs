using System.Text;
using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>Native libraries must load on Amazon Linux 2023: glibc 2.34, libstdc++ of GCC 11 (GLIBCXX_3.4.29), and no ICU.</summary>
public sealed partial class NativesTests
{
    private static string Folder => Path.GetDirectoryName(BuiltProgram.Of("Hosts.Aws", "bootstrap").FileName)!;

    public static TheoryData<string> Libraries =>
        [.. Directory.EnumerateFiles(Folder, "lib*.so*").Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_native_library_needs_nothing_newer_than_Amazon_Linux_has(string library)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ELF files are built on Linux only");
        var strings = Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(Folder, library)));
        var needed = VersionName()
            .Matches(strings)
            .Select(match => (Name: match.Groups[1].Value, Version: Version.Parse(match.Groups[2].Value)))
            .Distinct()
            .ToList();
        Assert.NotEmpty(needed);
        Assert.DoesNotContain(needed, one => one.Name == "GLIBC" && one.Version > new Version(2, 34));
        Assert.DoesNotContain(needed, one => one.Name == "GLIBCXX" && one.Version > new Version(3, 4, 29));
        Assert.DoesNotMatch(NeededIcu(), strings);
    }

    /// <summary>
    /// ONNX Runtime's package holds the libraries of six platforms, and its build files add those of Windows everywhere.
    /// </summary>
    [Theory]
    [InlineData("Hosts.Aws", "bootstrap")]
    [InlineData("Hosts.Azure", "Serverless.Hosts.Azure")]
    [InlineData("Hosts.Gcp", "Serverless.Hosts.Gcp")]
    [InlineData("Hosts.Kubernetes", "Serverless.Hosts.Kubernetes")]
    [InlineData("Cli", "caption")]
    public void A_program_carries_its_own_platforms_natives_and_no_others(string project, string program)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the names are those of Linux");
        var files = Directory.EnumerateFiles(
            Path.GetDirectoryName(BuiltProgram.Of(project, program).FileName)!,
            "*",
            SearchOption.AllDirectories
        );
        var natives = files
            .Select(file => Path.GetFileName(file))
            .Where(name => ForeignOrNative().IsMatch(name))
            .Order(StringComparer.Ordinal);
        Assert.Equal(["libonnxruntime.so", "libonnxruntime_providers_shared.so", "libvips.so.42"], natives);
    }

    [GeneratedRegex(@"^(libonnxruntime.*|libvips.*|onnxruntime.*\.(dll|lib)|.*\.dylib|.*\.aar|.*\.xcframework.*)$")]
    private static partial Regex ForeignOrNative();

    [GeneratedRegex(@"\0(GLIBC|GLIBCXX)_(\d+\.\d+(?:\.\d+)?)\0")]
    private static partial Regex VersionName();

    /// <summary>As the dynamic section names a library; what is only opened when asked for has no version in its name.</summary>
    [GeneratedRegex(@"\0libicu\w+\.so\.\d+\0")]
    private static partial Regex NeededIcu();
}
