using Serverless.Core.Imaging;
using Serverless.Storage;

namespace Serverless.Results.Listing;

/// <summary>Probes an object's first bytes with one small ranged read.</summary>
public static class PictureProbe
{
    /// <summary>Whether an object is a picture.</summary>
    /// <param name="store">Its store.</param>
    /// <param name="key">Its key.</param>
    /// <param name="version">Its version.</param>
    /// <param name="cancellationToken">Cancels the probe.</param>
    /// <returns>Whether it is; or why that cannot be told.</returns>
    public static async Task<(bool IsPicture, StoreFailure? Failure)> IsPictureAsync(
        IBlobStore store,
        string key,
        string? version,
        CancellationToken cancellationToken
    )
    {
        var read = await store.ReadBytesAsync(
            key,
            new BlobSelection(version, Offset: 0, Count: ImageSignature.HeadBytes),
            cancellationToken
        );
        if (read.TryGet(out var head, out var failure))
            return (ImageSignature.IsPicture(head.Bytes), null);
        return (false, failure.Reason == StoreFailureReason.OutOfRange ? null : failure); // empty
    }
}
