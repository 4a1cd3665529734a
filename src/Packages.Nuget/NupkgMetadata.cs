using NuGet.Common;
using NuGet.Frameworks;
using NuGet.Packaging;
using NuGet.Packaging.Core;
using NuGet.Packaging.Licenses;
using NuGet.Versioning;
using Serverless.Core;
using Serverless.Packages.Contract;
using Serverless.Packages.Loading;

namespace Serverless.Packages.Nuget;

/// <summary>What a package of NuGet says of itself, from the contract of a model.</summary>
internal static class NupkgMetadata
{
    /// <summary>The library is built for it.</summary>
    private static readonly NuGetFramework Framework = NuGetFramework.Parse("net10.0");

    public static Result<PackageBuilder, PackageFailure> Build(CaptionContract contract, PackageManifest package, NupkgOptions options)
    {
        var id = options.Id ?? NupkgOptions.IdOf(contract.Name);
        if (id.Length > PackageIdValidator.MaxPackageIdLength || !PackageIdValidator.IsValidPackageId(id))
            return PackageFailure.WrongUsage("nuget", $"'{id}' is no id of a package; --id names another.");
        if (!PackageIdValidator.IsValidPackageId(contract.Name))
            return PackageFailure.WrongUsage("nuget", $"'{contract.Name}' names no folder of a build; --name gives another.");
        if (!NuGetVersion.TryParseStrict(contract.Version, out var version))
            return PackageFailure.Refused("contract", $"Its version '{contract.Version}' is no semantic version.", PackageFiles.Contract);
        if (!RangeOf(contract.Requires?.Core, options.Library).TryGet(out var range, out var failure))
            return failure;
        var builder = new PackageBuilder(deterministic: true, NullLogger.Instance)
        {
            Id = id,
            Version = version,
            Title = $"{contract.Name} {contract.Version}",
            Description =
                $"The model {contract.Name} for alt text of pictures ({string.Join(", ", contract.Languages)}), "
                + $"{package.Bytes >> 20} MiB, {package.Digest}. {NupkgOptions.LibraryId} loads it.",
            Readme = "README.md",
            OutputName = id,
            DeterministicTimestamp = "1980-01-01T00:00:00Z", // the first that archives know
        };
        builder.Authors.Add("the makers of " + contract.Name);
        builder.Tags.UnionWith(["alt-text", "image-captioning", "onnx", "model"]);
        var dependency = new PackageDependency(NupkgOptions.LibraryId, range);
        builder.DependencyGroups.Add(new PackageDependencyGroup(Framework, [dependency]));
        if (contract.Licenses is { Count: > 0 } licences && LicenceOf(licences) is { } licence)
            builder.LicenseMetadata = licence;
        return builder;
    }

    /// <summary>Versions of the library: those that the model requires, of which a maker may name the lowest.</summary>
    private static Result<VersionRange, PackageFailure> RangeOf(string? required, NuGetVersion? library)
    {
        if (!VersionRange.TryParse(required ?? "0.0.0", out var range))
            return PackageFailure.Refused("requires_core", $"'{required}' is no range of versions.", PackageFiles.Contract);
        if (library is null)
            return range;
        // A pre-release counts as what it becomes, as a program that holds itself against the range does.
        var counted = new NuGetVersion(library.Major, library.Minor, library.Patch);
        return range.Satisfies(counted)
            ? new VersionRange(library, includeMinVersion: true, range.MaxVersion, range.IsMaxInclusive)
            : PackageFailure.WrongUsage("nuget", $"The model requires the library in {range.ToNormalizedString()}; {library} is not.");
    }

    /// <summary>Null where NuGet takes no such expression: the card says what holds then.</summary>
    private static LicenseMetadata? LicenceOf(IReadOnlyList<string> licences)
    {
        var expression = string.Join(" AND ", licences.Select(one => one.Contains(' ', StringComparison.Ordinal) ? $"({one})" : one));
        try
        {
            var parsed = NuGetLicenseExpression.Parse(expression);
            return parsed.HasOnlyStandardIdentifiers()
                ? new LicenseMetadata(LicenseType.Expression, expression, parsed, null, LicenseMetadata.EmptyVersion)
                : null;
        }
        catch (NuGetLicenseExpressionParsingException)
        {
            return null;
        }
    }
}
