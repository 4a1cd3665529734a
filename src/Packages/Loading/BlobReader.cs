using System.Security.Cryptography;
using Serverless.Core;
using Serverless.Packages.Oci;
using Serverless.Packages.Registries;

namespace Serverless.Packages.Loading;

/// <summary>Reads blobs and holds what came against their digests. A reading that breaks off goes on where it was.</summary>
internal static class BlobReader
{
    private const int MaxTries = 5;

    /// <summary>Reads a small document.</summary>
    public static async Task<Result<byte[], PackageFailure>> ReadAsync(
        IModelRegistry registry,
        OciDescriptor blob,
        string file,
        CancellationToken cancellationToken
    )
    {
        if (blob.Size is < 0 or > PackageLimits.MaxDocumentBytes)
            return PackageFailure.Refused("size", $"It has {blob.Size} bytes; {PackageLimits.MaxDocumentBytes} are taken.", file);
        using var kept = new MemoryStream();
        return await CopyAsync(registry, new PackageEntry(file, blob), kept, cancellationToken) is { } failure ? failure : kept.ToArray();
    }

    /// <summary>Copies a file of a package.</summary>
    /// <returns>Null where all of it came, and it is what was announced.</returns>
    public static async Task<PackageFailure?> CopyAsync(
        IModelRegistry registry,
        PackageEntry entry,
        Stream destination,
        CancellationToken cancellationToken
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, done) = (new byte[128 << 10], 0L);
        for (var i = 0; i < MaxTries && (done < entry.Blob.Size || i == 0); i++)
        {
            if (!(await registry.OpenBlobAsync(entry.Blob, done, cancellationToken)).TryGet(out var stream, out var failure))
                return failure.Rule == "not_found" ? Missing(entry) : failure with { File = entry.Path };
            await using (stream)
            {
                while (await ReadAsync(stream, buffer, cancellationToken) is var count and not 0)
                {
                    if (count < 0)
                        return PackageFailure.Refused("digest", "The archive is damaged there.", entry.Path);
                    done += count;
                    if (done > entry.Blob.Size)
                        return PackageFailure.Refused("size", $"It has more than the {entry.Blob.Size} bytes announced.", entry.Path);
                    hash.AppendData(buffer, 0, count);
                    await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                }
            }
        }

        if (done < entry.Blob.Size)
            return PackageFailure.TryAgain("store", $"Only {done} of {entry.Blob.Size} bytes came.", entry.Path);
        var found = "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
        return found == entry.Blob.Digest
            ? null
            : PackageFailure.Refused("digest", $"Its content is {found}, announced is {entry.Blob.Digest}.", entry.Path);
    }

    /// <returns>0 at the end, and where it broke off; -1 where what is inflated is damaged.</returns>
    private static async Task<int> ReadAsync(Stream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidDataException)
        {
            return -1;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static PackageFailure Missing(PackageEntry entry) =>
        PackageFailure.Refused("blob_missing", "The registry lists it and does not hold it.", entry.Path);
}
