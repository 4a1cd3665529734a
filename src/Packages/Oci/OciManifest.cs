using System.Text.Json;
using Serverless.Core;

namespace Serverless.Packages.Oci;

/// <summary>An image manifest (OCI image specification 1.1, manifest.md).</summary>
/// <param name="SchemaVersion">2.</param>
/// <param name="MediaType">What it is.</param>
/// <param name="ArtifactType">What kind of artifact; null where it does not say.</param>
/// <param name="Config">Its configuration.</param>
/// <param name="Layers">Its files.</param>
/// <param name="Subject">The manifest it is about; null for none.</param>
/// <param name="Annotations">Notes; null for none.</param>
public sealed record OciManifest(
    int SchemaVersion,
    string? MediaType,
    string? ArtifactType,
    OciDescriptor Config,
    IReadOnlyList<OciDescriptor> Layers,
    OciDescriptor? Subject = null,
    IReadOnlyDictionary<string, string>? Annotations = null
)
{
    /// <summary>Reads one.</summary>
    /// <param name="content">Its bytes.</param>
    /// <returns>The manifest, or a refusal (<c>manifest</c>).</returns>
    public static Result<OciManifest, PackageFailure> Parse(OciContent content)
    {
        if (content.MediaType is not (PackageMediaTypes.Manifest or ""))
            return PackageFailure.Refused("manifest", $"It is a {content.MediaType}, no image manifest.");
        try
        {
            return JsonSerializer.Deserialize(content.Bytes, OciJson.Stored.OciManifest) is { SchemaVersion: 2, Config: not null } manifest
                ? manifest
                : PackageFailure.Refused("manifest", "It is no image manifest of schema version 2.");
        }
        catch (JsonException error)
        {
            return PackageFailure.Refused("manifest", "It cannot be read: " + error.Message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>Its bytes: the same manifest has the same ones.</summary>
    public OciContent ToContent() =>
        new(PackageMediaTypes.Manifest, JsonSerializer.SerializeToUtf8Bytes(this, OciJson.Stored.OciManifest));
}
