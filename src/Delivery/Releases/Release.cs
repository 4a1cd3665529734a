using Serverless.Ledger;

namespace Serverless.Delivery.Releases;

/// <summary>One version with its packages, as <c>releases/VERSION/release.json</c> has it. Written once.</summary>
internal sealed record Release
{
    /// <summary>The format.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The semantic version.</summary>
    public required string Version { get; init; }

    /// <summary>The commit it was built from.</summary>
    public required string Commit { get; init; }

    /// <summary>When that commit was made; null where it was not told.</summary>
    public DateTimeOffset? CommittedAt { get; init; }

    /// <summary>When it was published.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The models that every package holds.</summary>
    public required IReadOnlyList<ModelReference> Models { get; init; }

    /// <summary>One for each target.</summary>
    public required IReadOnlyList<ReleasePackage> Packages { get; init; }

    /// <summary>The package of a target; null where it has none.</summary>
    public ReleasePackage? PackageOf(string target) => Packages.FirstOrDefault(package => package.Target == target);

    /// <summary>Whether another one has the same content, whenever it was published.</summary>
    public bool IsSameAs(Release other) =>
        Version == other.Version && Commit == other.Commit && Models.SequenceEqual(other.Models) && Packages.SequenceEqual(other.Packages);
}

/// <summary>A package of a release.</summary>
/// <param name="Target">Where it runs.</param>
/// <param name="File">Its name in the release's folder.</param>
/// <param name="Sha256">Of its bytes, in hexadecimal.</param>
/// <param name="Bytes">How many.</param>
/// <param name="BillOfMaterials">The name of its bill of materials (CycloneDX) in the release's folder; null for none.</param>
/// <param name="Image">The digest of the image with the same content (sha256:…); null where none was built.</param>
internal sealed record ReleasePackage(string Target, string File, string Sha256, long Bytes, string? BillOfMaterials, string? Image);
