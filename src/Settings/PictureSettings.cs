using System.Net;
using Serverless.Storage;

namespace Serverless.Settings;

/// <summary>Sources of pictures other than the body of a request.</summary>
/// <param name="MaxBytes">Largest picture in bytes.</param>
/// <param name="Urls">How addresses on the web are fetched.</param>
/// <param name="BlobsFrom">
/// Folders whose pictures callers with the scope blob may name; <c>{caller}</c> in a key stands for the caller's id.
/// </param>
/// <param name="Uploads">Where uploads go; null when there are none.</param>
/// <param name="StoreTimeout">Timeout of a store.</param>
public sealed record PictureSettings(
    long MaxBytes,
    UrlSettings Urls,
    IReadOnlyList<BlobAddress> BlobsFrom,
    UploadSettings? Uploads,
    TimeSpan StoreTimeout
) { }

/// <summary>How addresses on the web are fetched.</summary>
/// <param name="IsOn">Whether a host fetches them for its callers.</param>
/// <param name="Networks">Networks that may be fetched from although they are not public.</param>
/// <param name="Time">For one fetch.</param>
/// <param name="PerMinute">Fetches a minute for one caller.</param>
/// <param name="Proxy">Opens the connections; null for none.</param>
public sealed record UrlSettings(bool IsOn, IReadOnlyList<IPNetwork> Networks, TimeSpan Time, int PerMinute, Uri? Proxy);

/// <summary>Where uploads go.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Lifetime">How long an upload can be used.</param>
public sealed record UploadSettings(BlobAddress Folder, TimeSpan Lifetime);
