using Serverless.Core;

namespace Serverless.Storage;

/// <summary>An object read into memory.</summary>
/// <param name="Properties">Its properties in the store.</param>
/// <param name="Bytes">What was selected.</param>
public sealed record BlobBytes(BlobProperties Properties, byte[] Bytes);

/// <summary>Reads small objects whole.</summary>
public static class BlobDownloads
{
    /// <summary>Opens, reads and releases the connection; <see cref="BlobSelection.MaxBytes"/> bounds what is held.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="selection">What of it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<Result<BlobBytes, StoreFailure>> ReadBytesAsync(
        this IBlobStore store,
        string key,
        BlobSelection selection,
        CancellationToken cancellationToken
    )
    {
        if (!(await store.ReadAsync(key, selection, cancellationToken)).TryGet(out var reading, out var failure))
            return failure;
        await using (reading)
        {
            return (await reading.ToArrayAsync(cancellationToken)).TryGet(out var bytes, out failure)
                ? new BlobBytes(reading.Properties, bytes)
                : failure;
        }
    }
}
