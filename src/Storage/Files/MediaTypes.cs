namespace Serverless.Storage.Files;

/// <summary>What a file is by the ending of its name.</summary>
public static class MediaTypes
{
    /// <summary>Nothing is known.</summary>
    public const string Unknown = "application/octet-stream";

    private static readonly Dictionary<string, string> ByEnding = new(StringComparer.OrdinalIgnoreCase)
    {
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".jpe"] = "image/jpeg",
        [".png"] = "image/png",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
        [".avif"] = "image/avif",
        [".tif"] = "image/tiff",
        [".tiff"] = "image/tiff",
        [".json"] = "application/json",
        [".jsonl"] = "application/jsonl",
        [".csv"] = "text/csv",
        [".txt"] = "text/plain",
    };

    /// <summary>The media type.</summary>
    /// <param name="name">A file name or key.</param>
    public static string Of(string name) => ByEnding.GetValueOrDefault(Path.GetExtension(name), Unknown);

    /// <summary>Whether a name ends as pictures' names do.</summary>
    /// <param name="name">A file name or key.</param>
    public static bool IsPicture(string name) => Of(name).StartsWith("image/", StringComparison.Ordinal);
}
