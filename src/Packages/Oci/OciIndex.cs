namespace Serverless.Packages.Oci;

/// <summary>An image index (OCI image specification 1.1, image-index.md).</summary>
/// <param name="SchemaVersion">2.</param>
/// <param name="MediaType">What it is.</param>
/// <param name="Manifests">The manifests it lists.</param>
public sealed record OciIndex(int SchemaVersion, string? MediaType, IReadOnlyList<OciDescriptor> Manifests)
{
    /// <summary>One without manifests.</summary>
    public static OciIndex Empty { get; } = new(2, PackageMediaTypes.Index, []);

    /// <summary>The tags, in ordinal order.</summary>
    public IReadOnlyList<string> Tags => [.. Manifests.Select(TagOf).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The tag of a manifest that is listed; null where it has none.</summary>
    /// <param name="manifest">The manifest.</param>
    public static string? TagOf(OciDescriptor manifest) => manifest.Annotations?.GetValueOrDefault(PackageMediaTypes.TagAnnotation);

    /// <summary>The manifest with a tag or digest; null where it is not listed.</summary>
    /// <param name="reference">A tag, or <c>sha256:…</c>.</param>
    public OciDescriptor? Find(string reference) =>
        Manifests.FirstOrDefault(manifest => TagOf(manifest) == reference)
        ?? Manifests.FirstOrDefault(manifest => manifest.Digest == reference);
}

/// <summary>The file <c>oci-layout</c>.</summary>
/// <param name="ImageLayoutVersion">1.0.0.</param>
public sealed record OciLayoutFile(string ImageLayoutVersion);
