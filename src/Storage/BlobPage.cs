namespace Serverless.Storage;

/// <summary>A page of a listing.</summary>
/// <param name="Items">In the order of the keys' UTF-8 bytes.</param>
/// <param name="Next">Opaque; null after the last page.</param>
public sealed record BlobPage(IReadOnlyList<BlobProperties> Items, string? Next)
{
    /// <summary>
    /// What is there and no key can name, as it can be shown, with the key of its folder before it; a folder's ends with a slash, and
    /// nothing below it is listed. Only folders of files hold such.
    /// </summary>
    public IReadOnlyList<string> UnmappedNames { get; init; } = [];
}
