using Serverless.Packages.Registries;

namespace Serverless.Packages.Loading;

/// <summary>Holds the files of an unpacked package against its manifest: all of them, and no others.</summary>
internal static class UnpackedCheck
{
    public static async Task<PackageFailure?> FindFaultAsync(
        UnpackedRegistry registry,
        PackageManifest package,
        CancellationToken cancellationToken
    )
    {
        var listed = package.Entries.Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
        if (registry.Names.Order(StringComparer.Ordinal).FirstOrDefault(name => !listed.Contains(name)) is { } extra)
            return PackageFailure.Refused("name_extra", "It lies among the package's files, and the package does not list it.", extra);
        foreach (var entry in package.Entries)
        {
            if (await registry.CheckAsync(entry, cancellationToken) is { } failure)
                return failure;
        }

        return null;
    }
}
