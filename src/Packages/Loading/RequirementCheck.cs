using NuGet.Versioning;
using Serverless.Packages.Contract;

namespace Serverless.Packages.Loading;

/// <summary>Holds what a package requires against what there is, before its files are read.</summary>
internal static class RequirementCheck
{
    /// <param name="contract">What it requires.</param>
    /// <param name="policy">What is taken.</param>
    /// <param name="unmetParent">Why its parent package is not known, as <see cref="ParentCheck"/> says; empty where it is.</param>
    /// <returns>All that is not met, under the rule of the first; null where all is.</returns>
    public static PackageFailure? Check(CaptionContract contract, PackagePolicy policy, string unmetParent = "")
    {
        if (!NuGetVersion.TryParseStrict(contract.Version, out var version))
            return Refused("contract", $"Its version '{contract.Version}' is no semantic version.");
        if (policy.MinVersion is { } min && version < min)
            return Refused("version_low", $"Version {version} is below {min}, the lowest that is taken (CAPTION_MIN_VERSION).");
        var unmet = Unmet(contract.Requires ?? new PackageRequires(), policy.Machine).ToList();
        if (unmetParent.Length > 0)
            unmet.Add(("requires_parent", unmetParent));
        return unmet.Count > 0 ? Refused(unmet[0].Rule, string.Join(" ", unmet.Select(one => one.Detail))) : null;
    }

    /// <summary>A parent alone.</summary>
    public static PackageFailure? OfParent(string unmetParent) => unmetParent.Length > 0 ? Refused("requires_parent", unmetParent) : null;

    private static IEnumerable<(string Rule, string Detail)> Unmet(PackageRequires requires, PackageRequirements machine)
    {
        if (requires.Core is { } range && (!VersionRange.TryParse(range, out var versions) || !versions.Satisfies(machine.Core)))
            yield return ("requires_core", $"It requires a program of version {range}; this is {machine.Core}.");
        if (requires.Opset > machine.Opset)
            yield return ("requires_opset", $"It requires opset {requires.Opset} of ONNX; this program knows {machine.Opset}.");
        if (requires.Providers is { Count: > 0 } providers && !providers.Intersect(machine.Providers, StringComparer.Ordinal).Any())
        {
            var (wanted, there) = (string.Join(", ", providers), string.Join(", ", machine.Providers));
            yield return ("requires_providers", $"It requires one of {wanted}; there is {there}.");
        }

        if (requires.MemoryMiB > machine.MemoryMiB)
            yield return ("requires_memory", $"It requires {requires.MemoryMiB} MiB of memory; {machine.MemoryMiB} MiB may be used.");
        if (requires.Operators?.FirstOrDefault(one => !one.Contains(':', StringComparison.Ordinal)) is { } odd)
            yield return ("requires_operators", $"It requires '{odd}', which names no operator.");
    }

    private static PackageFailure Refused(string rule, string detail) => PackageFailure.Refused(rule, detail, PackageFiles.Contract);
}
