namespace Serverless.Storage;

/// <summary>What a store tells of an object.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Version">Names this content of the object; opaque, compared for equality alone.</param>
/// <param name="Length">Bytes.</param>
/// <param name="MediaType">As told when it was written; <c>application/octet-stream</c> where nothing is known. Listings leave it null
/// where the store does not list it.</param>
/// <param name="ModifiedAt">When the store says it was written.</param>
/// <param name="Metadata">Names and values of the writer; null in listings.</param>
public sealed record BlobProperties(
    string Key,
    string Version,
    long Length,
    string? MediaType,
    DateTimeOffset ModifiedAt,
    IReadOnlyDictionary<string, string>? Metadata
)
{
    /// <summary>No metadata.</summary>
    public static IReadOnlyDictionary<string, string> NoMetadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
