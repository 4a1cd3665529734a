using Serverless.Api.Access;
using Serverless.Api.Uploads;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Fetching;
using Serverless.Settings.Access;
using Serverless.Storage;

namespace Serverless.Api.Pictures;

/// <summary>
/// Reads a picture from a store for a caller who may name it. Other objects are never read, so an answer says nothing about them.
/// </summary>
/// <param name="stores">The stores.</param>
/// <param name="folders">Folders that callers with the scope blob may name.</param>
/// <param name="uploads">Pictures that callers have put; null where there are none.</param>
/// <param name="maxBytes">Largest picture.</param>
public sealed class BlobFetcher(BlobStores stores, IReadOnlyList<BlobAddress> folders, UploadGrants? uploads, long maxBytes)
{
    private const string Field = "image.blob",
        CallerPlaceholder = "{caller}";

    /// <summary>Reads.</summary>
    /// <param name="text">The address as it was sent.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Result<byte[], CaptionFailure>> FetchAsync(string text, Caller caller, CancellationToken cancellationToken)
    {
        if (!BlobAddress.Parse(text).TryGet(out var address, out var unreadable))
            return new CaptionFailure(FailureReason.MalformedRequest, $"image.blob: {unreadable.Detail}", Field);
        if (uploads?.Find(address, caller) is { } upload)
            return await ReadAsync(upload.Folder, address, Math.Min(maxBytes, upload.Length), cancellationToken);
        var named = caller.BlobsFrom ?? folders;
        if (named.Count == 0)
            return new CaptionFailure(
                FailureReason.Forbidden,
                "This host reads nothing from stores for this caller; send the picture itself.",
                Field
            );
        if (!caller.Scopes.Contains(Scopes.Blob))
            return new CaptionFailure(FailureReason.Forbidden, $"image.blob needs the scope '{Scopes.Blob}'.", Field);
        var folder = named
            .Select(one => ForCaller(one, caller))
            .OfType<BlobAddress>()
            .FirstOrDefault(one => address.Below(one) is { Length: > 0 });
        return folder is null
            ? new CaptionFailure(FailureReason.BlobNotAllowed, "The object is below no folder that this caller may name.", Field)
            : await ReadAsync(folder, address, maxBytes, cancellationToken);
    }

    /// <summary>A folder with the caller's id in it; null where the id cannot be a name of one folder.</summary>
    private static BlobAddress? ForCaller(BlobAddress folder, Caller caller)
    {
        if (!folder.Key.Contains(CallerPlaceholder, StringComparison.Ordinal))
            return folder;
        return
            caller.Id is "" or "." or ".."
            || caller.Id.Contains('/', StringComparison.Ordinal)
            || caller.Id.Contains('\\', StringComparison.Ordinal)
            ? null
            : folder.With(folder.Key.Replace(CallerPlaceholder, caller.Id, StringComparison.Ordinal));
    }

    private async Task<Result<byte[], CaptionFailure>> ReadAsync(
        BlobAddress folder,
        BlobAddress address,
        long limitBytes,
        CancellationToken cancellationToken
    )
    {
        if (!stores.Open(folder).TryGet(out var opened, out var failure))
            return StoreFailureTable.Of(failure, address, Field);
        var read = await opened.Store.ReadBytesAsync(
            opened.Prefix + address.Below(folder),
            new BlobSelection(MaxBytes: limitBytes),
            cancellationToken
        );
        if (!read.TryGet(out var blob, out failure))
            return StoreFailureTable.Of(failure, address, Field);
        if (blob.Bytes.Length == 0)
        {
            return new CaptionFailure(FailureReason.EmptyBody, "The object is empty; it must hold a picture.", Field);
        }

        return ContentCoding.OfStored(blob.Bytes, maxBytes).TryGet(out var bytes, out var undecoded)
            ? bytes
            : undecoded with
            {
                Field = Field,
            };
    }
}
