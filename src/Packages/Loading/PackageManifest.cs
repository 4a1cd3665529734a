using System.Text.Json;
using Serverless.Core;
using Serverless.Packages.Oci;

namespace Serverless.Packages.Loading;

/// <summary>A file of a package.</summary>
/// <param name="Path">Its path in the package.</param>
/// <param name="Blob">Its content.</param>
public sealed record PackageEntry(string Path, OciDescriptor Blob);

/// <summary>A package's manifest, checked as far as it can be without anything else.</summary>
/// <param name="Content">As it is stored.</param>
/// <param name="Manifest">As it reads.</param>
/// <param name="Entries">Its files, sorted by path.</param>
public sealed record PackageManifest(OciContent Content, OciManifest Manifest, IReadOnlyList<PackageEntry> Entries)
{
    private static readonly string[] Required = [PackageFiles.Config, PackageFiles.Contract];

    /// <summary>The digest that names the package.</summary>
    public string Digest => Content.Digest;

    /// <summary>Bytes of all its files.</summary>
    public long Bytes => Entries.Sum(entry => entry.Blob.Size);

    /// <summary>The version that the manifest says; null where it says none.</summary>
    public string? Version => Manifest.Annotations?.GetValueOrDefault("org.opencontainers.image.version");

    /// <summary>The name that the manifest says; null where it says none.</summary>
    public string? Name => Manifest.Annotations?.GetValueOrDefault("org.opencontainers.image.title");

    /// <summary>Reads and checks shape, sizes and names.</summary>
    /// <param name="content">The manifest.</param>
    /// <param name="limits">How much is taken.</param>
    public static Result<PackageManifest, PackageFailure> Read(OciContent content, PackageLimits limits)
    {
        if (!OciManifest.Parse(content).TryGet(out var manifest, out var failure))
            return failure;
        if (manifest.ArtifactType != PackageMediaTypes.Model)
        {
            var found = manifest.ArtifactType ?? manifest.Config.MediaType;
            return PackageFailure.Refused("manifest", $"It is no model package but {found}.");
        }

        if (manifest.Layers.Count > limits.MaxFiles)
            return PackageFailure.Refused("files", $"It has {manifest.Layers.Count} files; {limits.MaxFiles} are taken.");
        if (CheckSizes(manifest, limits) is { } tooLarge)
            return tooLarge;
        return CheckEntries(manifest, out var entries) is { } wrong ? wrong : new PackageManifest(content, manifest, entries);
    }

    /// <summary>The files are those that the configuration says.</summary>
    /// <param name="bytes">The configuration.</param>
    public PackageFailure? CheckConfig(byte[] bytes)
    {
        try
        {
            var config = JsonSerializer.Deserialize(bytes, OciJson.Stored.ModelConfig);
            var announced = config?.Modelfs?.DiffIds ?? [];
            return announced.SequenceEqual(Manifest.Layers.Select(layer => layer.Digest))
                ? null
                : PackageFailure.Refused("manifest", "The files of its configuration (diffIds) are not its layers.");
        }
        catch (JsonException error)
        {
            return PackageFailure.Refused("manifest", "Its configuration cannot be read: " + error.Message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>A file by its path; null where there is none.</summary>
    /// <param name="path">The path.</param>
    public PackageEntry? Find(string path) => Entries.FirstOrDefault(entry => entry.Path == path);

    private static PackageFailure? CheckSizes(OciManifest manifest, PackageLimits limits)
    {
        var blobs = manifest.Layers.Prepend(manifest.Config).ToList();
        if (blobs.FirstOrDefault(blob => !OciDigest.IsValid(blob.Digest)) is { } odd)
            return PackageFailure.Refused("digest", $"{odd.Digest} is no SHA-256.");
        if (blobs.Any(blob => blob.Size < 0) || manifest.Config.Size > PackageLimits.MaxDocumentBytes)
            return PackageFailure.Refused("size", "A size is negative, or the configuration is too large.");
        var total = manifest.Layers.Aggregate(UInt128.Zero, (sum, layer) => sum + (UInt128)layer.Size);
        return total > (UInt128)limits.MaxBytes
            ? PackageFailure.Refused("size", $"It has {total} bytes; {limits.MaxBytes} are taken.")
            : null;
    }

    private static PackageFailure? CheckEntries(OciManifest manifest, out List<PackageEntry> entries)
    {
        entries = [];
        foreach (var layer in manifest.Layers)
        {
            if (layer.Annotations?.GetValueOrDefault(PackageMediaTypes.PathAnnotation) is not { } path)
                return PackageFailure.Refused("name_missing", "A layer does not say which file it is.", layer.Digest);
            if (!PackageMediaTypes.IsRawFile(layer.MediaType))
                return PackageFailure.Refused("media_type", $"{layer.MediaType} is not taken: a layer is one file as it is.", path);
            if (CheckKind(layer, path) is { } odd)
                return odd;
            entries.Add(new PackageEntry(path, layer));
        }

        if (PackageNames.Check(entries.Select(entry => entry.Path)) is { } wrong)
            return wrong;
        var paths = entries.Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
        if (Required.FirstOrDefault(name => !paths.Contains(name)) is { } missing)
            return PackageFailure.Refused("name_missing", "The package does not have it.", missing);
        entries.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        return null;
    }

    /// <summary>What other makers say of a file: links and devices are not taken.</summary>
    private static PackageFailure? CheckKind(OciDescriptor layer, string path)
    {
        if (layer.Annotations?.GetValueOrDefault(PackageMediaTypes.FileAnnotation) is not { } text)
            return null;
        try
        {
            return JsonSerializer.Deserialize(text, OciJson.Stored.FileMetadata)?.Typeflag switch
            {
                null or 0 or '0' => null,
                '1' or '2' => PackageFailure.Refused("name_link", "It is a link.", path),
                '3' or '4' or '6' => PackageFailure.Refused("name_device", "It is a device.", path),
                { } other => PackageFailure.Refused("media_type", $"It is no file but of the type {other}.", path),
            };
        }
        catch (JsonException)
        {
            return PackageFailure.Refused("manifest", $"Its {PackageMediaTypes.FileAnnotation} cannot be read.", path);
        }
    }
}
