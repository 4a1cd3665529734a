using System.Globalization;
using System.Text.Json;
using Serverless.Core;
using Serverless.Packages.Oci;
using Serverless.Signing;

namespace Serverless.Packages.Registries;

public sealed partial class OciRegistry
{
    private const string AliasType = "application/vnd.captions.alias.v1+json";

    private const string EnvelopeType = "application/vnd.dsse.envelope.v1+json";

    private const int MaxEnvelopeBytes = 1 << 20;

    private static readonly byte[] Empty = "{}"u8.ToArray();

    /// <inheritdoc/>
    public async Task<Result<AliasLookup, PackageFailure>> ReadAliasAsync(string name, CancellationToken cancellationToken)
    {
        if (!(await ListAllTagsAsync(cancellationToken)).TryGet(out var tags, out var failure))
            return failure;
        if (tags.Select(tag => NumberOf(name, tag)).Max() is not { } number)
            return new AliasLookup(null);
        var tag = AliasTag(name, number);
        if (!(await ReadManifestAsync(tag, cancellationToken)).TryGet(out var manifest, out failure))
            return failure;
        if (Parse(manifest.Bytes, RegistryJson.Default.ManifestHead) is not { Layers: [{ Size: <= MaxEnvelopeBytes } layer] })
            return PackageFailure.Refused("alias", "It is no step of an alias.", Named(tag));
        if (!(await ReadBlobAsync(layer, cancellationToken)).TryGet(out var bytes, out failure))
            return failure;
        try
        {
            return JsonSerializer.Deserialize(bytes, SigningJson.Stored.DsseEnvelope) is { } envelope
                ? new AliasLookup(new StoredAlias(number, envelope))
                : PackageFailure.Refused("alias", "It is no step of an alias.", Named(tag));
        }
        catch (JsonException)
        {
            return PackageFailure.Refused("alias", "It is no step of an alias.", Named(tag));
        }
    }

    /// <summary>
    /// Writes a step under a tag that is not there yet, and reads it back. The API has no write on a condition: of two writers in the same
    /// moment the later one's step may stand although the other was told that its own does; the next read tells.
    /// </summary>
    /// <param name="name">Which alias.</param>
    /// <param name="number">Its number.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<PackageFailure?> WriteAliasAsync(string name, long number, DsseEnvelope entry, CancellationToken cancellationToken)
    {
        var tag = AliasTag(name, number);
        var manifest = AliasManifestOf(entry, out var envelope);
        if (!(await FindDigestAsync(tag, cancellationToken)).TryGet(out var taken, out var failure))
            return failure;
        if (taken.Digest is not null)
            return Taken(name, number);
        foreach (var blob in (OciContent[])[new(EmptyType, Empty), envelope])
        {
            failure = await WriteBlobAsync(blob.Descriptor, _ => Task.FromResult<Stream>(new MemoryStream(blob.Bytes)), cancellationToken);
            if (failure is not null)
                return failure;
        }

        if (!(await PutManifestAsync(manifest, tag, cancellationToken)).TryGet(out _, out failure))
            return failure;
        if (!(await FindDigestAsync(tag, cancellationToken)).TryGet(out var now, out failure))
            return failure;
        return now.Digest == manifest.Digest ? null : Taken(name, number);
    }

    private static OciContent AliasManifestOf(DsseEnvelope entry, out OciContent envelope)
    {
        envelope = new OciContent(EnvelopeType, JsonSerializer.SerializeToUtf8Bytes(entry, SigningJson.Stored.DsseEnvelope));
        var manifest = new AliasManifest(2, ManifestType, AliasType, new OciContent(EmptyType, Empty).Descriptor, [envelope.Descriptor]);
        return new OciContent(ManifestType, JsonSerializer.SerializeToUtf8Bytes(manifest, RegistryJson.Default.AliasManifest));
    }

    private async Task<Result<byte[], PackageFailure>> ReadBlobAsync(OciDescriptor blob, CancellationToken cancellationToken)
    {
        if (!(await OpenBlobAsync(blob, 0, cancellationToken)).TryGet(out var stream, out var failure))
            return failure;
        await using (stream)
        {
            try
            {
                var bytes = new byte[blob.Size];
                await stream.ReadExactlyAsync(bytes, cancellationToken);
                return new OciContent(blob.MediaType, bytes).Digest == blob.Digest
                    ? bytes
                    : PackageFailure.Refused("digest", "The bytes are not those that are listed.", Named(blob.Digest));
            }
            catch (IOException error)
            {
                return OciFailures.BrokenOff(Named(blob.Digest), error.Message);
            }
        }
    }

    private PackageFailure Taken(string name, long number) =>
        PackageFailure.TryAgain("alias_taken", $"Somebody wrote step {number} of {name} meanwhile.", Address);

    private static string AliasTag(string name, long number) => string.Create(CultureInfo.InvariantCulture, $"alias-{name}-{number:D10}");

    private static long? NumberOf(string name, string tag)
    {
        var start = $"alias-{name}-";
        return
            tag.Length == start.Length + 10
            && tag.StartsWith(start, StringComparison.Ordinal)
            && long.TryParse(tag[start.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }
}
