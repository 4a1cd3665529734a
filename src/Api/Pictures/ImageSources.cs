using Serverless.Api.Uploads;
using Serverless.Fetching;
using Serverless.Settings;
using Serverless.Storage;

namespace Serverless.Api.Pictures;

/// <summary>The sources of pictures other than the body of a request.</summary>
/// <param name="Pictures">By address.</param>
/// <param name="Uploads">Hands out upload addresses; null where there are no uploads.</param>
/// <param name="Local">Takes uploads to a folder.</param>
public sealed record ImageSources(PictureFetcher Pictures, UploadService? Uploads, LocalUploads Local)
{
    /// <summary>Makes them as the settings say.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="stores">The stores.</param>
    /// <param name="uploadsPath">What upload addresses of this host start with.</param>
    /// <param name="clock">Gives the times.</param>
    public static ImageSources Create(CaptionSettings settings, BlobStores stores, string uploadsPath, TimeProvider clock)
    {
        var pictures = settings.Pictures;
        var urls = pictures.Urls is { IsOn: true } url
            ? new UrlFetcher(url, pictures.MaxBytes, new AddressRules(url.Networks), null, clock)
            : null;
        var blobs = new BlobFetcher(
            stores,
            pictures.BlobsFrom,
            pictures.Uploads is { } granted ? new UploadGrants(granted, clock) : null,
            pictures.MaxBytes
        );
        var local = new LocalUploads(uploadsPath, clock);
        return new ImageSources(
            new PictureFetcher(urls, blobs, settings.Concurrency + settings.Queue, settings.Deadline, clock),
            pictures.Uploads is { } uploads ? new UploadService(uploads, pictures.MaxBytes, stores, local, clock) : null,
            local
        );
    }
}
