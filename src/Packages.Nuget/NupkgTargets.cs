using System.Text;
using Serverless.Packages.Oci;
using Serverless.Packages.Packing;

namespace Serverless.Packages.Nuget;

/// <summary>What a build does with the package of a model.</summary>
internal static class NupkgTargets
{
    public static string Of(PackedModel packed)
    {
        using var stream = typeof(NupkgTargets).Assembly.GetManifestResourceStream("model.targets")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var name = packed.Contract.Name;
        var target = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
        return reader
            .ReadToEnd()
            .Replace("@NAME@", name, StringComparison.Ordinal)
            .Replace("@TARGET@", target, StringComparison.Ordinal)
            .Replace("@DIGEST@", packed.Package.Digest, StringComparison.Ordinal)
            .Replace("@HEX@", OciDigest.Hex(packed.Package.Digest), StringComparison.Ordinal);
    }
}
