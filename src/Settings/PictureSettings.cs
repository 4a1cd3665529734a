using System.Net;
using Serverless.Storage;

namespace Serverless.Settings;

/// <summary>Where pictures may come from besides the body of a request.</summary>
/// <param name="MaxBytes">Largest picture in bytes.</param>
/// <param name="Urls">How addresses on the web are fetched.</param>
/// <param name="BlobsFrom">Folders whose pictures callers with the scope blob may name; <c>{caller}</c> in a key stands for the caller's id.</param>
/// <param name="Uploads">Where uploads go; null when there are none.</param>
/// <param name="StoreTimeout">How long a store may keep silent.</param>
public sealed record PictureSettings(
    long MaxBytes,
    UrlSettings Urls,
    IReadOnlyList<BlobAddress> BlobsFrom,
    UploadSettings? Uploads,
    TimeSpan StoreTimeout
)
{
    /// <summary>Size.</summary>
    public static readonly SettingDefinition MaxImageBytesSetting = new(
        "CAPTION_MAX_IMAGE_BYTES",
        "20971520; 268435456 on the command line",
        "1024 to 1073741824",
        "Largest picture in bytes that is read from a store, an address, an upload or, on the command line, a file."
    );

    /// <summary>Addresses on the web.</summary>
    public static readonly SettingDefinition UrlsSetting = new(
        "CAPTION_URLS",
        "off",
        "on or off",
        "Whether callers with the scope url may have pictures fetched by http(s) address."
    );

    /// <summary>Networks.</summary>
    public static readonly SettingDefinition UrlNetworksSetting = new(
        "CAPTION_URL_NETWORKS",
        "none",
        "networks such as 10.1.0.0/16, commas between",
        "Networks that may be fetched from although they are not public ones."
    );

    /// <summary>Time.</summary>
    public static readonly SettingDefinition UrlSecondsSetting = new(
        "CAPTION_URL_SECONDS",
        "10",
        "1 to 300",
        "Time for one fetch, redirects included."
    );

    /// <summary>Rate.</summary>
    public static readonly SettingDefinition UrlPerMinuteSetting = new(
        "CAPTION_URL_PER_MINUTE",
        "60",
        "1 to 100000",
        "Fetches a minute for one caller, counted in each process."
    );

    /// <summary>Proxy.</summary>
    public static readonly SettingDefinition UrlProxySetting = new(
        "CAPTION_URL_PROXY",
        "none",
        "an http address",
        "Proxy for fetches; it then opens the connections, and must itself refuse inner addresses. HTTP_PROXY and the like are not heeded."
    );

    /// <summary>Folders.</summary>
    public static readonly SettingDefinition BlobsFromSetting = new(
        "CAPTION_BLOBS_FROM",
        "none",
        "addresses of folders (file:///…/, s3://bucket/…/, az://account/container/…/, gs://bucket/…/), commas between",
        "Folders whose pictures callers with the scope blob may name; {caller} stands for the caller's id. A key's own list in the file of keys takes its place."
    );

    /// <summary>Uploads.</summary>
    public static readonly SettingDefinition UploadsToSetting = new(
        "CAPTION_UPLOADS_TO",
        "none",
        "the address of a folder; file:///…/ on the container host only",
        "Where POST /v1/uploads lets pictures be put. Nothing else should write there."
    );

    /// <summary>Lifetime.</summary>
    public static readonly SettingDefinition UploadSecondsSetting = new(
        "CAPTION_UPLOAD_SECONDS",
        "900",
        "60 to 604800",
        "How long an upload's address and its picture can be used."
    );

    /// <summary>Patience.</summary>
    public static readonly SettingDefinition StoreSecondsSetting = new(
        "CAPTION_STORE_SECONDS",
        "30",
        "1 to 600",
        "How long a store may keep silent."
    );

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SettingDefinition> All { get; } =
    [
        MaxImageBytesSetting,
        UrlsSetting,
        UrlNetworksSetting,
        UrlSecondsSetting,
        UrlPerMinuteSetting,
        UrlProxySetting,
        BlobsFromSetting,
        UploadsToSetting,
        UploadSecondsSetting,
        StoreSecondsSetting,
    ];
}

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
