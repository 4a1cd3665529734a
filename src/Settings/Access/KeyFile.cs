using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Storage;

namespace Serverless.Settings.Access;

/// <summary>A key as it is kept: never the key itself.</summary>
/// <param name="Id">Its name, for logs.</param>
/// <param name="Sha256">
/// SHA-256 of the key's UTF-8 bytes, 64 lower-case hexadecimal digits. Keys are long and random, so no slower digest is needed.
/// </param>
/// <param name="Scopes">What it allows.</param>
/// <param name="PerMinute">Requests a minute, at least 1; null for no rate.</param>
/// <param name="BlobsFrom">Addresses of folders whose pictures it may name; null for those of <c>CAPTION_BLOBS_FROM</c>.</param>
internal sealed record StoredKey(
    string Id,
    string Sha256,
    IReadOnlyList<string> Scopes,
    int? PerMinute = null,
    IReadOnlyList<string>? BlobsFrom = null
)
{
    /// <summary>The folders as addresses; null where they are not of this key.</summary>
    public IReadOnlyList<BlobAddress>? Folders => BlobsFrom is null ? null : [.. BlobsFrom.Select(text => BlobAddress.Parse(text).Value!)];
}

/// <summary>The file of keys: <c>{ "keys": [{ "id", "sha256", "scopes", "perMinute"?, "blobsFrom"? }] }</c>.</summary>
/// <param name="Keys">At least one.</param>
internal sealed record KeyFile(IReadOnlyList<StoredKey> Keys)
{
    /// <exception cref="InvalidDataException">The file is missing or damaged, or an entry is wrong; the message names it.</exception>
    public static KeyFile Read(string path)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"{path} is missing.");
        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(path), KeyFileJson.Default.KeyFile);
            if (read is not { Keys.Count: > 0 })
                throw new InvalidDataException($"{path} has no keys.");
            var ids = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (i, key) in read.Keys.Index())
            {
                var entry = $"{path}: keys[{i}]";
                if (key.Id.Length == 0 || !ids.Add(key.Id))
                    throw new InvalidDataException($"{entry}: the id is empty or stands there twice.");
                if (key.Sha256.Length != 64 || !key.Sha256.All(char.IsAsciiHexDigitLower))
                    throw new InvalidDataException($"{entry}: sha256 must be 64 lower-case hexadecimal digits.");
                if (key.Scopes.FirstOrDefault(scope => !Scopes.All.Contains(scope)) is { } stranger)
                    throw new InvalidDataException($"{entry}: '{stranger}' is no scope; {string.Join(", ", Scopes.All)} are.");
                if (key.BlobsFrom?.FirstOrDefault(text => BlobAddress.Parse(text).Value is not { IsFolder: true }) is { } wrong)
                    throw new InvalidDataException($"{entry}: '{wrong}' is no address of a folder, with a slash at its end.");
                if (key.PerMinute < 1)
                    throw new InvalidDataException($"{entry}: perMinute must be at least 1.");
            }

            return read;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(KeyFile))]
internal sealed partial class KeyFileJson : JsonSerializerContext;
