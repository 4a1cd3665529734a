namespace Serverless.Core.Storage;

/// <summary>A page of a listing.</summary>
/// <param name="Items">In the order of the keys' UTF-8 bytes.</param>
/// <param name="Next">Opaque; null after the last page.</param>
public sealed record BlobPage(IReadOnlyList<BlobFacts> Items, string? Next);
