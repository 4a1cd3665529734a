using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Win32.SafeHandles;

namespace Serverless.Storage.Files;

/// <summary>
/// The properties of a file. A media type that its name does not imply, and metadata, are in a sidecar file of the store, named after the
/// version it belongs to.
/// </summary>
internal static class FileProperties
{
    public static BlobProperties Of(string key, FilePath path, SafeFileHandle handle)
    {
        var (modified, length) = (File.GetLastWriteTimeUtc(handle), RandomAccess.GetLength(handle));
        var version = VersionOf(modified, length);
        var sidecar = ReadSidecar(path, SidecarNameOf(path.Name, version));
        var (mediaType, metadata) = (sidecar?.MediaType ?? MediaTypes.Of(key), sidecar?.Metadata ?? BlobProperties.NoMetadata);
        return new BlobProperties(key, version, length, mediaType, new DateTimeOffset(modified), metadata);
    }

    public static BlobProperties Listed(string key, FileInfo file)
    {
        var modified = file.LastWriteTimeUtc;
        return new BlobProperties(key, VersionOf(modified, file.Length), file.Length, null, new DateTimeOffset(modified), null);
    }

    /// <summary>Time in 100 ns and length: every writer of ours takes a time that is its own.</summary>
    public static string VersionOf(DateTime modified, long length) => FormattableString.Invariant($"{modified.Ticks:x}-{length:x}");

    /// <summary>The name of a file's sidecar.</summary>
    public static string SidecarNameOf(string name, string version) =>
        $"{FileNames.ReservedPrefix}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16]}-{version}.json";

    /// <summary>Writes the sidecar; null when none is needed.</summary>
    public static string? WriteSidecar(string key, FilePath path, string version, BlobContent content)
    {
        if (content.Metadata.Count == 0 && content.MediaType == MediaTypes.Of(key))
            return null;
        var sidecar = path.Sibling(SidecarNameOf(path.Name, version));
        using var file = new FileStream(sidecar, FileMode.CreateNew, FileAccess.Write); // no version is made twice
        JsonSerializer.Serialize(file, new SidecarProperties(content.MediaType, content.Metadata), SidecarJson.Default.SidecarProperties);
        return sidecar;
    }

    private static SidecarProperties? ReadSidecar(FilePath path, string name)
    {
        try
        {
            if (!path.Open(name).TryGet(out var file, out _))
                return null;
            using (file)
                return JsonSerializer.Deserialize(file, SidecarJson.Default.SidecarProperties);
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            return null; // being written, or deleted with its file
        }
    }
}

/// <summary>The content of a sidecar file.</summary>
internal sealed record SidecarProperties(string MediaType, IReadOnlyDictionary<string, string> Metadata);

[JsonSerializable(typeof(SidecarProperties))]
internal sealed partial class SidecarJson : JsonSerializerContext;
