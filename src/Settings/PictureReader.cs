using System.Net;
using System.Text.RegularExpressions;
using Serverless.Storage;

namespace Serverless.Settings;

/// <summary>The settings of where pictures may come from.</summary>
internal static partial class PictureReader
{
    public static PictureSettings Read(SettingsReader reader, HostProfile host)
    {
        var urls = new UrlSettings(
            reader.OneOf(SettingNames.Urls, "off", "on", "off") == "on",
            Networks(reader),
            TimeSpan.FromSeconds(reader.ReadInt64(SettingNames.UrlSeconds, 10, 1, 300)),
            reader.ReadInt32(SettingNames.UrlPerMinute, 60, 1, 100_000),
            Proxy(reader)
        );
        return new PictureSettings(
            reader.ReadInt64(SettingNames.MaxImageBytes, host.MaxImageBytes, 1_024, 1L << 30),
            urls,
            Folders(reader, SettingNames.BlobsFrom),
            Uploads(reader, host),
            TimeSpan.FromSeconds(reader.ReadInt64(SettingNames.StoreSeconds, 30, 1, 600))
        );
    }

    private static List<IPNetwork> Networks(SettingsReader reader)
    {
        var networks = new List<IPNetwork>();
        foreach (var text in reader.List(SettingNames.UrlNetworks))
        {
            if (IPNetwork.TryParse(text, out var network))
                networks.Add(network);
            else
                reader.RejectPart(SettingNames.UrlNetworks, text);
        }

        return networks;
    }

    private static Uri? Proxy(SettingsReader reader)
    {
        if (reader.Text(SettingNames.UrlProxy) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var proxy) && proxy.Scheme == "http")
            return proxy;
        reader.Reject($"{SettingNames.UrlProxy} is no http address.");
        return null;
    }

    private static UploadSettings? Uploads(SettingsReader reader, HostProfile host)
    {
        var lifetime = TimeSpan.FromSeconds(reader.ReadInt64(SettingNames.UploadSeconds, 900, 60, 604_800));
        if (reader.Text(SettingNames.UploadsTo) is not { } text || Folder(reader, SettingNames.UploadsTo, text) is not { } folder)
            return null;
        if (folder.Scheme == "file" && !host.TakesUploads)
            reader.Reject($"{SettingNames.UploadsTo} is '{text}'; this host takes no uploads itself, name a folder of its cloud's store.");
        return new UploadSettings(folder, lifetime);
    }

    /// <summary>Addresses of folders, commas between: a comma that no address follows belongs to the key it stands in.</summary>
    public static List<BlobAddress> Folders(SettingsReader reader, string setting)
    {
        var texts = reader.Text(setting) is { } all ? Between().Split(all) : [];
        return [.. texts.Where(text => text.Length > 0).Select(text => Folder(reader, setting, text)).OfType<BlobAddress>()];
    }

    /// <summary>The address of a folder, with a slash at its end.</summary>
    public static BlobAddress? Folder(SettingsReader reader, string setting, string text)
    {
        if (BlobAddress.Parse(text).TryGet(out var address, out var failure))
            return address.IsFolder ? address : address.With(address.Key + "/");
        reader.Reject($"{setting} names '{text}'. {failure.Detail}");
        return null;
    }

    [GeneratedRegex(@"\s*,\s*(?=[a-z0-9]+://|$)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Between();
}
