using System.Net;
using System.Text.RegularExpressions;
using Serverless.Storage;
using static Serverless.Settings.PictureSettings;

namespace Serverless.Settings;

/// <summary>The settings of where pictures may come from.</summary>
internal static partial class PictureReader
{
    public static PictureSettings Read(SettingsReader reader, HostProfile host)
    {
        var urls = new UrlSettings(
            reader.Word(UrlsSetting, "off", "on", "off") == "on",
            Networks(reader),
            TimeSpan.FromSeconds(reader.Whole(UrlSecondsSetting, 10, 1, 300)),
            (int)reader.Whole(UrlPerMinuteSetting, 60, 1, 100_000),
            Proxy(reader)
        );
        return new PictureSettings(
            reader.Whole(MaxImageBytesSetting, host.MaxImageBytes, 1_024, 1L << 30),
            urls,
            Folders(reader, BlobsFromSetting),
            Uploads(reader, host),
            TimeSpan.FromSeconds(reader.Whole(StoreSecondsSetting, 30, 1, 600))
        );
    }

    private static List<IPNetwork> Networks(SettingsReader reader)
    {
        var networks = new List<IPNetwork>();
        foreach (var text in reader.Parts(UrlNetworksSetting))
        {
            if (IPNetwork.TryParse(text, out var network))
                networks.Add(network);
            else
                reader.Reject($"{UrlNetworksSetting.Name} names '{text}'; allowed: {UrlNetworksSetting.Allowed}.");
        }

        return networks;
    }

    private static Uri? Proxy(SettingsReader reader)
    {
        if (reader.Text(UrlProxySetting) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var proxy) && proxy.Scheme == "http")
            return proxy;
        reader.Reject($"{UrlProxySetting.Name} is no http address.");
        return null;
    }

    private static UploadSettings? Uploads(SettingsReader reader, HostProfile host)
    {
        var lifetime = TimeSpan.FromSeconds(reader.Whole(UploadSecondsSetting, 900, 60, 604_800));
        if (reader.Text(UploadsToSetting) is not { } text || Folder(reader, UploadsToSetting, text) is not { } folder)
            return null;
        if (folder.Scheme == "file" && !host.TakesUploads)
            reader.Reject($"{UploadsToSetting.Name} is '{text}'; this host takes no uploads itself, name a folder of its cloud's store.");
        return new UploadSettings(folder, lifetime);
    }

    /// <summary>Addresses of folders, commas between: a comma that no address follows belongs to the key it stands in.</summary>
    public static List<BlobAddress> Folders(SettingsReader reader, SettingDefinition setting)
    {
        var texts = reader.Text(setting) is { } all ? Between().Split(all) : [];
        return [.. texts.Where(text => text.Length > 0).Select(text => Folder(reader, setting, text)).OfType<BlobAddress>()];
    }

    /// <summary>The address of a folder, with a slash at its end.</summary>
    public static BlobAddress? Folder(SettingsReader reader, SettingDefinition setting, string text)
    {
        if (BlobAddress.Parse(text).TryGet(out var address, out var failure))
            return address.IsFolder ? address : address.With(address.Key + "/");
        reader.Reject($"{setting.Name} names '{text}'. {failure.Detail}");
        return null;
    }

    [GeneratedRegex(@"\s*,\s*(?=[a-z0-9]+://|$)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Between();
}
