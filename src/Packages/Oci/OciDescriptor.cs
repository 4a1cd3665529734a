using System.Text.Json.Serialization;

namespace Serverless.Packages.Oci;

/// <summary>A content descriptor (OCI image specification 1.1, descriptor.md).</summary>
/// <param name="MediaType">What it is.</param>
/// <param name="Digest"><c>sha256:</c> and 64 lower-case hexadecimal digits.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Annotations">Notes; null for none.</param>
/// <param name="ArtifactType">What kind of artifact a manifest is; null where it does not say.</param>
public sealed record OciDescriptor(
    string MediaType,
    string Digest,
    long Size,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Annotations = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ArtifactType = null
);
