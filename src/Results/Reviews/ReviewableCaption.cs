using System.Text.Json.Serialization;
using Serverless.Storage;

namespace Serverless.Results.Reviews;

/// <summary>A caption we made, as a review needs it.</summary>
/// <param name="Id">The caption's id.</param>
/// <param name="Source">The picture's address; null for a picture that was posted.</param>
/// <param name="Version">Its version; null for a picture that was posted.</param>
/// <param name="Order">Its place among the versions; null where there is none.</param>
/// <param name="Sha256">Digest of the picture.</param>
/// <param name="Caption">The text; null for a refused one.</param>
/// <param name="AltText">The alt text.</param>
/// <param name="Model">Name and version.</param>
/// <param name="Features">[width] the quality model's features of this text; null where they are not kept, and a review cannot
/// train.</param>
/// <param name="CreatedAt">When.</param>
public sealed record ReviewableCaption(
    string Id,
    string? Source,
    string? Version,
    string? Order,
    string Sha256,
    string? Caption,
    string? AltText,
    string Model,
    IReadOnlyList<float>? Features,
    DateTimeOffset CreatedAt
)
{
    /// <summary>2; in documents of version 1 the address is percent-encoded (<see cref="StoredSource"/>).</summary>
    public int SchemaVersion { get; init; } = StoredSource.SchemaVersion;

    /// <summary>The picture's address; null for a picture that was posted.</summary>
    [JsonIgnore]
    public BlobAddress? Picture => Source is null ? null : StoredSource.AddressOf(Source, SchemaVersion);
}

/// <summary>A person's decision on a caption; written once, never changed.</summary>
/// <param name="Id">The review's id.</param>
/// <param name="CaptionId">The caption's id.</param>
/// <param name="Decision">accept, reject or edit.</param>
/// <param name="CorrectedCaption">The person's text; null unless edited.</param>
/// <param name="Reviewer">The authenticated identity.</param>
/// <param name="IsTrainable">Whether features were kept with the caption.</param>
/// <param name="CreatedAt">When.</param>
public sealed record ReviewDocument(
    string Id,
    string CaptionId,
    string Decision,
    string? CorrectedCaption,
    string Reviewer,
    bool IsTrainable,
    DateTimeOffset CreatedAt
)
{
    /// <summary>1.</summary>
    public int SchemaVersion { get; init; } = 1;
}

/// <summary>Generated reading and writing of reviews.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ReviewableCaption))]
[JsonSerializable(typeof(ReviewDocument))]
internal sealed partial class ReviewJson : JsonSerializerContext;
