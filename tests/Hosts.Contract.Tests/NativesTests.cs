using System.Text;
using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>Native libraries must load on Amazon Linux 2023: glibc 2.34, libstdc++ of GCC 11 (GLIBCXX_3.4.29), and no ICU.</summary>
public sealed partial class NativesTests
{
    public static TheoryData<string> Libraries => [.. Directory.EnumerateFiles(Path.GetDirectoryName(BuiltProgram.Of("Hosts.Aws", "bootstrap").FileName)!, "lib*.so").Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_native_library_needs_nothing_newer_than_Amazon_Linux_has(string library)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ELF files are built on Linux only");
        var strings = Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(BuiltProgram.Of("Hosts.Aws", "bootstrap").FileName)!, library)));
        var needed = VersionName().Matches(strings).Select(match => (Name: match.Groups[1].Value, Version: Version.Parse(match.Groups[2].Value))).Distinct().ToList();
        Assert.NotEmpty(needed);
        Assert.DoesNotContain(needed, one => one.Name == "GLIBC" && one.Version > new Version(2, 34));
        Assert.DoesNotContain(needed, one => one.Name == "GLIBCXX" && one.Version > new Version(3, 4, 29));
        Assert.DoesNotMatch(NeededIcu(), strings);
    }

    [GeneratedRegex(@"\0(GLIBC|GLIBCXX)_(\d+\.\d+(?:\.\d+)?)\0")]
    private static partial Regex VersionName();

    /// <summary>As the dynamic section names a library; what is only opened when asked for has no version in its name.</summary>
    [GeneratedRegex(@"\0libicu\w+\.so\.\d+\0")]
    private static partial Regex NeededIcu();
}
