using NuGet.Versioning;
using Serverless.Signing;

namespace Serverless.Packages.Loading;

/// <summary>What is taken, and where it is kept.</summary>
/// <param name="Trusted">Keys whose signatures count; null for none.</param>
/// <param name="AllowsUnsigned">Whether a package or alias that no trusted key signed is taken.</param>
/// <param name="MinVersion">Lower versions are refused; null for none.</param>
/// <param name="CacheFolder">Where verified packages are kept.</param>
/// <param name="Machine">What packages may require.</param>
/// <param name="RunsTrial">Whether a package is run in a process of its own, once, before it is taken.</param>
public sealed record PackagePolicy(
    TrustedKeys? Trusted,
    bool AllowsUnsigned,
    NuGetVersion? MinVersion,
    string CacheFolder,
    PackageRequirements Machine,
    bool RunsTrial
)
{
    /// <summary>How much of a package is taken before anything of it is trusted.</summary>
    public PackageLimits Limits { get; init; } = PackageLimits.Default;

    /// <summary>A cache whose packages count as known where a package requires its parent; null for <see cref="CacheFolder"/>.</summary>
    public string? ParentFolder { get; init; }

    /// <summary>Operators that are allowed besides those of Gate/operators.txt, each <c>domain:Name</c> or <c>Name</c>.</summary>
    public IReadOnlyList<string> MoreOperators { get; init; } = [];

    /// <summary>How long the trial may take.</summary>
    public TimeSpan TrialTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>
    /// Whether a version that was verified before is taken from the cache where the registry cannot be reached. Its signature is checked
    /// again.
    /// </summary>
    public bool TakesCachedWhenUnreachable { get; init; } = true;
}
