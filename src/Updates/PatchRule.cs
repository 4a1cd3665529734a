using NuGet.Versioning;
using Serverless.Packages.Aliases;

namespace Serverless.Updates;

/// <summary>Which versions are safe to take by themselves.</summary>
internal static class PatchRule
{
    /// <summary>Whether an entry is a patch of what serves: the same major and minor version, and higher.</summary>
    /// <param name="serving">The version that serves; null where nothing does.</param>
    /// <param name="entry">The entry.</param>
    public static bool IsPatch(string? serving, AliasEntry entry) =>
        NuGetVersion.TryParse(serving, out var now)
        && NuGetVersion.TryParse(entry.Version, out var next)
        && (now.Major, now.Minor) == (next.Major, next.Minor)
        && next > now;
}
