namespace Serverless.Storage;

/// <summary>The properties of a stored object.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Version">Names this content of the object; opaque, compared for equality alone.</param>
/// <param name="Length">Bytes.</param>
/// <param name="MediaType">As given when it was written; <c>application/octet-stream</c> where nothing is known. Listings leave it null
/// where the store does not list it.</param>
/// <param name="ModifiedAt">When it was written, by the store's clock.</param>
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
