namespace Serverless.Storage;

/// <summary>
/// Objects that stand for a folder: stores that have none are given one by their consoles and by file systems on top of them. They hold
/// nothing, and are no pictures whatever their names end in.
/// </summary>
public static class FolderMarkers
{
    /// <summary>How Hadoop's older S3 file systems end the name of a folder's object.</summary>
    private const string HadoopEnd = "_$folder$";

    /// <summary>How Azure marks a directory of a hierarchical namespace, and Hadoop's driver one of a flat one.</summary>
    private const string AzureMarker = "hdi_isfolder";

    private static readonly string[] MediaTypes = ["application/x-directory", "httpd/unix-directory", "inode/directory", "text/directory"];

    /// <summary>Whether a key by itself names a folder.</summary>
    /// <param name="key">The key.</param>
    public static bool IsMarker(string key) => key.EndsWith('/') || key.EndsWith(HadoopEnd, StringComparison.Ordinal);

    /// <summary>Whether an object stands for a folder: by its key, or empty and marked as one by its media type or metadata.</summary>
    /// <param name="properties">Its properties in the store.</param>
    public static bool IsMarker(BlobProperties properties) =>
        IsMarker(properties.Key) || (properties.Length == 0 && (IsDirectory(properties.MediaType) || IsMarked(properties.Metadata)));

    private static bool IsDirectory(string? type) =>
        type is not null && MediaTypes.Contains(type.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase);

    private static bool IsMarked(IReadOnlyDictionary<string, string>? metadata) =>
        metadata?.Any(pair => Same(pair.Key, AzureMarker) && Same(pair.Value, "true")) == true;

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
