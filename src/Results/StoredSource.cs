using Serverless.Storage;

namespace Serverless.Results;

/// <summary>
/// A picture's address in a stored document. In documents of schema version 2 an object's key stands as the store has it; version 1 wrote
/// <c>%</c>, <c>?</c> and <c>#</c> in it with percent codes, and is read so.
/// </summary>
public static class StoredSource
{
    /// <summary>The schema version of documents that hold addresses, as they are written now.</summary>
    public const int SchemaVersion = 2;

    /// <summary>Reads one.</summary>
    /// <param name="source">The address as it is stored.</param>
    /// <param name="schemaVersion">The version of the document that holds it.</param>
    /// <returns>Null where it cannot be read.</returns>
    public static BlobAddress? AddressOf(string source, int schemaVersion)
    {
        if (!BlobAddress.Parse(source).TryGet(out var address, out _))
            return null;
        if (schemaVersion >= SchemaVersion || address.Scheme == "file")
            return address; // file:// has always been a URL
        return PercentEncoding.Decode(address.Key) is { } key ? address.With(key) : address;
    }

    /// <summary>The address as it is written now; one that cannot be read stays as it is.</summary>
    /// <param name="source">The address as it is stored.</param>
    /// <param name="schemaVersion">The version of the document that holds it.</param>
    public static string TextOf(string source, int schemaVersion) => AddressOf(source, schemaVersion)?.ToString() ?? source;
}
