using Serverless.Api.Access;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Fetching;
using Serverless.Results.Documents;
using Serverless.Settings;
using Serverless.Storage;

namespace Serverless.Api.Uploads;

/// <summary>
/// Issues addresses that take one picture: the store's own signed ones, or, for a folder, a one-time address of this host.
/// </summary>
/// <param name="settings">Where uploads go.</param>
/// <param name="maxBytes">Largest picture.</param>
/// <param name="stores">The stores.</param>
/// <param name="local">Takes uploads to a folder.</param>
/// <param name="clock">Gives the times.</param>
public sealed class UploadService(UploadSettings settings, long maxBytes, BlobStores stores, LocalUploads local, TimeProvider clock)
{
    internal static readonly string[] MediaTypes =
    [
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "image/avif",
        "image/tiff",
        "application/octet-stream",
    ];

    /// <summary>Issues one.</summary>
    /// <param name="request">What is to be put.</param>
    /// <param name="caller">By whom.</param>
    /// <param name="origin">Where this host is reached, such as <c>http://localhost:8080</c>.</param>
    /// <param name="cancellationToken">Ends the call of the store.</param>
    public async Task<Result<UploadDocument, CaptionFailure>> IssueAsync(
        UploadRequest request,
        Caller caller,
        string origin,
        CancellationToken cancellationToken
    )
    {
        if (!MediaTypes.Contains(request.MediaType))
            return new CaptionFailure(
                FailureReason.UnsupportedMediaType,
                $"mediaType must be one of {string.Join(", ", MediaTypes)}.",
                "mediaType"
            );
        if (request.Bytes > maxBytes)
            return new CaptionFailure(
                FailureReason.BodyTooLarge,
                FormattableString.Invariant($"{maxBytes} bytes are taken at most."),
                "bytes"
            );
        var key = UploadGrants.NewKey(caller, clock.GetUtcNow() + settings.Lifetime, request.Bytes);
        var (address, terms) = (
            settings.Folder.With(settings.Folder.Key + key),
            new UploadTerms(request.MediaType, request.Bytes, settings.Lifetime)
        );
        if (!stores.Open(settings.Folder).TryGet(out var folder, out var failure))
            return StoreFailureTable.Of(failure, address, null);
        if (settings.Folder.Scheme == "file")
        {
            var opened = await local.OpenAsync(folder, key, terms, origin, cancellationToken);
            return opened.TryGet(out var open, out var busy) ? DocumentOf(open, address) : busy;
        }

        var signed = await folder.Store.PresignUploadAsync(folder.Prefix + key, terms, cancellationToken);
        return signed.TryGet(out var upload, out failure) ? DocumentOf(upload, address) : StoreFailureTable.Of(failure, address, null);
    }

    private static UploadDocument DocumentOf(PresignedUpload upload, BlobAddress address) =>
        new(upload.Address.AbsoluteUri, address.ToString(), upload.ExpiresAt.ToUniversalTime(), upload.Headers);
}
