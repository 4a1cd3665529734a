using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Packages.Contract;
using Serverless.Packages.Loading;

namespace Serverless.Cli.Models;

/// <summary>What a package says of itself.</summary>
/// <param name="Package">Its manifest.</param>
/// <param name="Contract">Its contract.</param>
/// <param name="Card">Its card as Markdown; null where it has none.</param>
/// <param name="Signers">Ids of the keys that say they signed it.</param>
internal sealed record Inspection(PackageManifest Package, CaptionContract Contract, string? Card, IReadOnlyList<string> Signers)
{
    public InspectionDocument ToDocument() =>
        new(
            Contract.Name,
            Contract.Version,
            Package.Digest,
            Package.Bytes,
            Contract.Licenses,
            Contract.Requires,
            Contract.Envelope,
            Contract.Lineage,
            Signers,
            [.. Package.Entries.Select(entry => new InspectedFile(entry.Path, entry.Blob.MediaType, entry.Blob.Size, entry.Blob.Digest))]
        );
}

/// <summary>An inspection as JSON.</summary>
internal sealed record InspectionDocument(
    string Name,
    string Version,
    string Digest,
    long Bytes,
    IReadOnlyList<string>? Licenses,
    PackageRequires? Requires,
    ResourceEnvelope? Envelope,
    PackageLineage? Lineage,
    IReadOnlyList<string> Signers,
    IReadOnlyList<InspectedFile> Files
);

/// <summary>A file of a package.</summary>
internal sealed record InspectedFile(string Path, string MediaType, long Bytes, string Digest);

/// <summary>Generated writing.</summary>
[JsonSerializable(typeof(InspectionDocument))]
[JsonSerializable(typeof(ModelListDocument))]
internal sealed partial class InspectionJson : JsonSerializerContext
{
    public static InspectionJson Stored { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
