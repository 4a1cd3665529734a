using System.Security.Cryptography;
using Serverless.Core;
using Serverless.Storage;

namespace Serverless.Results.Reviews;

/// <summary>
/// Finds the picture that a caption is about: the preview that was kept, or what the store has, and that only where it is the very
/// picture.
/// </summary>
/// <param name="reviews">Has previews.</param>
/// <param name="results">Opens the stores; null where none are read.</param>
/// <param name="folders">Folders whose pictures this host reads.</param>
/// <param name="maxBytes">Largest picture that is read.</param>
public sealed class ReviewPictures(ReviewStore reviews, ResultStores? results, IReadOnlyList<BlobAddress> folders, long maxBytes)
{
    /// <summary>Finds it.</summary>
    /// <param name="kept">The caption.</param>
    /// <param name="preview">Makes a preview of a picture's bytes; null where these cannot be decoded.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The picture or why it is missing; a failure where the store may have it later, or the host is busy.</returns>
    public async Task<Result<PicturePreview, StoreFailure>> FindAsync(
        ReviewableCaption kept,
        Func<byte[], Task<byte[]?>> preview,
        CancellationToken cancellationToken
    )
    {
        if (kept.Picture is not { } address)
        {
            var found = await reviews.FindPictureAsync(kept.Id, cancellationToken);
            if (found.TryGet(out var jpeg, out var unread))
                return new PicturePreview(jpeg, null);
            return unread.Reason == StoreFailureReason.NotFound ? Missing(MissingPicture.NotKept) : unread;
        }

        if (folders.FirstOrDefault(one => address.Below(one) is { Length: > 0 }) is not { } folder || results is null)
            return Missing(MissingPicture.NotReachable);
        if (!results.Of(folder).TryGet(out var store, out var failure))
            return failure;
        var key = store.Pictures.Prefix + address.Below(folder);
        if (!(await ReadAsync(store.Pictures.Store, key, kept, cancellationToken)).TryGet(out var bytes, out failure))
        {
            return failure.Reason switch
            {
                StoreFailureReason.NotFound or StoreFailureReason.Changed => Missing(MissingPicture.Gone),
                StoreFailureReason.TooLarge => Missing(MissingPicture.NotReadable),
                StoreFailureReason.AccessDenied or StoreFailureReason.NoCredentials => Missing(MissingPicture.NotReachable),
                _ => failure,
            };
        }

        return await preview(bytes) is { } made ? new PicturePreview(made, null) : Missing(MissingPicture.NotReadable);
    }

    /// <summary>The version that was captioned; where the store keeps no versions, what is there now, if it has the same bytes.</summary>
    private async Task<Result<byte[], StoreFailure>> ReadAsync(
        IBlobStore store,
        string key,
        ReviewableCaption kept,
        CancellationToken cancellationToken
    )
    {
        var version = ContentVersion.IsOne(kept.Version) ? null : kept.Version;
        var read = await store.ReadBytesAsync(key, new BlobSelection(version, MaxBytes: maxBytes), cancellationToken);
        if (read.Failure is { Reason: StoreFailureReason.Changed })
            read = await store.ReadBytesAsync(key, new BlobSelection(MaxBytes: maxBytes), cancellationToken);
        if (!read.TryGet(out var blob, out var failure))
            return failure;
        return Convert.ToHexStringLower(SHA256.HashData(blob.Bytes)) == kept.Sha256
            ? blob.Bytes
            : new StoreFailure(StoreFailureReason.Changed, "Another picture is there.");
    }

    private static PicturePreview Missing(MissingPicture why) => new(null, why);
}
